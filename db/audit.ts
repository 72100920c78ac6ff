import { createHash } from 'node:crypto'

import { type Kysely, sql, type Transaction } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'
import { breakKind, type BreakKind, type Event, type Link } from '#src/domain/record.ts'

import type { Database } from './schema.ts'

export interface Broken {
  /** The first row that does not follow from the one before it; with `tail` the last one there is. */
  readonly row: number
  readonly kind: BreakKind
  readonly at: Instant | null
}

export interface Verified {
  readonly events: number
  /** The head as hashed anew, in hex; empty: nothing is recorded. */
  readonly head: string
  readonly broken: Broken | null
  /** Whether the anchor is the beginning of a head the record had. Null: none was asked for. */
  readonly anchored: boolean | null
}

interface Row {
  readonly id: number
  readonly line: string
  readonly hash: Buffer
}

const batchSize = 1000

const rowsAfter = async (trx: Transaction<Database>, id: number, limit: number): Promise<Row[]> =>
  trx.selectFrom('event').where('id', '>', id).select(['id', 'line', 'hash']).orderBy('id').limit(limit).execute()

const readEvents = (line: string): Event[] => {
  try {
    return line.split('\n').map((one) => JSON.parse(one) as Event)
  } catch {
    return []
  }
}

const linkOf = ({ id, line }: Row): Link => ({ id, at: readEvents(line)[0]?.at ?? null })

const eventsIn = (line: string): number => {
  let count = 1
  for (let at = line.indexOf('\n'); at >= 0; at = line.indexOf('\n', at + 1)) count += 1
  return count
}

/**
 * Reads the whole record in one snapshot, hashes it anew, and says where it breaks first. `anchor`: hex digits of an
 * earlier head, from a digest; without them a record that was forged as a whole looks whole.
 */
export const verifyRecord = async (db: Kysely<Database>, anchor: string | null = null): Promise<Verified> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((trx) => verifyIn(trx, anchor))

/** The same within a transaction of the caller's. */
export const verifyIn = async (trx: Transaction<Database>, anchor: string | null = null): Promise<Verified> => {
  const wanted = anchor?.toLowerCase() ?? null
  let head: Buffer = Buffer.alloc(0)
  let anchored = wanted === null ? null : /^0+$/.test(wanted)
  let events = 0
  let last: Row | null = null
  for (;;) {
    const rows: Row[] = await rowsAfter(trx, last?.id ?? 0, batchSize)
    for (const row of rows) {
      events += eventsIn(row.line)
      head = createHash('sha256').update(head).update(row.line).digest()
      if (!head.equals(row.hash)) {
        const [next] = await rowsAfter(trx, row.id, 1)
        const kind = breakKind(last && linkOf(last), linkOf(row), next === undefined ? null : linkOf(next))
        return { events, head: head.toString('hex'), broken: { row: row.id, kind, at: linkOf(row).at }, anchored }
      }
      if (wanted !== null && anchored === false) anchored = head.toString('hex').startsWith(wanted)
      last = row
    }
    if (rows.length < batchSize) break
  }
  const chain = await trx.selectFrom('chain').select('hash').executeTakeFirst()
  const whole = chain !== undefined && head.equals(chain.hash)
  const broken = whole ? null : { row: last?.id ?? 0, kind: 'tail' as const, at: last && linkOf(last).at }
  return { events, head: head.toString('hex'), broken, anchored }
}

export interface RecordedEvent extends Event {
  /** The row of the record it stands in. */
  readonly row: number
}

/** Every event of an assignment, in order. */
export const eventsOf = async (db: Kysely<Database>, number: number): Promise<RecordedEvent[]> => {
  const rows = await db
    .selectFrom('event')
    .where(sql<boolean>`event_numbers(line) @> array[${String(number)}]`)
    .select(['id', 'line'])
    .orderBy('id')
    .execute()
  return rows.flatMap(({ id, line }) =>
    readEvents(line)
      .filter(({ assignments = [] }) => assignments.includes(number))
      .map((event) => ({ ...event, row: id })),
  )
}

/** Names of members, for the record: also of those who have left. */
export const memberNames = async (db: Kysely<Database>): Promise<ReadonlyMap<number, string>> => {
  const rows = await db.selectFrom('member').select(['id', 'name']).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
