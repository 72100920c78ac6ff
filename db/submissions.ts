import type { Generated, Transaction } from 'kysely'

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

/** Records what a member reports on assignments: the same words and files for each. */
export const addSubmissions = async (
  trx: Transaction<Database>,
  reported: readonly NewSubmission[],
  said: { readonly memberId: number; readonly at: Instant; readonly note: string; readonly files: readonly FileRef[] },
): Promise<void> => {
  if (reported.length === 0) return
  await trx
    .insertInto('submission')
    .values(
      reported.map(({ assignmentId, boxes, completes }) => ({
        assignment_id: assignmentId,
        member_id: said.memberId,
        at: said.at,
        note: said.note,
        files: json(said.files),
        boxes: [...boxes],
        completes,
        outcome: null,
        settled_by: null,
        settled_at: null,
        reason: null,
      })),
    )
    .execute()
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
