import { type Kysely, sql } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'

import type { Database } from './schema.ts'

export interface LeaseTable {
  name: string
  holder: string
  epoch: number
  expires_at: Instant
}

const name = 'active'

/**
 * Takes the lease when it is free or has run out. Null: another process holds it.
 * `alone`: on the embedded database whoever holds DATA_DIR is alone and need not wait for a dead holder's time to end.
 */
export const acquireLease = async (
  db: Kysely<Database>,
  holder: string,
  ttlMs: number,
  alone: boolean,
): Promise<number | null> => {
  const { rows } = await sql<{ epoch: number }>`
    insert into lease (name, holder, epoch, expires_at)
    values (${name}, ${holder}, 1, clock_timestamp() + ${ttlMs} * interval '1 ms')
    on conflict (name) do update
      set holder = excluded.holder, epoch = lease.epoch + 1, expires_at = excluded.expires_at
      where ${alone} or lease.expires_at < clock_timestamp()
    returning epoch`.execute(db)
  return rows[0]?.epoch ?? null
}

/**
 * False: the lease ran out or was taken; the caller must stop writing and sending at once. `alone`: on the embedded
 * database a holder that slept (a laptop closed for the night) goes on, since nobody else can have been there.
 */
export const renewLease = async (
  db: Kysely<Database>,
  epoch: number,
  ttlMs: number,
  alone: boolean,
): Promise<boolean> => {
  const { rows } = await sql<{ epoch: number }>`
    update lease set expires_at = clock_timestamp() + ${ttlMs} * interval '1 ms'
    where name = ${name} and epoch = ${epoch} and (${alone} or expires_at > clock_timestamp())
    returning epoch`.execute(db)
  return rows.length === 1
}

export const releaseLease = async (db: Kysely<Database>, epoch: number): Promise<void> => {
  await sql`update lease set expires_at = '-infinity' where name = ${name} and epoch = ${epoch}`.execute(db)
}

/** Who holds it now, if anybody. */
export const leaseHolder = async (db: Kysely<Database>): Promise<string | null> => {
  const { rows } = await sql<{ holder: string }>`
    select holder from lease where name = ${name} and expires_at > clock_timestamp()`.execute(db)
  return rows[0]?.holder ?? null
}

/** The first statement of a transaction that acts for the holder. False: it must not go on. */
export const holdsLease = async (trx: Kysely<Database>, epoch: number): Promise<boolean> => {
  const { rows } = await sql`
    select 1 from lease where name = ${name} and epoch = ${epoch} and expires_at > clock_timestamp() for share`.execute(
    trx,
  )
  return rows.length === 1
}
