import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'

import { onTestFinished } from 'vitest'

/** A data folder that is removed after the test: empty, or a copy of one that is at rest. */
export const newDataDir = (from?: string): string => {
  const dir = mkdtempSync(join(tmpdir(), 'duban-data-'))
  if (from) cpSync(from, dir, { recursive: true })
  onTestFinished(() => rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }))
  return dir
}

/** Waits for something that another process does. */
export const until = async (what: () => boolean): Promise<void> => {
  for (let i = 0; !what(); i++) {
    if (i > 2000) throw new Error(`never came: ${what.toString()}`)
    await setTimeout(5)
  }
}

export interface Held {
  readonly child: ChildProcess
  /** What it printed; after the first number, the ids it has committed. */
  readonly lines: string[]
  /** kill -9, and its end awaited. */
  readonly kill: () => Promise<void>
}

/** Starts test/support/holder.ts on a folder; it is killed after the test at the latest. */
export const holdDataDir = (dir: string): Held => {
  const script = join(import.meta.dirname, 'holder.ts')
  const child = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const gone = once(child, 'close')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
  }
  onTestFinished(async () => {
    await kill()
    await until(() => !existsSync(join(dir, 'pg/postmaster.pid')))
  })
  return { child, lines, kill }
}

/** The server's process, by its own file. */
export const serverPid = (dir: string): number =>
  Number.parseInt(readFileSync(join(dir, 'pg/postmaster.pid'), 'utf8'), 10)

export const parentOf = (pid: number): number =>
  Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
