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

/** Runs one command of the operator to its end, as from a terminal. */
export const duban = async (dir: string, ...args: readonly string[]): Promise<Ran> => {
  const env = { ...process.env, DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'error' }
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
}

/** Starts `duban serve` on a folder and waits for its address; killed after the test at the latest. */
export const serve = async (dir: string): Promise<Server> => {
  const env = { ...process.env, DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'error' }
  const child = spawn(process.execPath, [bin, 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close') as Promise<[number | null]>
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    child.kill(signal)
    return (await closed)[0]
  }
  onTestFinished(async () => void (await end('SIGKILL')))
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /(http:\/\/[^/\s]+)\/chat/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
    closed.then(([code]) => reject(new Error(`serve ended with ${code}`)), reject)
  })
  return { child, address, kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') }
}
