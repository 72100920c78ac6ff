import { createHash } from 'node:crypto'

import { type Generated, type Kysely, sql, type Transaction } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'

import type { Database } from './schema.ts'

export interface EventTable {
  id: Generated<number>
  line: string
  hash: Buffer
}

export interface ChainTable {
  id: number
  hash: Buffer
}

/** Who did what to which, when: before and after. */
export interface Event {
  /** Business time. */
  readonly at: Instant
  /** The member; null: the program itself. */
  readonly by: number | null
  readonly what: string
  readonly notice?: number
  /** Numbers of the assignments concerned. */
  readonly assignments?: readonly number[]
  readonly before?: unknown
  readonly after?: unknown
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

export interface Verified {
  readonly events: number
  readonly head: string
  /** The id of the first row that does not follow from the one before it; null: all hold. */
  readonly brokenAt: number | null
}

/** Reads the whole record and hashes it anew. */
export const verifyEvents = async (db: Kysely<Database>): Promise<Verified> => {
  const rows = await db.selectFrom('event').selectAll().orderBy('id').execute()
  const chain = await db.selectFrom('chain').select('hash').executeTakeFirst()
  let head: Buffer = Buffer.alloc(0)
  let events = 0
  for (const row of rows) {
    head = createHash('sha256').update(head).update(row.line).digest()
    events += row.line.split('\n').length
    if (!head.equals(row.hash)) return { events, head: head.toString('hex'), brokenAt: row.id }
  }
  const whole = chain !== undefined && head.equals(chain.hash)
  return { events, head: head.toString('hex'), brokenAt: whole ? null : (rows.at(-1)?.id ?? 0) }
}
