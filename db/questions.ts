import type { Kysely, Transaction } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'
import type { Answer } from '#src/domain/notice/answer.ts'

import { type Json, json } from './column.ts'
import type { Database } from './schema.ts'

export interface QuestionTable {
  notice_id: number
  number: number
  answer: Json<Answer | null>
  answered_by: number | null
  answered_at: Instant | null
}

/** One row a question of the reading, numbered from 1; the numbers never shift. */
export const addQuestions = async (trx: Transaction<Database>, noticeId: number, count: number): Promise<void> => {
  if (count === 0) return
  await trx
    .insertInto('question')
    .values(
      Array.from({ length: count }, (_, at) => ({
        notice_id: noticeId,
        number: at + 1,
        answer: json(null),
        answered_by: null,
        answered_at: null,
      })),
    )
    .execute()
}

/** The answers given so far, by the question's number. */
export const answersOf = async (db: Kysely<Database>, noticeId: number): Promise<ReadonlyMap<number, Answer>> => {
  const rows = await db
    .selectFrom('question')
    .where('notice_id', '=', noticeId)
    .select(['number', 'answer'])
    .orderBy('number')
    .execute()
  return new Map(rows.flatMap(({ number, answer }) => (answer === null ? [] : [[number, answer]])))
}

export const answerQuestion = async (
  trx: Transaction<Database>,
  question: { readonly noticeId: number; readonly number: number },
  answer: Answer,
  by: { readonly memberId: number; readonly at: Instant },
): Promise<void> => {
  await trx
    .updateTable('question')
    .set({ answer: json(answer), answered_by: by.memberId, answered_at: by.at })
    .where('notice_id', '=', question.noticeId)
    .where('number', '=', question.number)
    .execute()
}
