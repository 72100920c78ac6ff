import { sql, type Transaction } from 'kysely'

import type { Address } from '#src/domain/member.ts'

import type { Database } from './schema.ts'

type Trx = Transaction<Database>

/** What was still to be sent to somebody, and where it went. */
export interface Rerouted {
  readonly moved: number
  /** For the call sheet: nobody else of the unit can be reached. */
  readonly phone: number
  /** Given up; what it was about is new again, so that the next digest says it. */
  readonly dropped: number
}

const none: Rerouted = { moved: 0, phone: 0, dropped: 0 }

/** Answers to a leaver's own commands are nobody else's. */
const dropAnswers = async (trx: Trx, memberId: number, reason: string): Promise<void> => {
  await sql`
    update message set state = 'obsolete', reason = ${reason}
    where state = 'queued' and member_id is null and (channel, chat) in (
      select channel, id from address where member_id = ${memberId})`.execute(trx)
}

/**
 * Gives what waits for a leaver to his successor: at his first address, under his name, so that he still gets one digest
 * and one push a day. What he has had already today is merged: the assignments bring it into his next digest.
 */
export const moveWaiting = async (
  trx: Trx,
  from: number,
  to: { readonly memberId: number; readonly address: Address },
  reason: string,
): Promise<Rerouted> => {
  await dropAnswers(trx, from, reason)
  const target = `member ${to.memberId}`
  const { rows } = await sql<{ state: string }>`
    with waiting as (
      select id, regexp_replace(key, 'member [0-9]+$', ${target}) as new_key from message
      where member_id = ${from} and state = 'queued' order by id for update
    ), taken as (
      select w.id from waiting w join message m on m.id = w.id
      where exists (select 1 from message o where o.id <> m.id and (o.key = w.new_key
        or (m.push_on is not null and o.member_id = ${to.memberId} and o.push_on = m.push_on)))
    )
    update message set member_id = ${to.memberId}, channel = ${to.address.channel}, chat = ${to.address.id},
      attempt = 0, retry_at = null, reason = ${reason},
      key = case when taken.id is null then waiting.new_key else message.key end,
      state = case when taken.id is null then 'queued' else 'merged' end,
      push_on = case when taken.id is null then message.push_on end
    from waiting left join taken on taken.id = waiting.id
    where message.id = waiting.id
    returning state`.execute(trx)
  // What was merged for the leaver and not carried by a digest yet is the successor's now.
  await sql`
    update message set member_id = ${to.memberId} where member_id = ${from} and state = 'merged' and carried_by is null
      and push_kind is not null`.execute(trx)
  const moved = rows.filter(({ state }) => state === 'queued').length
  return { ...none, moved, dropped: rows.length - moved }
}

/** Nobody else of the unit can be reached: what waits goes on the call sheet. */
export const phoneWaiting = async (trx: Trx, from: number, reason: string): Promise<Rerouted> => {
  await dropAnswers(trx, from, reason)
  const { numAffectedRows = 0n } = await sql`
    update message set state = 'phone', push_on = null, reason = ${reason}
    where member_id = ${from} and state = 'queued'`.execute(trx)
  return { ...none, phone: Number(numAffectedRows) }
}

/** What waits speaks of several units that go to different people: it is given up, and its items are said anew. */
export const dropWaiting = async (trx: Trx, from: number, reason: string): Promise<Rerouted> => {
  const { numAffectedRows = 0n } = await sql`
    update message set state = 'obsolete', push_on = null, reason = ${reason}
    where member_id = ${from} and state = 'queued'`.execute(trx)
  return { ...none, dropped: Number(numAffectedRows) }
}

/** Makes open assignments of these units new again: the next digest says them, whatever their day. */
export const unannounce = async (trx: Trx, unitIds: readonly number[]): Promise<void> => {
  if (unitIds.length === 0) return
  await trx
    .updateTable('assignment')
    .set({ announced_on: null })
    .where('unit_id', 'in', unitIds)
    .where('state', 'in', ['open', 'returned'])
    .execute()
}

/** How many messages wait for a member. */
export const countWaiting = async (trx: Trx, memberId: number): Promise<number> => {
  const row = await trx
    .selectFrom('message')
    .where('member_id', '=', memberId)
    .where('state', '=', 'queued')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .executeTakeFirstOrThrow()
  return row.waiting
}
