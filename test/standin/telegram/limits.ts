import type { StandinClock } from './clock.ts'
import type { LimitOptions } from './types.ts'

/** Counts messages. */
export interface Limits {
  /** 0: accepted and counted. Otherwise not counted, and the seconds after which to come back. */
  readonly take: (chat: number, inGroup: boolean, messages?: number) => number
}

interface Window {
  readonly most: number
  readonly ms: number
  readonly times: number[]
}

/** How long until so many more fit, in milliseconds; 0: they fit. More than fit at all are let through an empty window. */
const waitFor = (window: Window, messages: number, now: number): number => {
  const { most, ms, times } = window
  while (times.length > 0 && times[0]! <= now - ms) times.shift()
  const over = times.length + messages - most
  return over <= 0 || times.length === 0 ? 0 : times[Math.min(over, times.length) - 1]! + ms - now
}

/**
 * The limits of the Bot FAQ, taken by their letter: bot, chat and group hold at once. Whoever was told to wait is
 * refused until the time told is over, even where the window would have let it through earlier.
 */
export const createLimits = (options: LimitOptions | 'off', clock: StandinClock): Limits => {
  if (options === 'off') return { take: () => 0 }
  const { perSecond = 30, chatBurst = 3, perGroupMinute = 20 } = options
  const bot: Window = { most: perSecond, ms: 1000, times: [] }
  const groups = new Map<number, Window>()
  /** When a chat that sends one a second would be due again. */
  const due = new Map<number, number>()
  const closed = new Map<number | 'bot', number>()

  const refuse = (who: number | 'bot', wait: number, now: number): number => {
    const seconds = Math.max(1, Math.ceil(wait / 1000))
    closed.set(who, now + seconds * 1000)
    return seconds
  }
  const closedFor = (who: number | 'bot', now: number): number => {
    const left = (closed.get(who) ?? 0) - now
    if (left <= 0) closed.delete(who)
    return left <= 0 ? 0 : Math.ceil(left / 1000)
  }

  return {
    take: (chat, inGroup, messages = 1) => {
      const now = clock.now()
      const shut = Math.max(closedFor('bot', now), closedFor(chat, now))
      if (shut > 0) return shut
      const wait = waitFor(bot, messages, now)
      if (wait > 0) return refuse('bot', wait, now)
      const ahead = (due.get(chat) ?? 0) - now - (chatBurst - 1) * 1000
      if (ahead > 0) return refuse(chat, ahead, now)
      if (inGroup) {
        const group = groups.get(chat) ?? { most: perGroupMinute, ms: 60_000, times: [] }
        groups.set(chat, group)
        const minute = waitFor(group, messages, now)
        if (minute > 0) return refuse(chat, minute, now)
        for (let each = 0; each < messages; each++) group.times.push(now)
      }
      for (let each = 0; each < messages; each++) bot.times.push(now)
      due.set(chat, Math.max(due.get(chat) ?? 0, now) + messages * 1000)
      return 0
    },
  }
}
