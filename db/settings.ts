import type { Kysely, Transaction } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'

import { type Json, json } from './column.ts'
import type { Database } from './schema.ts'

export interface SettingTable {
  name: string
  value: Json<unknown>
}

/** What the database itself knows of how it is run. */
export interface Settings {
  /** Said once, at birth. */
  readonly mode?: 'trial' | 'live'
  /** Business time at which the database was made: no run is due before it. */
  readonly bornAt?: Instant
  /** The virtual clock of a trial: business time stands at this instant. */
  readonly clock?: Instant
  /** Where a waiting `duban clock` wants the clock to go. */
  readonly clockTarget?: Instant | null
  /** The supervision office's unit: who may import, publish, broadcast, reassign. */
  readonly supervisionOfficeId?: number
  /** The last backup that was taken of it by `duban backup`; machine time. */
  readonly lastBackup?: { readonly at: Instant; readonly file: string; readonly bytes: number }
  /** The slot of the last morning run that HEARTBEAT_URL was told of. */
  readonly heartbeatSlot?: Instant
}

export const readSettings = async (db: Kysely<Database>): Promise<Settings> => {
  const rows = await db.selectFrom('setting').selectAll().execute()
  return Object.fromEntries(rows.map((row) => [row.name, row.value]))
}

export const writeSetting = async <K extends keyof Settings>(
  trx: Kysely<Database> | Transaction<Database>,
  name: K,
  value: NonNullable<Settings[K]> | null,
): Promise<void> => {
  await trx
    .insertInto('setting')
    .values({ name, value: json(value) })
    .onConflict((clash) => clash.column('name').doUpdateSet({ value: json(value) }))
    .execute()
}
