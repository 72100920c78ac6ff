import type { CliIo } from './command.ts'

const everyMs = 2000

/** Tells the terminal how far a long act is, every two seconds; one that is soon done says nothing. */
export const progressTo = (io: Pick<CliIo, 'err'>, what: string): ((done: number, of: number) => void) => {
  let said = performance.now()
  return (done, of) => {
    if (performance.now() - said < everyMs) return
    said = performance.now()
    io.err(`${what} ${Math.floor((done * 100) / Math.max(of, 1))}%……`)
  }
}
