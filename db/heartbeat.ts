import type { Kysely } from 'kysely'

import { dateAt, type Instant } from '#src/domain/instant.ts'

import type { Database } from './schema.ts'

export interface LastMorning {
  readonly slot: Instant
  /** Every message it made has found its final state. */
  readonly settled: boolean
}

/** The last morning run that was made, not skipped; null: none yet. */
export const lastMorning = async (db: Kysely<Database>): Promise<LastMorning | null> => {
  const run = await db
    .selectFrom('run')
    .where('job', '=', 'digest')
    .where('skipped', '=', false)
    .select('slot')
    .orderBy('slot', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (run === undefined) return null
  const day = dateAt(run.slot)
  const waiting = await db
    .selectFrom('message')
    .where('cause', 'in', [`run/digest/${day}`, `run/desk/${day}`])
    .where('state', 'in', ['queued', 'sending'])
    .select('id')
    .limit(1)
    .executeTakeFirst()
  return { slot: run.slot, settled: waiting === undefined }
}
