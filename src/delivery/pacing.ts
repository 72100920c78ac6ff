import type { Limits } from '#src/channels/channel.ts'

/** How fast one bot may send, in all and to each chat. Plain memory of the one sender; all times machine time in ms. */
export interface Pacer {
  /** When the bot's next message may begin, an answer or another; in the past: now. */
  readonly botFree: (isAnswer?: boolean) => number
  /** When this chat's next message may begin, by its windows; in the past: now. */
  readonly chatFree: (chat: string) => number
  /** A message begins: it takes the bot's turn and a place in its chat's windows. */
  readonly begin: (chat: string, now: number) => void
  /** It has arrived at the latest now: from here its chat's windows count, so that no delay on the way shortens a gap. */
  readonly end: (chat: string, began: number, now: number) => void
  /** It was not sent after all: turn and place are free again. */
  readonly giveBack: (chat: string, began: number) => void
  /** The platform wants this chat left alone until then. */
  readonly hold: (chat: string, until: number) => void
  /** The platform found the whole bot too fast: a fifth slower from now on, and slowly back. */
  readonly slowDown: (now: number) => void
}

/** So much lateness (a slow statement, a timer) is made good; after a longer rest nothing is. */
export const slackMs = 80
const slowest = 0.1
/** How long it takes to win back a fifth of the rate. */
const recoveryMs = 300_000
/** Every so many messages the chats that are free anyway are forgotten. */
const sweepEvery = 2000

interface Chat {
  /** When messages arrived, ascending. */
  times: number[]
  heldUntil: number
}

export const createPacer = ({ perSecond, answersAhead = 0, windows }: Limits): Pacer => {
  const chats = new Map<string, Chat>()
  let turn = -Infinity
  let slowed = { share: 1, at: 0 }
  let begun = 0

  const share = (now: number): number => Math.min(1, slowed.share + (0.2 * (now - slowed.at)) / recoveryMs)
  const gap = (now: number): number => 1000 / (perSecond * share(now))

  const longest = (chat: string): number => Math.max(0, ...windows(chat).map(({ withinMs }) => withinMs))
  const freeAt = (name: string, chat: Chat): number =>
    windows(name).reduce((latest, { most, withinMs }) => {
      const before = chat.times[chat.times.length - most]
      return before === undefined ? latest : Math.max(latest, before + withinMs)
    }, chat.heldUntil)

  const place = (chat: string): Chat => {
    const known = chats.get(chat)
    if (known !== undefined) return known
    const fresh: Chat = { times: [], heldUntil: -Infinity }
    chats.set(chat, fresh)
    return fresh
  }
  const drop = (chat: Chat, began: number): boolean => {
    const at = chat.times.lastIndexOf(began)
    if (at >= 0) chat.times.splice(at, 1)
    return at >= 0
  }
  const sweep = (now: number): void => {
    for (const [name, chat] of chats)
      if (chat.heldUntil <= now && (chat.times.at(-1) ?? -Infinity) + longest(name) <= now) chats.delete(name)
  }

  return {
    botFree: (isAnswer = false) => (isAnswer ? turn - (answersAhead * 1000) / perSecond : turn),
    chatFree: (name) => {
      const chat = chats.get(name)
      return chat === undefined ? -Infinity : freeAt(name, chat)
    },
    begin: (name, now) => {
      turn = (now - turn <= slackMs ? turn : now) + gap(now)
      begun += 1
      if (begun % sweepEvery === 0) sweep(now)
      const rules = windows(name)
      if (rules.length === 0) return
      const { times } = place(name)
      times.push(now)
      times.splice(0, times.length - Math.max(...rules.map(({ most }) => most)))
    },
    end: (name, began, now) => {
      const chat = chats.get(name)
      if (chat !== undefined && drop(chat, began)) chat.times.push(now)
    },
    giveBack: (name, began) => {
      turn -= gap(began)
      const chat = chats.get(name)
      if (chat !== undefined) drop(chat, began)
    },
    hold: (name, until) => {
      const chat = place(name)
      chat.heldUntil = Math.max(chat.heldUntil, until)
    },
    slowDown: (now) => {
      slowed = { share: Math.max(slowest, share(now) * 0.8), at: now }
    },
  }
}
