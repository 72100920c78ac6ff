import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { onTestFinished } from 'vitest'

const bin = join(import.meta.dirname, '../../bin/duban.js')

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A data folder of the embedded database, or settings of one's own. */
export type Where = string | Readonly<Record<string, string>>

const settings = (where: Where): NodeJS.ProcessEnv => ({
  ...process.env,
  PORT: '0',
  LOG_LEVEL: 'error',
  ...(typeof where === 'string' ? { DATA_DIR: where } : where),
})

/** Runs one command of the operator to its end, as from a terminal. */
export const duban = async (where: Where, ...args: readonly string[]): Promise<Ran> => {
  const env = settings(where)
  const child = spawn(process.execPath, [bin, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.on('data', (part: Buffer) => (out += part.toString()))
  child.stderr.on('data', (part: Buffer) => (err += part.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

export interface Server {
  readonly child: ChildProcess
  readonly address: string
  /** kill -9, and its end awaited. */
  readonly kill: () => Promise<void>
  /** SIGTERM, and its exit code. */
  readonly stop: () => Promise<number | null>
  /** Its exit code, when it ends by itself. */
  readonly ended: Promise<number | null>
}

/** Starts `duban serve`; what it says while it waits goes to `onSay`. Killed after the test at the latest. */
export const starting = (
  where: Where,
  onSay: (line: string) => void = () => {},
): { readonly child: ChildProcess; readonly serving: Promise<Server> } => {
  const child = spawn(process.execPath, [bin, 'serve'], { env: settings(where), stdio: ['ignore', 'pipe', 'pipe'] })
  createInterface({ input: child.stderr }).on('line', onSay)
  const closed = once(child, 'close') as Promise<[number | null]>
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    child.kill(signal)
    return (await closed)[0]
  }
  onTestFinished(async () => void (await end('SIGKILL')))
  const address = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /(http:\/\/[^/\s]+)\/chat/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
    closed.then(([code]) => reject(new Error(`serve ended with ${code}`)), reject)
  })
  const server = async (): Promise<Server> => ({
    child,
    address: await address,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    ended: closed.then(([code]) => code),
  })
  return { child, serving: server() }
}

/** Starts `duban serve` and waits for its address. */
export const serve = async (where: Where): Promise<Server> => starting(where).serving
