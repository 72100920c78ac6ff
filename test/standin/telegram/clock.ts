import type { Clock } from './types.ts'

export interface StandinClock {
  readonly now: () => number
  /** Unix seconds, as the protocol writes dates. */
  readonly seconds: () => number
  readonly move: (ms: number) => void
  /** Runs once when so many milliseconds are past. Returns how to forget it. */
  readonly after: (ms: number, run: () => void) => () => void
  readonly stop: () => void
}

interface Due {
  readonly at: number
  readonly run: () => void
  unset: () => void
}

/** The longest a timer of Node can wait. */
const longest = 2 ** 31 - 1

export const createClock = (base?: Clock): StandinClock => {
  let moved = 0
  const waiting = new Set<Due>()
  const now = (): number => (base ? base.now() : Date.now()) + moved

  const look = (due: Due): void => {
    if (!waiting.has(due)) return
    if (due.at > now()) return set(due)
    waiting.delete(due)
    due.unset()
    due.run()
  }

  const set = (due: Due): void => {
    due.unset()
    const left = Math.min(Math.max(due.at - now(), 0), longest)
    if (base) {
      let current = true
      due.unset = () => void (current = false)
      void base.sleep(left).then(() => current && look(due))
    } else {
      const timer = setTimeout(() => look(due), left)
      due.unset = () => clearTimeout(timer)
    }
  }

  return {
    now,
    seconds: () => Math.floor(now() / 1000),
    move: (ms) => {
      if (!(ms >= 0)) throw new Error('the clock moves forward only')
      moved += ms
      for (const due of [...waiting].toSorted((a, b) => a.at - b.at)) look(due)
    },
    after: (ms, run) => {
      const due: Due = { at: now() + ms, run, unset: () => {} }
      waiting.add(due)
      set(due)
      return () => {
        waiting.delete(due)
        due.unset()
      }
    },
    stop: () => {
      for (const due of waiting) due.unset()
      waiting.clear()
    },
  }
}
