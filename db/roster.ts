import type { Kysely, Transaction } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'
import type { FileRef } from '#src/domain/message.ts'

import { type Json, json } from './column.ts'
import type { Database } from './schema.ts'

/** A roster that was shown to its officer and waits for its count; one an officer. */
export interface RosterTable {
  member_id: number
  file: Json<FileRef>
  at: Instant
}

export const keepRoster = async (
  trx: Transaction<Database>,
  memberId: number,
  file: FileRef,
  at: Instant,
): Promise<void> => {
  await trx
    .insertInto('roster')
    .values({ member_id: memberId, file: json(file), at })
    .onConflict((clash) => clash.column('member_id').doUpdateSet({ file: json(file), at }))
    .execute()
}

/** The roster this officer was last shown, if any waits. */
export const waitingRoster = async (db: Kysely<Database>, memberId: number): Promise<FileRef | undefined> =>
  (await db.selectFrom('roster').where('member_id', '=', memberId).select('file').executeTakeFirst())?.file

export const dropRoster = async (trx: Transaction<Database>, memberId: number): Promise<void> => {
  await trx.deleteFrom('roster').where('member_id', '=', memberId).execute()
}
