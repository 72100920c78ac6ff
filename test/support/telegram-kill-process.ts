import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** What telegram-kill-server.ts prints. */
export interface Heard {
  readonly numbers?: Readonly<Record<string, readonly number[]>>
  readonly rested?: true
  /** What was neither handled nor out when it gave up waiting. */
  readonly left?: number
  /** Bytes of memory. */
  readonly rss?: number
}

export interface KillServer {
  /** Tells it something; resolves with what it prints next. */
  readonly ask: (told: object) => Promise<Heard>
  /** SIGKILL at this very moment; resolves when it is gone. */
  readonly kill: () => Promise<void>
}

const script = join(import.meta.dirname, 'telegram-kill-server.ts')

/** Starts telegram-kill-server.ts. Resolves when it serves. */
export const startKillServer = async (...argv: readonly string[]): Promise<KillServer> => {
  const child: ChildProcess = spawn(process.execPath, [script, ...argv], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const gone = once(child, 'close')
  const hear = async (): Promise<Heard> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('the server ended')
    return JSON.parse(value) as Heard
  }
  await hear()
  return {
    ask: (told) => {
      child.stdin!.write(`${JSON.stringify(told)}\n`)
      return hear()
    },
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}
