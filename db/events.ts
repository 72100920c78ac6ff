import { type Generated, type Kysely, sql, type Transaction } from 'kysely'

import type { Event } from '#src/domain/record.ts'

import type { Database } from './schema.ts'

export type { Event } from '#src/domain/record.ts'

export interface EventTable {
  id: Generated<number>
  line: string
  hash: Buffer
}

export interface ChainTable {
  id: number
  hash: Buffer
}

/**
 * Appends events, each hashed onto the one before it. Must be the last statement of its transaction: it locks the head
 * of the chain until commit. Several events are one row of several lines, hashed together.
 */
export const appendEvents = async (trx: Transaction<Database>, events: readonly Event[]): Promise<void> => {
  if (events.length === 0) return
  const line = events.map((event) => JSON.stringify(event)).join('\n')
  await sql`
    with head as (
      update chain set hash = sha256(hash || convert_to(${line}, 'UTF8')) where id = 1 returning hash)
    insert into event (line, hash) select ${line}, hash from head`.execute(trx)
}

/** What the record says before anything is recorded. */
const nothing = '00000000'

/** The first eight hex digits of the record's head: written into digests, where nobody can change them afterwards. */
export const recordHead = async (db: Kysely<Database>): Promise<string> => {
  const row = await db.selectFrom('chain').select('hash').executeTakeFirst()
  return row?.hash.toString('hex').slice(0, 8) || nothing
}
