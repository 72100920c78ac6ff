import { verifyRecord } from '#db/audit.ts'
import { openDataDir } from '#db/embedded.ts'
import { openDatabase, type OpenDatabase } from '#db/index.ts'
import type { Event } from '#src/domain/record.ts'

import type { TelegramStandin } from '../standin/telegram/index.ts'

/** A command as it was said: a report with its note, or a withdrawal. */
export interface Said {
  readonly update: number
  readonly chat: number
  readonly number: number
  readonly note?: string
}

export interface TelegramKillLedger {
  readonly kills: number
  readonly commands: number
  /** Updates handed out more than once, whatever the reason. */
  readonly redelivered: number
  /** Faults that happened, by kind. */
  readonly faults: Readonly<Record<string, number>>
  /** Commands whose effect (a submission, its withdrawal, its line of the record) is there once, more often, not at all. */
  readonly effects: { readonly once: number; readonly again: readonly string[]; readonly lost: readonly string[] }
  /** Chats whose effects, or whose answers, are not in the order in which they were asked for. */
  readonly disordered: readonly number[]
  /** Answers that arrived once; more than once, each copy after the first marked; or unmarked. */
  readonly replies: {
    readonly once: number
    readonly marked: number
    readonly unmarked: readonly string[]
    /** Sent twice, and both times the network lost it: the row says that nobody knows. */
    readonly lost: readonly string[]
    /** Never arrived, and the row does not say so. */
    readonly silent: readonly string[]
    /** Answers by the state of their row. */
    readonly states: Readonly<Record<string, number>>
  }
  /** Answers of the stand-in that the pace was too high. */
  readonly tooFast: number
  /** Bursts after which a liaison gave up waiting for an answer. */
  readonly gaveUp: number
  /** Rows neither handled nor out at the end. */
  readonly left: number
  /** Whether the record's hashes hold. */
  readonly whole: boolean
}

type Counted = Omit<TelegramKillLedger, 'kills' | 'faults' | 'gaveUp' | 'left'>

const mark = '(可能重复)'
const nameOf = ({ chat, number, note }: Said): string => `${chat} #${number} ${note ?? '撤回'}`
const deedOf = ({ number, note }: Said): string =>
  note === undefined ? `withdraw ${number}` : `submit ${number} ${note}`
const answerOf = ({ number, note }: Said): string => `#${number} ${note === undefined ? '已撤回' : '已报'}`

/** By chat, what was done for it: as the record has it, and as the submissions have it. */
const readDeeds = async ({ db }: OpenDatabase) => {
  const accounts = await db
    .selectFrom('address')
    .where('channel', '=', 'telegram')
    .select(['member_id', 'id'])
    .execute()
  const chatOf = new Map(accounts.map(({ member_id, id }) => [member_id, Number(id)]))
  const lines = await db.selectFrom('event').select('line').orderBy('id').execute()
  const events = lines.flatMap(({ line }) => line.split('\n').map((one) => JSON.parse(one) as Event))
  const recorded = events.flatMap(({ by, what, assignments = [], after }) => {
    const chat = by === null ? undefined : chatOf.get(by)
    if (chat === undefined) return []
    const note = what === 'submit' ? ` ${(after as { note: string }).note}` : ''
    return [{ chat, deed: `${what} ${assignments.join(' ')}${note}` }]
  })
  const rows = await db
    .selectFrom('submission')
    .innerJoin('assignment', 'assignment.id', 'submission.assignment_id')
    .select(['submission.member_id', 'assignment.number', 'submission.note', 'submission.outcome'])
    .orderBy('submission.id')
    .execute()
  // A withdrawal has no row of its own: it is what became of the report.
  const kept = rows.flatMap(({ member_id, number, note, outcome }) => {
    const chat = chatOf.get(member_id)!
    const withdrawn = outcome === 'withdrawn' ? [{ chat, deed: `withdraw ${number}` }] : []
    return [{ chat, deed: `submit ${number} ${note}` }, ...withdrawn]
  })
  return { recorded: Map.groupBy(recorded, ({ chat }) => chat), kept: Map.groupBy(kept, ({ chat }) => chat) }
}

/** Reads the data folder at rest beside what the stand-in has seen. */
export const countLedger = async (dir: string, standin: TelegramStandin, said: readonly Said[]): Promise<Counted> => {
  const own = await openDataDir(dir)
  if (own.kind === 'running') throw new Error('still served')
  const opened = openDatabase({ socket: own.socket })
  try {
    const { recorded, kept } = await readDeeds(opened)
    const rows = await opened.db
      .selectFrom('message')
      .where('key', 'like', 'reply/%')
      .where('channel', '=', 'telegram')
      .select(['answers', 'state'])
      .execute()
    const stateOf = new Map(rows.map(({ answers, state }) => [answers, state]))
    const { broken } = await verifyRecord(opened.db)
    const sent = Map.groupBy(standin.ledger.filter(({ method }) => method === 'sendMessage'), ({ chat }) => chat) // prettier-ignore
    const texts = (chat: number): readonly string[] => (sent.get(chat) ?? []).map(({ text }) => text)
    const times = (one: Said, deeds: typeof kept): number =>
      (deeds.get(one.chat) ?? []).filter(({ deed }) => deed === deedOf(one)).length
    const most = (one: Said): number => Math.max(times(one, recorded), times(one, kept))
    const least = (one: Said): number => Math.min(times(one, recorded), times(one, kept))
    const copies = (one: Said): string[] => texts(one.chat).filter((text) => text.includes(answerOf(one)))
    const fair = (one: Said): boolean =>
      copies(one)
        .slice(1)
        .every((text) => text.startsWith(mark))
    const disordered = [...Map.groupBy(said, ({ chat }) => chat)].filter(([chat, asked]) => {
      const deeds = (recorded.get(chat) ?? []).map(({ deed }) => deed)
      const first = asked.map((one) => texts(chat).findIndex((text) => text.includes(answerOf(one)))).filter((at) => at >= 0) // prettier-ignore
      const wanted = asked.map(deedOf).filter((deed) => deeds.includes(deed))
      return deeds.join('\n') !== wanted.join('\n') || first.some((at, nth) => nth > 0 && at < first[nth - 1]!)
    })
    const again = said.filter((one) => copies(one).length > 1)
    const none = said.filter((one) => copies(one).length === 0)
    return {
      commands: said.length,
      redelivered: said.filter(({ update }) => standin.handedOut(update) > 1).length,
      effects: {
        once: said.filter((one) => most(one) === 1 && least(one) === 1).length,
        again: said.filter((one) => most(one) > 1).map(nameOf),
        lost: said.filter((one) => least(one) === 0).map(nameOf),
      },
      disordered: disordered.map(([chat]) => chat),
      replies: {
        once: said.filter((one) => copies(one).length === 1).length,
        marked: again.filter(fair).length,
        unmarked: again.filter((one) => !fair(one)).map(nameOf),
        lost: none.filter(({ update }) => stateOf.get(String(update)) === 'unknown').map(nameOf),
        silent: none.filter(({ update }) => stateOf.get(String(update)) !== 'unknown').map(nameOf),
        states: Object.fromEntries(
          [...Map.groupBy(rows, ({ state }) => state)].map(([state, some]) => [state, some.length]),
        ),
      },
      tooFast: standin.refusals.filter(({ code }) => code === 429).length,
      whole: broken === null,
    }
  } finally {
    await opened.close()
    await own.stop()
  }
}
