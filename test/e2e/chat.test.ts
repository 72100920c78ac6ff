import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import { say } from '#src/domain/message.ts'

import { openBrowser, type RealBrowser } from '../support/chromium.ts'
import { listenAt, type TrialWeb, trialWeb } from '../support/web.ts'

let real: RealBrowser
beforeAll(async () => {
  real = await openBrowser()
})
afterAll(() => real.close())

/** The chat on a phone: one trial, one page, and what a person does with it. */
const phone = async (trial: TrialWeb, base: string) => {
  const page = await real.browser.newPage({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  onTestFinished(() => page.close())
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (entry) => {
    if (entry.type() === 'error' && !entry.text().includes('net::')) complaints.push(entry.text())
  })
  await page.goto(`${base}/`)
  // Nobody yet: the page itself asks who one is.
  await page.locator('#picker').waitFor()
  return {
    page,
    complaints,
    be: async (role: string, unit: string) => {
      if (!(await page.locator('#picker').isVisible())) await page.tap('#who')
      await page.fill('#search', unit)
      await page.locator('#roles button', { hasText: role }).tap()
      await page.locator('#people button').first().tap()
      await page.locator('#log[aria-busy="false"]').waitFor()
    },
    /** Types it and resolves with the answer. */
    type: async (words: string) => {
      const answers = page.locator('.line.bot')
      const before = await answers.count()
      await page.fill('#text', words)
      await page.press('#text', 'Enter')
      await answers.nth(before).waitFor()
      await trial.app.idle()
      return answers.nth(before).innerText()
    },
  }
}

const lastSaid = (page: Page): Promise<string> =>
  page.locator('.line.user:not(.pending)').last().locator('.bubble').innerText()

describe('the chat page on a phone', { timeout: 60_000 }, () => {
  let trial: TrialWeb
  let chat: Awaited<ReturnType<typeof phone>>
  let base: string

  beforeEach(async () => {
    trial = await trialWeb()
    base = await listenAt(trial.web)
    chat = await phone(trial, base)
  })

  it('a liaison asks for help and is answered', async () => {
    const { page, be, type, complaints } = chat
    await be('联络员', '公安')
    expect(await page.textContent('#who-name')).toBe('县公安局 联络员')
    expect(await page.textContent('#clock')).toBe('2021-06-04 星期五 09:00')
    expect(await type('帮助')).toContain('收到')
    expect(await page.locator('.line.user').count()).toBe(1)
    expect(complaints).toEqual([])
  })

  it('from the circular to a liaison’s report, by fingers', async () => {
    const { page, be, type, complaints } = chat
    await be('审核员', '督查室')
    await page.locator('#quick .chip', { hasText: '预览' }).tap()
    await page.locator('.line.bot').first().waitFor()
    expect(await lastSaid(page)).toBe('预览')
    await type('答 1 是')
    await type('发布')
    // The answer shows what would be done; its button says what completes it.
    await page.locator('.line.bot').last().locator('.chip', { hasText: /发布/ }).first().tap()
    await page.locator('.line.bot').nth(3).waitFor()
    expect(await lastSaid(page)).toMatch(/^发布 \d+$/)
    await trial.app.idle()

    await be('联络员', '卫健')
    expect(await page.locator('.line.bot').first().innerText()).toContain('6月8日')
    await page.locator('.line.bot .chip', { hasText: '收到' }).first().tap()
    await page.locator('.line.bot').nth(1).waitFor()

    await page.tap('#next')
    await page.locator('#clock', { hasText: '2021-06-07 星期一 08:30' }).waitFor()
    await page.locator('.line.bot', { hasText: '8日' }).nth(1).waitFor()
    await page.reload()
    await page.locator('#log[aria-busy="false"]').waitFor()
    expect(await page.locator('.line.bot').count()).toBe(3)
    expect(complaints).toEqual([])
  })

  it('nothing that is written becomes markup, and nothing is wider than the screen', async () => {
    const { page, be, type } = chat
    await be('联络员', '公安')
    const evil = '<img src=x onerror="document.title=1"><b>粗</b>'
    await type(`${evil} ${'长'.repeat(300)}http://example.cn/${'a'.repeat(300)}`)
    await page.locator('.line.user:not(.pending)').first().waitFor()
    expect(await lastSaid(page)).toContain(evil)
    expect(await page.locator('#log img, #log b').count()).toBe(0)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  })

  it('says when the server is away, keeps what was not sent, and comes back by itself', async () => {
    const { page, be, type } = chat
    await be('联络员', '公安')
    await type('帮助')
    await page.route('**/chat/say', (route) => route.abort())
    await page.fill('#text', '事项')
    await page.tap('#send')
    await page.locator('.line.failed', { hasText: '没有发出' }).waitFor()
    await page.unroute('**/chat/say')
    await page.locator('.again').tap()
    await page.locator('.line.bot').nth(1).waitFor()
    expect(await page.locator('.line.user').allInnerTexts()).toHaveLength(2)
  })

  it('shows who else got something', async () => {
    const { page, be } = chat
    await be('联络员', '公安')
    await be('审核员', '督查室')
    await trial.local.send('县公安局', say('每日提醒'), { key: 'k' })
    await page.locator('#unread').waitFor()
    await page.tap('#who')
    await page.locator('#recent .chip', { hasText: '县公安局' }).locator('.dot').waitFor()
    expect(await page.locator('#recent .dot').count()).toBe(1)
  })
})
