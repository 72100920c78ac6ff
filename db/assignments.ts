import { type Generated, type Kysely, sql, type Transaction } from 'kysely'

import type { Assignment, Standing, State, Submission } from '#src/domain/assignment.ts'
import type { IsoDate } from '#src/domain/dates.ts'
import type { Instant } from '#src/domain/instant.ts'

import type { Database } from './schema.ts'

export interface AssignmentTable {
  id: Generated<number>
  number: number
  notice_id: number
  item_id: number
  unit_id: number
  role: 'lead' | 'cooperate'
  due_on: IsoDate
  inherited: boolean
  receiver_unit_id: number | null
  state: Generated<State>
  state_before: 'open' | 'returned' | null
  published_at: Instant
  announced_on: IsoDate | null
  predecessor_id: number | null
}

export type NewAssignment = Pick<
  AssignmentTable,
  'number' | 'notice_id' | 'item_id' | 'unit_id' | 'role' | 'due_on' | 'inherited' | 'receiver_unit_id' | 'published_at'
>

/** The highest number given so far; numbers are never used again. Locks the table's numbering until commit. */
export const highestNumber = async (trx: Transaction<Database>): Promise<number> => {
  await sql`select pg_advisory_xact_lock(hashtext('assignment.number'))`.execute(trx)
  const row = await trx
    .selectFrom('assignment')
    .select((eb) => eb.fn.max('number').as('highest'))
    .executeTakeFirst()
  return row?.highest ?? 0
}

export const addAssignments = async (trx: Transaction<Database>, rows: readonly NewAssignment[]): Promise<void> => {
  // PostgreSQL takes at most 65,535 parameters a statement.
  for (let at = 0; at < rows.length; at += 5000) {
    await trx
      .insertInto('assignment')
      .values(
        rows
          .slice(at, at + 5000)
          .map((row) => ({ ...row, state_before: null, announced_on: null, predecessor_id: null })),
      )
      .execute()
  }
}

/** The pairs (place of the item, unit) of a notice that have been given a number already. */
export const issuedPairs = async (
  trx: Kysely<Database>,
  noticeId: number,
): Promise<{ place: string; unitId: number }[]> =>
  trx
    .selectFrom('assignment')
    .innerJoin('item', 'item.id', 'assignment.item_id')
    .where('assignment.notice_id', '=', noticeId)
    .select(['item.place', 'assignment.unit_id as unitId'])
    .execute()

export interface Wanted {
  readonly numbers?: readonly number[]
  readonly unitIds?: readonly number[]
  readonly states?: readonly State[]
  /** A unit, or null for what the leader judges. */
  readonly receivers?: readonly (number | null)[]
  readonly common?: boolean
  readonly place?: string
  readonly noticeId?: number
  readonly dueBefore?: IsoDate
}

const submissions = sql<Submission[]>`
  coalesce((
    select json_agg(json_build_object(
      'id', s.id, 'at', to_char(s.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'note', s.note, 'boxes', s.boxes,
      'completes', s.completes, 'outcome', s.outcome, 'files', jsonb_array_length(s.files),
      'settledAt', to_char(s.settled_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'reason', s.reason, 'onBehalf', s.on_behalf) order by s.id)
    from submission s where s.assignment_id = assignment.id), '[]')`

const select = (query: ReturnType<typeof rows>) =>
  query
    .leftJoin('acknowledgement', 'acknowledgement.assignment_id', 'assignment.id')
    .select([
      'assignment.id',
      'assignment.number',
      'assignment.notice_id as noticeId',
      'assignment.item_id as itemId',
      'assignment.unit_id as unitId',
      'assignment.due_on as dueOn',
      'assignment.inherited',
      'assignment.receiver_unit_id as receiverUnitId',
      'assignment.state',
      'assignment.state_before as stateBefore',
      'assignment.published_at as publishedAt',
      'assignment.announced_on as announcedOn',
      'item.place',
      'item.section',
      'item.title',
      'item.kind',
      'item.evidence',
      'item.common',
      'item.duty',
      'acknowledgement.at as acknowledgedAt',
      submissions.as('submissions'),
    ])
    .orderBy('assignment.number')

const matching = <Q extends ReturnType<typeof rows>>(query: Q, wanted: Wanted): Q =>
  query.where((eb) => {
    const { numbers, unitIds, states, receivers, common, place, noticeId, dueBefore } = wanted
    const oneOf = <T>(values: readonly T[]): readonly T[] | [-1] => (values.length > 0 ? values : [-1])
    const all = []
    if (numbers) all.push(eb('assignment.number', 'in', oneOf(numbers)))
    if (unitIds) all.push(eb('assignment.unit_id', 'in', oneOf(unitIds)))
    if (states) all.push(eb('assignment.state', 'in', states))
    if (common !== undefined) all.push(eb('item.common', '=', common))
    if (place !== undefined) all.push(eb('item.place', '=', place))
    if (noticeId !== undefined) all.push(eb('assignment.notice_id', '=', noticeId))
    if (dueBefore !== undefined) all.push(eb('assignment.due_on', '<', dueBefore))
    if (receivers) {
      const byUnit = eb('assignment.receiver_unit_id', 'in', oneOf(receivers.filter((id) => id !== null)))
      all.push(receivers.includes(null) ? eb.or([byUnit, eb('assignment.receiver_unit_id', 'is', null)]) : byUnit)
    }
    return eb.and(all)
  }) as Q

const rows = (db: Kysely<Database>) => db.selectFrom('assignment').innerJoin('item', 'item.id', 'assignment.item_id')

/** Assignments by what is wanted of them, in the order of their numbers. */
export const findAssignments = async (db: Kysely<Database>, wanted: Wanted): Promise<Assignment[]> =>
  select(matching(rows(db), wanted)).execute()

/**
 * Locks the rows, then reads them: whoever waited for the lock sees what the other has done. Rows are locked in the
 * order of their numbers, so that two bulk commands cannot wait for each other.
 */
export const lockAssignments = async (trx: Transaction<Database>, wanted: Wanted): Promise<Assignment[]> => {
  const locked = await matching(rows(trx), wanted)
    .select('assignment.id')
    .orderBy('assignment.number')
    .forUpdate('assignment')
    .execute()
  if (locked.length === 0) return []
  const ids = locked.map(({ id }) => id)
  return select(rows(trx).where('assignment.id', 'in', ids)).execute()
}

/** Moves locked assignments to their next standing. */
export const setStanding = async (
  trx: Transaction<Database>,
  ids: readonly number[],
  { state, stateBefore }: Standing,
): Promise<void> => {
  if (ids.length === 0) return
  await trx.updateTable('assignment').set({ state, state_before: stateBefore }).where('id', 'in', ids).execute()
}

/** Marks assignments as told to their unit: a digest that lists them is in the queue. */
export const markAnnounced = async (
  trx: Transaction<Database>,
  unitIds: readonly number[],
  on: IsoDate,
): Promise<void> => {
  if (unitIds.length === 0) return
  await trx
    .updateTable('assignment')
    .set({ announced_on: on })
    .where('unit_id', 'in', unitIds)
    .where('announced_on', 'is', null)
    .execute()
}

/** Units that hold an assignment of any notice. */
export const unitsWithAssignments = async (db: Kysely<Database>): Promise<ReadonlySet<number>> => {
  const found = await db.selectFrom('assignment').select('unit_id as unitId').distinct().execute()
  return new Set(found.map(({ unitId }) => unitId))
}

export const countAssignments = async (db: Kysely<Database>, wanted: Wanted): Promise<number> => {
  const row = await matching(rows(db), wanted)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return row.n
}
