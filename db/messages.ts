import type { Generated, Kysely, Transaction } from 'kysely'

import type { IsoDate } from '#src/domain/dates.ts'
import type { Instant } from '#src/domain/instant.ts'
import type { Address } from '#src/domain/member.ts'
import type { Message } from '#src/domain/message.ts'
import type { PushKind } from '#src/domain/pushes.ts'

import { type Json, json } from './column.ts'
import type { Database } from './schema.ts'

export const lanes = { answer: 0, urgent: 1, bulk: 2 } as const

export type MessageState = 'queued' | 'sending' | 'sent' | 'unknown' | 'obsolete' | 'merged' | 'phone'

export interface MessageTable {
  id: Generated<number>
  key: string
  cause: string
  member_id: number | null
  channel: string | null
  chat: string | null
  lane: number
  /** Business time. */
  not_before: Instant
  /** Machine time. */
  retry_at: Instant | null
  /** The day whose quota of one push it takes; null: an answer or a digest. */
  push_on: IsoDate | null
  /** What kind of push, for its rank in the quota; null: an answer or a digest. */
  push_kind: PushKind | null
  /** The assignments a push is about. */
  numbers: number[] | null
  /** The key of the digest that said what this merged push would have. */
  carried_by: string | null
  state: MessageState
  attempt: Generated<number>
  epoch: number | null
  body: Json<Message>
  /** The platform's id of the update that it answers. */
  answers: Generated<string | null>
  ref: string | null
  reason: string | null
  /** Business time. */
  created_at: Instant
  sent_at: Instant | null
}

export interface NewMessage {
  /** Unique for ever: the same key is queued once, whoever plans it again. */
  readonly key: string
  /** What made it: 'inbox/12', 'run/digest/2021-06-07'. */
  readonly cause: string
  readonly memberId: number | null
  /** Where it goes first; null: nobody can be reached there, it goes on the call sheet. */
  readonly to: Address | null
  readonly lane: keyof typeof lanes
  readonly at: Instant
  readonly body: Message
  /** The platform's id of the update that it answers. */
  readonly answers?: string
}

/** Queues messages in the transaction of their cause. */
export const enqueue = async (trx: Transaction<Database>, messages: readonly NewMessage[]): Promise<void> => {
  for (let at = 0; at < messages.length; at += 4000) {
    await trx
      .insertInto('message')
      .values(
        messages.slice(at, at + 4000).map((message) => ({
          key: message.key,
          cause: message.cause,
          member_id: message.memberId,
          channel: message.to?.channel ?? null,
          chat: message.to?.id ?? null,
          lane: lanes[message.lane],
          not_before: message.at,
          retry_at: null,
          push_on: null,
          state: message.to === null ? ('phone' as const) : ('queued' as const),
          epoch: null,
          body: json(message.body),
          answers: message.answers ?? null,
          ref: null,
          reason: message.to === null ? '没有绑定任何聊天账号' : null,
          created_at: message.at,
          sent_at: null,
        })),
      )
      .onConflict((clash) => clash.column('key').doNothing())
      .execute()
  }
}

export interface Said {
  readonly id: number
  readonly channel: string | null
  readonly chat: string | null
  readonly state: MessageState
  readonly body: Message
}

/** Everything sent because of one cause, the answer first. */
export const messagesCausedBy = async (db: Kysely<Database>, cause: string): Promise<Said[]> =>
  db
    .selectFrom('message')
    .where('cause', '=', cause)
    .select(['id', 'channel', 'chat', 'state', 'body'])
    .orderBy('lane')
    .orderBy('id')
    .execute()

/** How many messages are due at this business time and not yet out. */
export const waitingMessages = async (db: Kysely<Database>, business: Instant): Promise<number> => {
  const row = await db
    .selectFrom('message')
    .where('state', 'in', ['queued', 'sending'])
    .where('not_before', '<=', business)
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .executeTakeFirstOrThrow()
  return row.waiting
}

/** Which of these keys are in the queue or in the record already. */
export const keysTaken = async (trx: Kysely<Database>, keys: readonly string[]): Promise<ReadonlySet<string>> => {
  if (keys.length === 0) return new Set()
  const rows = await trx.selectFrom('message').where('key', 'in', keys).select('key').execute()
  return new Set(rows.map((row) => row.key))
}
