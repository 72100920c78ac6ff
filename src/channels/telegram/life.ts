import type { Machine } from '#src/domain/machine.ts'

/** From start to stop: what waits or polls ends with it. */
export interface Life {
  readonly signal: AbortSignal
  readonly ended: () => boolean
  /** Sleeps by machine time, at most until the end. */
  readonly rest: (ms: number) => Promise<void>
  readonly end: () => void
}

/** A sleep cannot be taken back: in slices, none outlives the end by more than this. */
const sliceMs = 1000

const untilAborted = (waiting: Promise<void>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = (): void => resolve()
    signal.addEventListener('abort', end, { once: true })
    waiting.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
  })

export const createLife = (machine: Machine): Life => {
  const controller = new AbortController()
  const { signal } = controller
  return {
    signal,
    ended: () => signal.aborted,
    end: () => controller.abort(),
    rest: async (ms) => {
      for (let left = ms; left > 0 && !signal.aborted; left -= sliceMs)
        await untilAborted(machine.sleep(Math.min(left, sliceMs)), signal)
    },
  }
}
