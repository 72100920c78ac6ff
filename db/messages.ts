import { type Generated, type Kysely, sql, type Transaction } from 'kysely'

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

export interface Claimed {
  readonly id: number
  readonly key: string
  readonly cause: string
  readonly memberId: number | null
  readonly channel: string
  readonly chat: string
  readonly lane: number
  readonly attempt: number
  readonly body: Message
  readonly answers: string | null
  readonly kind: PushKind | null
  /** The facts to look at again before it is sent, as they are now. */
  readonly createdAt: Instant
  readonly serves: boolean
  readonly stillOpen: number | null
}

const claimed = sql`
  id, key, cause, member_id as "memberId", channel, chat, lane, attempt, body, answers, push_kind as kind, created_at as "createdAt",
  (member_id is null or exists (
    select 1 from appointment p where p.member_id = message.member_id and p.ended_at is null)) as serves,
  case when coalesce(cardinality(numbers), 0) = 0 then null else (
    select count(*) from assignment a where a.number = any(message.numbers) and a.state in ('open', 'returned')
  ) end as "stillOpen"`

/**
 * Takes the heads of chats, answers first: a row waits behind an earlier one of its chat and lane only while that one is
 * being sent or retried, never behind one that is planned for later. A push goes out on the day whose quota it took, or
 * not at all (the closing job moves it). Marks them as being sent.
 */
export const claimHeads = async (
  db: Kysely<Database>,
  claim: { readonly epoch: number; readonly business: Instant; readonly machine: Instant; readonly limit: number },
): Promise<Claimed[]> => {
  const { rows } = await sql<Claimed>`
    update message set state = 'sending', attempt = attempt + 1, epoch = ${claim.epoch}
    where id in (
      select m.id from message m
      where m.state = 'queued' and m.not_before <= ${claim.business}
        and (m.push_on is null or m.push_on = (${claim.business}::timestamptz at time zone 'Asia/Shanghai')::date)
        and (m.retry_at is null or m.retry_at <= ${claim.machine})
        and (select e.id from message e
             where e.channel = m.channel and e.chat = m.chat and e.lane = m.lane and e.id < m.id
               and e.state in ('queued', 'sending') and (e.attempt > 0 or e.not_before <= ${claim.business})
             order by e.id limit 1) is null
      order by m.lane, m.not_before, m.id limit ${claim.limit} for update skip locked)
      and exists (select 1 from lease where lease.epoch = ${claim.epoch} and lease.expires_at > clock_timestamp())
    returning ${claimed}`.execute(db)
  return rows.toSorted((a, b) => a.lane - b.lane || a.id - b.id)
}

export interface Settled {
  readonly state: MessageState
  readonly ref?: string
  readonly reason?: string
  readonly sentAt?: Instant
  readonly retryAt?: Instant
  /** The next route, when this one is closed. */
  readonly to?: Address
  readonly body?: Message
}

/** Records what came of an attempt; an old epoch changes nothing. */
export const settle = async (db: Kysely<Database>, id: number, epoch: number, settled: Settled): Promise<void> => {
  await db
    .updateTable('message')
    .set({
      state: settled.state,
      ref: settled.ref ?? null,
      reason: settled.reason ?? null,
      sent_at: settled.sentAt ?? null,
      retry_at: settled.retryAt ?? null,
      ...(settled.to === undefined ? {} : { channel: settled.to.channel, chat: settled.to.id }),
      ...(settled.body === undefined ? {} : { body: json(settled.body) }),
    })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('epoch', '=', epoch)
    .execute()
}

/** First act of a new holder: what a dead one was sending may or may not have arrived. */
export const interruptedSends = async (db: Kysely<Database>, epoch: number): Promise<Claimed[]> => {
  const { rows } = await sql<Claimed>`
    update message set epoch = ${epoch} where state = 'sending' and epoch < ${epoch}
    returning ${claimed}`.execute(db)
  return rows
}

/** When a refused message may be tried again, if any waits for that; machine time. */
export const nextRetry = async (db: Kysely<Database>): Promise<Instant | null> => {
  const row = await db
    .selectFrom('message')
    .where('state', '=', 'queued')
    .where('retry_at', 'is not', null)
    .select((eb) => eb.fn.min('retry_at').as('at'))
    .executeTakeFirst()
  return row?.at ?? null
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

/** Whether this chat was answered since then (business time). */
export const saidSince = async (
  trx: Kysely<Database>,
  { channel, chat }: { readonly channel: string; readonly chat: string },
  since: Instant,
): Promise<boolean> =>
  (await trx
    .selectFrom('message')
    .where('channel', '=', channel)
    .where('chat', '=', chat)
    .where('created_at', '>', since)
    .select('id')
    .limit(1)
    .executeTakeFirst()) !== undefined

/** Which of these keys are in the queue or in the record already. */
export const keysTaken = async (trx: Kysely<Database>, keys: readonly string[]): Promise<ReadonlySet<string>> => {
  if (keys.length === 0) return new Set()
  const rows = await trx.selectFrom('message').where('key', 'in', keys).select('key').execute()
  return new Set(rows.map((row) => row.key))
}
