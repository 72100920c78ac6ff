import type { OpenDatabase } from '#db/index.ts'

import type { Person } from '../standin/telegram/index.ts'
import { type BroadcastTown, broadcastTown } from './telegram-broadcast.ts'

export interface BroadcastPlan {
  readonly chats: number
  /** Have blocked the bot before; as many as a tenth of these block it during the broadcast. */
  readonly blocked: number
  readonly onProgress?: (told: number) => void
}

/** Times in ms by the clock of bot and stand-in, unless real. */
export interface BroadcastFigures {
  /** What the office was told before and when the broadcast was queued. */
  readonly preview: string
  readonly confirmed: string
  /** Real ms from the count that completes it until it is handled. */
  readonly planningMs: number
  /** Real ms until what somebody else says meanwhile is handled. */
  readonly besideMs: number
  /** Chats that have it exactly once; those that have it more often. */
  readonly once: number
  readonly again: readonly number[]
  /** Messages a second of the whole bot, refused ones too, from the broadcast's first to its last. */
  readonly rate: number
  readonly tooFast: number
  /** The shortest time between two messages in one chat. */
  readonly shortestGap: number
  /** From what somebody says during the broadcast to his answer. */
  readonly answerMs: readonly number[]
  /** Real ms until these were handled. */
  readonly handledMs: readonly number[]
  /** How often the office was told who cannot be reached, and what. */
  readonly gone: readonly string[]
  readonly callSheet: string
  /** Rows of the broadcast by their state. */
  readonly states: Readonly<Record<string, number>>
  readonly seconds: number
  /** Bytes of memory of bot and stand-in together: before, and the most. */
  readonly memory: { readonly before: number; readonly most: number }
}

const words = '明天18点前报整改情况'
/** Real ms of patience for whatever is waited for. */
const patienceMs = 900_000

/** Says something; resolves with the answer, and how long it took: by the clock, and really until it was handled. */
const ask = async (town: BroadcastTown, person: Person, text: string, holds: string) => {
  const { standin } = town
  const [at, began] = [standin.now(), performance.now()]
  const from = standin.ledger.length
  const found = () => standin.ledger.slice(from).find((one) => one.chat === person.id && one.text.includes(holds))
  const update = await standin.says(person, text)
  await standin.waitFor(() => found() !== undefined, patienceMs)
  return { text: found()!.text, ms: found()!.at - at, handledMs: (await town.handledAt(update)) - began }
}

/** The shortest time between two that follow each other. */
const shortest = (byChat: Iterable<readonly { readonly at: number }[]>): number =>
  Math.min(...[...byChat].flatMap((sent) => sent.slice(1).map(({ at }, before) => at - sent[before]!.at)))

const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b)

/** 广播 全部 through Telegram to so many chats, with people who answer, ask and shut the bot out meanwhile. */
export const broadcastRun = async (store: OpenDatabase, plan: BroadcastPlan): Promise<BroadcastFigures> => {
  const { chats, onProgress = () => {} } = plan
  const shutting = Math.floor(plan.blocked / 10)
  const town = await broadcastTown(store, { chats, blocked: plan.blocked - shutting })
  const { standin, officer, people, blocked } = town
  const memory = { before: process.memoryUsage().rss, most: 0 }
  const out = new Set(blocked.map(({ id }) => id))
  const willing = people.filter(({ id }) => !out.has(id))
  let told = 0
  const unwatch = standin.watch(() => {
    if (standin.ledger.length < told + Math.ceil(chats / 20)) return
    told = standin.ledger.length
    memory.most = Math.max(memory.most, process.memoryUsage().rss)
    onProgress(told)
  })
  try {
    const preview = await ask(town, officer, `广播 全部 ${words}`, '可达')
    const from = standin.ledger.length
    const confirming = ask(town, officer, `广播 ${chats}`, '已发')
    const beside = ask(town, willing[1]!, '帮助', '')
    const confirmed = await confirming
    const copies = () => standin.ledger.length - from
    const answers: { readonly ms: number; readonly handledMs: number }[] = []
    for (const share of [0.2, 0.4, 0.6, 0.8]) {
      await standin.waitFor(() => copies() >= chats * share, patienceMs)
      // One who has just read it, one who has not got it yet, and the office.
      const last = standin.ledger.findLast(({ chat, text }) => chat !== officer.id && text.includes(words))!
      const reader = people.find(({ id }) => id === last.chat)!
      const waiting = willing[Math.floor(chats * share + (chats - blocked.length) * 0.1)]!
      const asked = [
        ask(town, reader, '收到', '已签收'),
        ask(town, waiting, '事项', '事项'),
        ask(town, officer, '回执', '回执'),
      ]
      answers.push(...(await Promise.all(asked)))
      if (share === 0.4) for (const person of willing.slice(-shutting)) await standin.blocks(person)
    }
    await town.idle()
    const seconds = standin.now()
    const sheet = await ask(town, officer, '电话单', '电话单')
    await town.idle()
    const sent = standin.ledger.filter(({ method }) => method === 'sendMessage')
    const broadcast = sent.filter(({ chat, text }) => chat !== officer.id && text.includes(words))
    const [first, last] = [broadcast[0]!.at, broadcast.at(-1)!.at]
    const within = (all: readonly { readonly at: number }[]): number =>
      all.filter(({ at }) => at >= first && at <= last).length
    const refused = standin.refusals.filter(({ code }) => code === 403)
    const byChat = Map.groupBy(broadcast, ({ chat }) => chat)
    const rows = await store.db.selectFrom('message').where('key', 'like', 'broadcast/%').select('state').execute()
    return {
      preview: preview.text,
      confirmed: confirmed.text,
      planningMs: confirmed.handledMs,
      besideMs: (await beside).handledMs,
      once: [...byChat.values()].filter((some) => some.length === 1).length,
      again: [...byChat].flatMap(([chat, some]) => (some.length > 1 ? [chat] : [])),
      rate: (within(sent) + within(refused) - 1) / ((last - first) / 1000),
      tooFast: standin.refusals.filter(({ code }) => code === 429).length,
      shortestGap: shortest(Map.groupBy(sent, ({ chat }) => chat).values()),
      answerMs: sorted(answers.map(({ ms }) => ms)),
      handledMs: sorted(answers.map(({ handledMs }) => handledMs)),
      gone: sent.filter(({ chat, text }) => chat === officer.id && text.includes('收不到消息')).map(({ text }) => text),
      callSheet: sheet.text,
      states: Object.fromEntries(
        [...Map.groupBy(rows, ({ state }) => state)].map(([state, some]) => [state, some.length]),
      ),
      seconds: (seconds - first) / 1000,
      memory,
    }
  } finally {
    unwatch()
    await town.close()
  }
}
