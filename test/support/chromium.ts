import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

export interface RealBrowser {
  readonly browser: Browser
  readonly close: () => Promise<void>
}

/** A real Chromium from npm. It unpacks 200 MB into TMPDIR and leaves them there: a folder of its own, removed at close. */
export const openBrowser = async (): Promise<RealBrowser> => {
  const dir = mkdtempSync(join(tmpdir(), 'duban-chromium-'))
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = dir
  try {
    const executablePath = await chromium.executablePath()
    // One process for everything would end with the first page.
    const args = chromium.args.filter((arg) => arg !== '--single-process')
    const browser = await playwright.launch({ executablePath, args, headless: true })
    return {
      browser,
      close: async () => {
        await browser.close()
        rmSync(dir, { recursive: true, force: true })
      },
    }
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}
