import type { Kysely, Transaction } from 'kysely'

import { defaultPolicy, type Policies, type ReminderPolicy } from '#src/domain/reminders.ts'

import { json } from './column.ts'
import type { Database } from './schema.ts'

/** The policies of notices that have one of their own. What an older version did not know is the default. */
export const readPolicies = async (db: Kysely<Database>): Promise<Policies> => {
  const rows = await db.selectFrom('notice').where('policy', 'is not', null).select(['id', 'policy']).execute()
  return new Map(rows.map(({ id, policy }) => [id, { ...defaultPolicy, ...policy }]))
}

/** Null: the default again. */
export const setPolicy = async (
  trx: Transaction<Database>,
  noticeId: number,
  policy: ReminderPolicy | null,
): Promise<void> => {
  await trx
    .updateTable('notice')
    .set({ policy: policy === null ? null : json(policy) })
    .where('id', '=', noticeId)
    .execute()
}
