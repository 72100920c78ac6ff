/**
 * The platform counts 30 messages a minute and 1,000 an hour in one conversation, replies and pushes together, by the
 * time at which it sees them: a little less is sent, in a little more time.
 */
const windows = [
  { most: 29, withinMs: 61_000 },
  { most: 990, withinMs: 3_610_000 },
] as const
const longestMs = 3_610_000
const sweepEvery = 1000

/** What was written to each chat, so that a message of several frames stops before the platform's limit, not at it. */
export interface Tally {
  /** Milliseconds until one more frame may be written to this chat; 0: now. */
  readonly wait: (chat: string, now: number) => number
  readonly note: (chat: string, now: number) => void
}

export const createTally = (): Tally => {
  const times = new Map<string, number[]>()
  let noted = 0

  const sweep = (now: number): void => {
    for (const [chat, own] of times) if (own.at(-1)! < now - longestMs) times.delete(chat)
  }

  return {
    wait: (chat, now) => {
      const own = times.get(chat) ?? []
      // The frame that must have left the window before there is room for one more.
      const waits = windows.map(({ most, withinMs }) => {
        const first = own.at(-most)
        return first === undefined ? 0 : Math.max(0, first + withinMs - now)
      })
      return Math.max(...waits)
    },
    note: (chat, now) => {
      const own = times.get(chat) ?? []
      own.push(now)
      if (own.length > 1000) own.shift()
      times.set(chat, own)
      noted += 1
      if (noted % sweepEvery === 0) sweep(now)
    },
  }
}
