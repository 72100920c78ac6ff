import type { Kysely, Transaction } from 'kysely'

import type { Strike } from '#src/domain/interview.ts'
import type { Instant } from '#src/domain/instant.ts'

import type { Database } from './schema.ts'

export interface StrikeTable {
  unit_id: number
  numbers: number[]
  reason: string
  struck_by: number
  struck_at: Instant
}

/** Names the office has struck off the interview list, by unit. */
export const readStrikes = async (db: Kysely<Database>): Promise<ReadonlyMap<number, Strike>> => {
  const rows = await db.selectFrom('strike').selectAll().execute()
  return new Map(
    rows.map((row) => [row.unit_id, { numbers: new Set(row.numbers), reason: row.reason, at: row.struck_at }]),
  )
}

export const strikeOff = async (
  trx: Transaction<Database>,
  struck: {
    readonly unitId: number
    readonly numbers: readonly number[]
    readonly reason: string
    readonly by: number
    readonly at: Instant
  },
): Promise<void> => {
  const row = { numbers: [...struck.numbers], reason: struck.reason, struck_by: struck.by, struck_at: struck.at }
  await trx
    .insertInto('strike')
    .values({ unit_id: struck.unitId, ...row })
    .onConflict((clash) => clash.column('unit_id').doUpdateSet(row))
    .execute()
}

/** False: the name was not struck. */
export const restoreName = async (trx: Transaction<Database>, unitId: number): Promise<boolean> =>
  (await trx.deleteFrom('strike').where('unit_id', '=', unitId).executeTakeFirst()).numDeletedRows > 0n
