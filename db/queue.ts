import { type Kysely, sql } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'

import { lanes, type MessageState } from './messages.ts'
import type { Database } from './schema.ts'

export type Lane = keyof typeof lanes

export interface QueueDepth {
  readonly lane: Lane
  readonly state: 'queued' | 'sending'
  readonly messages: number
}

const laneNames = Object.keys(lanes) as Lane[]

/** How many messages are not out yet, by lane and state; every pair, the empty ones too. */
export const queueDepths = async (db: Kysely<Database>): Promise<QueueDepth[]> => {
  const rows = await db
    .selectFrom('message')
    .where('state', 'in', ['queued', 'sending'])
    .select((eb) => ['lane', 'state', eb.fn.countAll<number>().as('messages')])
    .groupBy(['lane', 'state'])
    .execute()
  return laneNames.flatMap((lane) =>
    (['queued', 'sending'] as const).map((state) => ({
      lane,
      state,
      messages: rows.find((row) => row.lane === lanes[lane] && row.state === state)?.messages ?? 0,
    })),
  )
}

export const waitingIn = (depths: readonly QueueDepth[]): number =>
  depths.reduce((sum, { messages }) => sum + messages, 0)

/** Since when the oldest message that is due waits, in business time. Null: none waits. */
export const oldestUnsent = async (db: Kysely<Database>, business: Instant): Promise<Instant | null> => {
  const row = await db
    .selectFrom('message')
    .where('state', 'in', ['queued', 'sending'])
    .where('not_before', '<=', business)
    .select((eb) => eb.fn.min('not_before').as('since'))
    .executeTakeFirst()
  return row?.since ?? null
}

export type FinalState = Exclude<MessageState, 'queued' | 'sending'>
export const finalStates: readonly FinalState[] = ['sent', 'unknown', 'obsolete', 'merged', 'phone']

/** What became of all messages there ever were. */
export const messagesByFinalState = async (db: Kysely<Database>): Promise<ReadonlyMap<FinalState, number>> => {
  const rows = await db
    .selectFrom('message')
    .where('state', 'in', finalStates)
    .select((eb) => ['state', eb.fn.countAll<number>().as('messages')])
    .groupBy('state')
    .execute()
  const counted = new Map(rows.map(({ state, messages }) => [state, messages]))
  return new Map(finalStates.map((state) => [state, counted.get(state) ?? 0]))
}

export interface Counts {
  readonly runs: readonly { readonly job: string; readonly skipped: boolean; readonly n: number }[]
  /** Updates that are stored and not handled. */
  readonly unhandled: number
  /** Rows of the record. */
  readonly recorded: number
}

export const otherCounts = async (db: Kysely<Database>): Promise<Counts> => {
  const runs = await db
    .selectFrom('run')
    .select((eb) => ['job', 'skipped', eb.fn.countAll<number>().as('n')])
    .groupBy(['job', 'skipped'])
    .orderBy('job')
    .execute()
  const { rows } = await sql<{ unhandled: number; recorded: number }>`
    select (select count(*) from inbox where handled_at is null) as unhandled,
      (select count(*) from event) as recorded`.execute(db)
  return { runs, unhandled: rows[0]?.unhandled ?? 0, recorded: rows[0]?.recorded ?? 0 }
}
