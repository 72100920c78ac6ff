import { type Kysely, sql, type Transaction } from 'kysely'

import { addDays, type IsoDate } from '#src/domain/dates.ts'
import { instantOf } from '#src/domain/instant.ts'
import type { Address } from '#src/domain/member.ts'
import { type CarriedPush, placePush, type PushKind } from '#src/domain/pushes.ts'

import { json } from './column.ts'
import { lanes, type NewMessage } from './messages.ts'
import type { Database } from './schema.ts'

type Trx = Transaction<Database>

export interface NewPush extends Omit<NewMessage, 'lane' | 'to' | 'memberId'> {
  readonly kind: PushKind
  readonly memberId: number
  readonly to: Address
  /** The assignments it is about; empty for a broadcast. */
  readonly numbers: readonly number[]
  /** The business day whose quota it takes. */
  readonly today: IsoDate
  /** Office hours: outside them it is merged into the next digest. */
  readonly inWindow: boolean
}

/** Moves a push into the next digest, and lets its quota go. A notice that was not told is new again. */
const displace = async (
  db: Kysely<Database>,
  id: number,
  reason: string,
  from: 'queued' | 'sending' = 'queued',
): Promise<void> => {
  await sql`
    with moved as (
      update message set state = 'merged', push_on = null, reason = ${reason}
      where id = ${id} and state = ${from} returning push_kind, numbers)
    update assignment set announced_on = null from moved
    where moved.push_kind = 'publish' and assignment.number = any(moved.numbers)`.execute(db)
}

/** The sender found, at the moment of sending, that a push it had taken may not go out now. */
export const mergeClaimed = async (db: Kysely<Database>, id: number, reason: string): Promise<void> =>
  displace(db, id, reason, 'sending')

/** The push that has a person's quota of the day, locked: nobody sends or moves it meanwhile. */
const takenBy = async (trx: Trx, { memberId, today }: NewPush) =>
  trx
    .selectFrom('message')
    .where('member_id', '=', memberId)
    .where('push_on', '=', today)
    .select(['id', 'state', 'push_kind as kind'])
    .forUpdate()
    .executeTakeFirst()

const rowOf = (push: NewPush) => ({
  key: push.key,
  cause: push.cause,
  member_id: push.memberId,
  channel: push.to.channel,
  chat: push.to.id,
  lane: lanes.urgent,
  push_kind: push.kind,
  numbers: [...push.numbers],
  carried_by: null,
  not_before: push.at,
  retry_at: null,
  epoch: null,
  body: json(push.body),
  ref: null,
  created_at: push.at,
  sent_at: null,
})

/** As it is queued. */
const queued = ({ today }: NewPush) => ({ state: 'queued' as const, reason: null, push_on: today })

/** As it waits for the next digest. */
const merged = ({ inWindow }: NewPush) => ({
  state: 'merged' as const,
  reason: inWindow ? '今天已另发过一条' : '不在发送时间',
  push_on: null,
})

/**
 * Queues a push outside the digest: one a person and day, the higher rank first. What does not fit is kept as `merged`
 * until a digest has carried it.
 */
export const enqueuePush = async (trx: Trx, push: NewPush): Promise<'queued' | 'merged'> => {
  const row = rowOf(push)
  // Again when another transaction was first, which the unique index on member and day decides.
  for (let tries = 0; tries < 5; tries += 1) {
    // The same push planned again is the one that is there.
    const before = await trx.selectFrom('message').where('key', '=', push.key).select('state').executeTakeFirst()
    if (before !== undefined) return before.state === 'merged' ? 'merged' : 'queued'
    const taken = push.inWindow ? await takenBy(trx, push) : undefined
    const by = taken?.kind == null ? null : { kind: taken.kind, waiting: taken.state === 'queued' }
    const place = placePush(push.kind, push.inWindow, by)
    if (place === 'merge') break
    if (place === 'replace') await displace(trx, taken!.id, '让给了更要紧的一条')
    const done = await trx
      .insertInto('message')
      .values({ ...row, ...queued(push) })
      .onConflict((clash) => clash.doNothing())
      .executeTakeFirst()
    if (done.numInsertedOrUpdatedRows === 1n) return 'queued'
  }
  await trx
    .insertInto('message')
    .values({ ...row, ...merged(push) })
    .onConflict((clash) => clash.doNothing())
    .execute()
  return 'merged'
}

/** PostgreSQL takes at most 65,535 parameters a statement. */
const atOnce = 2000

/** The same for many, told by key: who has his day's quota left is queued in few statements, the others one by one. */
export const enqueuePushes = async (
  trx: Trx,
  pushes: readonly NewPush[],
): Promise<ReadonlyMap<string, 'queued' | 'merged'>> => {
  const placed = new Map<string, 'queued' | 'merged'>()
  for (let at = 0; at < pushes.length; at += atOnce) {
    const some = pushes.slice(at, at + atOnce)
    const rows = await trx
      .insertInto('message')
      .values(some.map((push) => ({ ...rowOf(push), ...(push.inWindow ? queued : merged)(push) })))
      .onConflict((clash) => clash.doNothing())
      .returning('key')
      .execute()
    const fresh = new Set(rows.map(({ key }) => key))
    for (const push of some) {
      const asPlanned = push.inWindow ? 'queued' : 'merged'
      placed.set(push.key, fresh.has(push.key) ? asPlanned : await enqueuePush(trx, push))
    }
  }
  return placed
}

/** Merged pushes that no digest has carried yet, the oldest first. */
export const carriedPushes = async (db: Kysely<Database>): Promise<CarriedPush[]> => {
  const rows = await db
    .selectFrom('message')
    .where('state', '=', 'merged')
    .where((eb) =>
      eb.or([
        eb('carried_by', 'is', null),
        // Its digest never went out, and another took its place.
        eb.exists(
          eb
            .selectFrom('message as digest')
            .whereRef('digest.key', '=', 'message.carried_by')
            .where('digest.state', '=', 'obsolete')
            .select('digest.id'),
        ),
      ]),
    )
    .select(['id', 'member_id as memberId', 'push_kind as kind', 'numbers', 'created_at as at', 'body'])
    .orderBy('id')
    .execute()
  return rows.flatMap((row) =>
    row.memberId === null || row.kind === null
      ? []
      : [{ ...row, memberId: row.memberId, kind: row.kind, numbers: row.numbers ?? [] }],
  )
}

/** Notes which digest said what these pushes would have. */
export const markCarried = async (trx: Trx, by: string, ids: readonly number[]): Promise<void> => {
  if (ids.length > 0)
    await trx
      .updateTable('message')
      .set({ carried_by: by })
      .where('id', 'in', ids)
      .where('state', '=', 'merged')
      .execute()
}

/** Nothing of these pushes is open any more. */
export const markObsolete = async (trx: Trx, ids: readonly number[], reason: string): Promise<void> => {
  if (ids.length > 0)
    await trx
      .updateTable('message')
      .set({ state: 'obsolete', reason })
      .where('id', 'in', ids)
      .where('state', '=', 'merged')
      .execute()
}

export const closedReason = '到下班仍未发出'

/**
 * What did not get out in office hours: pushes move into the next digest, digests are handed to the call sheet. `upTo`:
 * the last day that is over.
 */
export const moveUnsent = async (trx: Trx, upTo: IsoDate): Promise<void> => {
  const rows = await trx
    .selectFrom('message')
    .where('state', '=', 'queued')
    .where('push_on', '<=', upTo)
    .select('id')
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const { id } of rows) await displace(trx, id, closedReason)
  await trx
    .updateTable('message')
    .set({ state: 'phone', reason: closedReason })
    .where('state', '=', 'queued')
    .where('key', 'like', 'digest/%')
    .where('created_at', '<', instantOf(addDays(upTo, 1), '00:00'))
    .execute()
}
