import { ApiError } from './api-error.ts'
import type { StandinClock } from './clock.ts'
import type { Queue, Update } from './updates.ts'

export interface Poll {
  readonly offset: number
  readonly limit: number
  /** Seconds. */
  readonly timeout: number
}

export interface Polls {
  /** Rejects with a 409. `onGone` is given how to forget the poll when its client hangs up. */
  readonly poll: (asked: Poll, onGone: (forget: () => void) => void) => Promise<readonly Update[]>
  /** Ends the poll that waits, if one does. */
  readonly end: (reason: ApiError) => void
  readonly waits: () => boolean
  readonly stop: () => void
}

export const conflict = (what: string): ApiError => new ApiError(409, `Conflict: ${what}`)

const otherPoll = () =>
  conflict('terminated by other getUpdates request; make sure that only one bot instance is running')

/** getUpdates: what is acknowledged goes, the rest is handed out again and again. */
export const createPolls = (queue: Queue, clock: StandinClock, slow: boolean, changed: () => void): Polls => {
  let waiter:
    | { readonly give: (updates: readonly Update[]) => void; readonly end: (reason: ApiError) => void }
    | undefined
  let previous = { offset: Number.NaN, at: -Infinity }
  let lastConflict = -Infinity
  let scheduled = false
  let wake: (() => void) | undefined

  queue.onPush(() => {
    if (scheduled || !waiter) return
    scheduled = true
    // A moment later, so that what comes together is given together.
    setImmediate(() => {
      scheduled = false
      wake?.()
    })
  })

  /** Where the batch begins; what is before it is acknowledged, or with a negative offset forgotten. */
  const settle = (offset: number): void => {
    const waiting = queue.waiting()
    if (offset < 0) {
      const keep = new Set(waiting.slice(offset))
      return queue.drop((update) => !keep.has(update), false)
    }
    const head = waiting[0]?.id ?? queue.last() + 1
    const tail = Math.max(queue.last(), ...waiting.map(({ id }) => id))
    // Far beyond what there is, or far before it: nothing is acknowledged, the position here holds.
    if (offset > tail + 11 || offset < head - 100_000) return
    let known = true
    const done = new Set(waiting.filter(({ id }) => (known &&= id < offset)))
    queue.drop((update) => done.has(update), true)
  }

  const end = (reason: ApiError): void => waiter?.end(reason)

  const refuseOther = (): void => {
    if (!waiter) return
    const now = clock.now()
    const soon = slow && now - lastConflict < 3000
    lastConflict = now
    if (!soon) return end(otherPoll())
    const late = waiter
    waiter = undefined
    clock.after(3000, () => late.end(otherPoll()))
  }

  return {
    end,
    waits: () => waiter !== undefined,
    stop: () => end(new ApiError(500, 'Internal Server Error: restart')),
    poll: ({ offset, limit, timeout }, onGone) => {
      refuseOther()
      settle(offset)
      const now = clock.now()
      const since = offset === previous.offset && slow ? now - previous.at : Infinity
      previous = { offset, at: now }
      const most = since < 500 ? 1 : limit
      const seconds = since < 3000 && timeout < 3 ? 3 : timeout
      const batch = (): readonly Update[] => queue.waiting().slice(0, most)
      const ready = batch()
      if (ready.length > 0 || seconds === 0) return Promise.resolve(ready)
      return new Promise((resolve, reject) => {
        const done = (): void => {
          if (waiter === own) {
            waiter = undefined
            wake = undefined
          }
          forget()
          changed()
        }
        const own = {
          give: (updates: readonly Update[]): void => {
            done()
            resolve(updates)
          },
          end: (reason: ApiError): void => {
            done()
            reject(reason)
          },
        }
        const forget = clock.after(seconds * 1000, () => own.give(batch()))
        waiter = own
        wake = () => own.give(batch())
        onGone(done)
        changed()
      })
    },
  }
}
