import type { Generated, Kysely, Transaction } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'

import type { Database } from './schema.ts'

export interface RunTable {
  job: string
  /** Business time the run was due. */
  slot: Instant
  result: string
  /** Missed for good: nothing was done. */
  skipped: Generated<boolean>
}

/** Claims a run in the transaction of what it writes. False: it ran already. */
export const claimRun = async (
  trx: Transaction<Database>,
  run: { readonly job: string; readonly slot: Instant; readonly result: string; readonly skipped: boolean },
): Promise<boolean> => {
  const done = await trx
    .insertInto('run')
    .values(run)
    .onConflict((clash) => clash.columns(['job', 'slot']).doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

/** The last slot of each job that ran. */
export const lastRuns = async (db: Kysely<Database>): Promise<ReadonlyMap<string, Instant>> => {
  const rows = await db
    .selectFrom('run')
    .select((eb) => ['job', eb.fn.max('slot').as('slot')])
    .groupBy('job')
    .execute()
  return new Map(rows.map((row) => [row.job, row.slot]))
}
