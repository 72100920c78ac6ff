import { type Kysely, sql } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'
import type { Address } from '#src/domain/member.ts'
import type { Message } from '#src/domain/message.ts'
import type { PushKind } from '#src/domain/pushes.ts'

import { json } from './column.ts'
import type { MessageState } from './messages.ts'
import type { Database } from './schema.ts'

type Db = Kysely<Database>

/** The two times that decide what is due: business time and machine time. */
export interface Moment {
  readonly business: Instant
  readonly machine: Instant
}

/** A push goes out on the day whose quota it took, or not at all (the closing job moves it). */
const isDue = ({ business, machine }: Moment) => sql<boolean>`
  m.state = 'queued' and m.not_before <= ${business}
  and (m.push_on is null or m.push_on = (${business}::timestamptz at time zone 'Asia/Shanghai')::date)
  and (m.retry_at is null or m.retry_at <= ${machine})`

/** Whoever asks is still the one active process. */
export const isHolder = (epoch: number) => sql<boolean>`exists (
  select 1 from lease where lease.epoch = ${epoch} and lease.expires_at > clock_timestamp())`

/** The first message of a chat and lane. */
export interface Head {
  readonly id: number
  readonly lane: number
  readonly chat: string
}

/** So many rows are looked at in one statement: the planner, left alone, would look at the whole queue. */
const page = 512

/**
 * The next heads of a channel's chats, answers first. A row waits behind an earlier one of its chat and lane only while
 * that one is being sent or retried, never behind one that is planned for later. Nothing is marked: only one process sends.
 */
export const nextHeads = async (
  db: Db,
  channel: string,
  moment: Moment,
  { limit, except }: { readonly limit: number; readonly except: readonly number[] },
): Promise<Head[]> => {
  const heads: Head[] = []
  for (let after = { lane: -1, id: 0 }; heads.length < limit;) {
    const { rows } = await sql<Head & { first: boolean }>`
      with page as materialized (
        select m.id, m.lane, m.chat from message m
        where ${isDue(moment)} and m.channel = ${channel} and (m.lane, m.id) > (${after.lane}, ${after.id})
          and m.id <> all(${[...except]}::bigint[])
        order by m.lane, m.id limit ${page})
      select p.id, p.lane, p.chat, not exists (
        select 1 from message e where e.channel = ${channel} and e.chat = p.chat and e.lane = p.lane and e.id < p.id
          and e.state in ('queued', 'sending') and (e.attempt > 0 or e.not_before <= ${moment.business})) as first
      from page p order by p.lane, p.id`.execute(db)
    heads.push(...rows.filter(({ first }) => first).map(({ id, lane, chat }) => ({ id, lane, chat })))
    if (rows.length < page) break
    after = rows.at(-1)!
  }
  return heads.slice(0, limit)
}

export interface Claimed extends Head {
  readonly key: string
  readonly cause: string
  readonly memberId: number | null
  readonly channel: string
  /** This one counted. */
  readonly attempt: number
  readonly body: Message
  readonly answers: string | null
  readonly kind: PushKind | null
  /** The facts to look at again before it is sent, as they are now. */
  readonly createdAt: Instant
  readonly serves: boolean
  readonly stillOpen: number | null
  /** Why nothing arrives at its member's account any more; null: it is alive, or nobody's. */
  readonly gone: string | null
}

const claimed = sql`
  m.id, m.key, m.cause, m.member_id as "memberId", m.channel, m.chat, m.lane, m.attempt, m.body, m.answers,
  m.push_kind as kind, m.created_at as "createdAt",
  (m.member_id is null or exists (
    select 1 from appointment p where p.member_id = m.member_id and p.ended_at is null)) as serves,
  case when coalesce(cardinality(m.numbers), 0) = 0 then null else (
    select count(*) from assignment a where a.number = any(m.numbers) and a.state in ('open', 'returned')
  ) end as "stillOpen",
  (select coalesce(d.gone_reason, '') from address d
   where d.channel = m.channel and d.id = m.chat and d.member_id = m.member_id and d.gone_at is not null) as gone`

/**
 * Marks rows as being sent, in the moment before they are: what a crash finds marked has left the process, or would have
 * within milliseconds. A row that is not due any more, or of another channel by now, is left out; an old epoch marks none.
 */
export const markSending = async (
  db: Db,
  channel: string,
  moment: Moment,
  { epoch, ids }: { readonly epoch: number; readonly ids: readonly number[] },
): Promise<Claimed[]> => {
  const { rows } = await sql<Claimed>`
    update message m set state = 'sending', attempt = m.attempt + 1, epoch = ${epoch}
    where m.id = any(${[...ids]}::bigint[]) and ${isDue(moment)} and m.channel = ${channel}
      and ${isHolder(epoch)}
    returning ${claimed}`.execute(db)
  return rows.toSorted((a, b) => a.lane - b.lane || a.id - b.id)
}

/** Heads whose chat may not be written to before then; machine time. They count as not tried. */
export const deferHeads = async (
  db: Db,
  heads: readonly { readonly id: number; readonly retryAt: Instant }[],
): Promise<void> => {
  await sql`
    update message m set retry_at = d."retryAt"
    from jsonb_to_recordset(${json(heads)}::jsonb) as d(id bigint, "retryAt" timestamptz)
    where m.id = d.id and m.state = 'queued'`.execute(db)
}

export interface Settled {
  readonly state: MessageState
  readonly ref?: string
  readonly reason?: string
  readonly sentAt?: Instant
  readonly retryAt?: Instant
  /** The next route, when this one is closed: there it is tried anew. */
  readonly to?: Address
  readonly body?: Message
  /** It was no fault of the message: the attempt does not count. */
  readonly uncounted?: true
}

/** What a platform says may hold what a database cannot. */
const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed().slice(0, 500)

/** Records what came of attempts, in one statement; an old epoch changes nothing. */
export const settleAll = async (
  db: Db,
  epoch: number,
  rows: readonly { readonly id: number; readonly settled: Settled }[],
): Promise<void> => {
  const values = rows.map(({ id, settled: { ref, reason, to, uncounted, ...rest } }) => ({
    id,
    ...rest,
    ...(ref === undefined ? {} : { ref: storable(ref) }),
    ...(reason === undefined ? {} : { reason: storable(reason) }),
    ...(to === undefined ? {} : { channel: to.channel, chat: to.id }),
    uncounted: uncounted ?? false,
  }))
  await sql`
    update message m set state = s.state, ref = s.ref, reason = s.reason, sent_at = s."sentAt", retry_at = s."retryAt",
      channel = coalesce(s.channel, m.channel), chat = coalesce(s.chat, m.chat), body = coalesce(s.body, m.body),
      attempt = case when s.channel is not null then 0 when s.uncounted then m.attempt - 1 else m.attempt end
    from jsonb_to_recordset(${json(values)}::jsonb) as s(id bigint, state text, ref text, reason text,
      "sentAt" timestamptz, "retryAt" timestamptz, channel text, chat text, body jsonb, uncounted boolean)
    where m.id = s.id and m.state = 'sending' and m.epoch = ${epoch}`.execute(db)
}

/** First act of a new holder: what a dead one was sending may or may not have arrived. */
export const interruptedSends = async (db: Db, epoch: number): Promise<Claimed[]> => {
  const { rows } = await sql<Claimed>`
    update message m set epoch = ${epoch} where m.state = 'sending' and m.epoch < ${epoch} returning ${claimed}`.execute(
    db,
  )
  return rows
}

export interface Outlook {
  /** By channel that has something queued and due by business time: when the first that waits is to be tried; machine time. */
  readonly waiting: Readonly<Record<string, Instant | null>>
  /** Some account is dead, and the office was not told. */
  readonly untold: boolean
}

/** What there is to wait for when nothing can be sent now. */
export const outlook = async (db: Db, { business, machine }: Moment): Promise<Outlook> => {
  const { rows } = await sql<Outlook>`
    select coalesce((
      select jsonb_object_agg(w.channel, w.at) from (
        select channel, min(retry_at) filter (where retry_at > ${machine}) as at from message
        where state = 'queued' and not_before <= ${business} group by channel) w), '{}') as waiting,
      exists (select 1 from address where gone_at is not null and told_at is null) as untold`.execute(db)
  return rows[0]!
}
