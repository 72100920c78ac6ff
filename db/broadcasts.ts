import { type Generated, sql, type Transaction } from 'kysely'

import type { Receipt, ReceiptState } from '#src/domain/broadcast.ts'
import type { Instant } from '#src/domain/instant.ts'

import type { MessageState } from './messages.ts'
import type { Database } from './schema.ts'

export interface BroadcastTable {
  id: Generated<number>
  member_id: number
  scope: string
  text: string
  created_at: Instant
  sent_at: Instant | null
}

export interface BroadcastUnitTable {
  broadcast_id: number
  unit_id: number
  message_key: string | null
  acknowledged_at: Instant | null
  acknowledged_by: number | null
}

type Trx = Transaction<Database>

export interface Broadcast {
  readonly id: number
  readonly scope: string
  readonly text: string
  readonly sentAt: Instant | null
}

const columns = ['id', 'scope', 'text', 'sent_at as sentAt'] as const

export const draftBroadcast = async (
  trx: Trx,
  draft: { readonly memberId: number; readonly scope: string; readonly text: string; readonly at: Instant },
): Promise<void> => {
  await trx
    .insertInto('broadcast')
    .values({ member_id: draft.memberId, scope: draft.scope, text: draft.text, created_at: draft.at, sent_at: null })
    .execute()
}

/** The officer's own last broadcast that waits for its count; one older than `since` is not meant any more. */
export const pendingBroadcast = async (trx: Trx, memberId: number, since: Instant): Promise<Broadcast | undefined> =>
  trx
    .selectFrom('broadcast')
    .where('member_id', '=', memberId)
    .where('created_at', '>=', since)
    .select(columns)
    .orderBy('id', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()

/** Notes that a broadcast went out, and to whom; `messageKey` null: nobody can be told but by telephone. */
export const markBroadcast = async (
  trx: Trx,
  id: number,
  at: Instant,
  units: readonly { readonly unitId: number; readonly messageKey: string | null }[],
): Promise<void> => {
  await trx.updateTable('broadcast').set({ sent_at: at }).where('id', '=', id).execute()
  // PostgreSQL takes at most 65,535 parameters a statement.
  for (let from = 0; from < units.length; from += 5000)
    await trx
      .insertInto('broadcast_unit')
      .values(
        units.slice(from, from + 5000).map(({ unitId, messageKey }) => ({
          broadcast_id: id,
          unit_id: unitId,
          message_key: messageKey,
          acknowledged_at: null,
          acknowledged_by: null,
        })),
      )
      .execute()
}

export const lastBroadcast = async (trx: Trx): Promise<Broadcast | undefined> =>
  trx
    .selectFrom('broadcast')
    .where('sent_at', 'is not', null)
    .select(columns)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

const stateOf = (message: MessageState | null, acknowledged: boolean): ReceiptState => {
  if (acknowledged) return 'acknowledged'
  switch (message) {
    case 'sent':
    case 'unknown':
    case 'merged':
      return message
    case 'queued':
    case 'sending':
      return 'waiting'
    case 'phone':
    case 'obsolete':
    case null:
      return 'notReached'
    default:
      return message satisfies never
  }
}

/** By unit, in the order of the register. */
export const receiptsOf = async (trx: Trx, broadcastId: number): Promise<Receipt[]> => {
  const rows = await trx
    .selectFrom('broadcast_unit')
    .leftJoin('message', 'message.key', 'broadcast_unit.message_key')
    .where('broadcast_id', '=', broadcastId)
    .select(['unit_id as unitId', 'message.state', 'acknowledged_at as acknowledgedAt'])
    .orderBy('unit_id')
    .execute()
  return rows.map(({ unitId, state, acknowledgedAt }) => ({ unitId, state: stateOf(state, acknowledgedAt !== null) }))
}

/** 收到 for what was broadcast to these units. Returns how many are new. */
export const acknowledgeBroadcasts = async (
  trx: Trx,
  unitIds: readonly number[],
  by: { readonly memberId: number; readonly at: Instant },
): Promise<number> => {
  if (unitIds.length === 0) return 0
  const { rows } = await sql<{ id: number }>`
    update broadcast_unit set acknowledged_at = ${by.at}, acknowledged_by = ${by.memberId}
    where unit_id = any(${[...unitIds]}::bigint[]) and acknowledged_at is null
    returning broadcast_id as id`.execute(trx)
  return new Set(rows.map(({ id }) => id)).size
}
