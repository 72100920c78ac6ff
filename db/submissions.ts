import { type Generated, sql, type Transaction } from 'kysely'

import type { Standing } from '#src/domain/assignment.ts'
import type { Instant } from '#src/domain/instant.ts'
import type { FileRef } from '#src/domain/message.ts'

import { type Json, json } from './column.ts'
import type { Database } from './schema.ts'

export interface SubmissionTable {
  id: Generated<number>
  assignment_id: number
  member_id: number
  at: Instant
  note: string
  files: Json<FileRef[]>
  boxes: number[]
  completes: boolean
  outcome: 'accepted' | 'returned' | 'withdrawn' | null
  settled_by: number | null
  settled_at: Instant | null
  reason: string | null
  /** Entered by the office for a unit that telephoned. */
  on_behalf: Generated<boolean>
}

export interface AcknowledgementTable {
  assignment_id: number
  member_id: number
  at: Instant
}

export interface NewSubmission {
  readonly assignmentId: number
  readonly boxes: readonly number[]
  readonly completes: boolean
}

/**
 * Records what a member reports on locked assignments: the same words and files for each, the standing each comes to,
 * and that whoever reports has read it. One statement, since it is what a liaison waits for.
 */
export const recordSubmissions = async (
  trx: Transaction<Database>,
  reported: readonly (NewSubmission & Standing)[],
  said: {
    readonly memberId: number
    readonly at: Instant
    readonly note: string
    readonly files: readonly FileRef[]
    readonly onBehalf: boolean
  },
): Promise<void> => {
  if (reported.length === 0) return
  await sql`
    with reported as (
      select * from jsonb_to_recordset(${json(reported)}::jsonb)
        as r("assignmentId" bigint, boxes int[], completes boolean, state text, "stateBefore" text)),
    submitted as (
      insert into submission (assignment_id, member_id, at, note, files, boxes, completes, on_behalf)
      select "assignmentId", ${said.memberId}, ${said.at}, ${said.note}, ${json(said.files)}::jsonb, boxes, completes,
        ${said.onBehalf}
      from reported order by "assignmentId"),
    acknowledged as (
      insert into acknowledgement (assignment_id, member_id, at)
      select "assignmentId", ${said.memberId}, ${said.at} from reported
      on conflict (assignment_id) do nothing)
    update assignment set state = r.state, state_before = r."stateBefore"
    from reported r where r."assignmentId" = assignment.id`.execute(trx)
}

/** Settles what is not settled yet on these assignments: accepted, returned with its reason, or taken back. */
export const settleSubmissions = async (
  trx: Transaction<Database>,
  assignmentIds: readonly number[],
  settled: {
    readonly outcome: 'accepted' | 'returned' | 'withdrawn'
    readonly by: number
    readonly at: Instant
    readonly reason?: string
    /** Only these submissions. */
    readonly ids?: readonly number[]
  },
): Promise<void> => {
  if (assignmentIds.length === 0) return
  let query = trx
    .updateTable('submission')
    .set({
      outcome: settled.outcome,
      settled_by: settled.by,
      settled_at: settled.at,
      reason: settled.reason ?? null,
    })
    .where('assignment_id', 'in', assignmentIds)
    .where('outcome', 'is', null)
  if (settled.ids !== undefined) query = query.where('id', 'in', settled.ids.length > 0 ? settled.ids : [-1])
  await query.execute()
}

/** Records 收到; what was acknowledged before keeps its time. Returns how many are new. */
export const acknowledge = async (
  trx: Transaction<Database>,
  assignmentIds: readonly number[],
  by: { readonly memberId: number; readonly at: Instant },
): Promise<number> => {
  if (assignmentIds.length === 0) return 0
  const done = await trx
    .insertInto('acknowledgement')
    .values(assignmentIds.map((id) => ({ assignment_id: id, member_id: by.memberId, at: by.at })))
    .onConflict((clash) => clash.column('assignment_id').doNothing())
    .executeTakeFirst()
  return Number(done.numInsertedOrUpdatedRows ?? 0n)
}

/** What was handed in with a submission, for 详情. */
export const evidenceOf = async (
  trx: Transaction<Database>,
  assignmentId: number,
): Promise<{ readonly files: FileRef[] }[]> =>
  trx.selectFrom('submission').where('assignment_id', '=', assignmentId).select('files').orderBy('id').execute()
