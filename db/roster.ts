import type { Kysely, Transaction } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'
import type { FileRef } from '#src/domain/message.ts'

import { type Json, json } from './column.ts'
import type { Database } from './schema.ts'

export type SheetKind = 'people' | 'units'

/** A sheet that was shown to its officer and waits for its count; one an officer and kind. */
export interface RosterTable {
  member_id: number
  kind: SheetKind
  file: Json<FileRef>
  at: Instant
}

export interface WaitingSheet {
  readonly memberId: number
  readonly kind: SheetKind
}

export const keepSheet = async (
  trx: Transaction<Database>,
  { memberId, kind }: WaitingSheet,
  file: FileRef,
  at: Instant,
): Promise<void> => {
  await trx
    .insertInto('roster')
    .values({ member_id: memberId, kind, file: json(file), at })
    .onConflict((clash) => clash.columns(['member_id', 'kind']).doUpdateSet({ file: json(file), at }))
    .execute()
}

/** The sheet this officer was last shown, if any waits. */
export const waitingSheet = async (
  db: Kysely<Database>,
  { memberId, kind }: WaitingSheet,
): Promise<FileRef | undefined> =>
  (
    await db
      .selectFrom('roster')
      .where('member_id', '=', memberId)
      .where('kind', '=', kind)
      .select('file')
      .executeTakeFirst()
  )?.file

export const dropSheet = async (trx: Transaction<Database>, { memberId, kind }: WaitingSheet): Promise<void> => {
  await trx.deleteFrom('roster').where('member_id', '=', memberId).where('kind', '=', kind).execute()
}
