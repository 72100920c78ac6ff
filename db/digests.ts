import type { Kysely } from 'kysely'

import type { DigestData } from '#src/domain/digests.ts'

import { findAssignments } from './assignments.ts'
import { membersAs } from './members.ts'
import { noticeNames } from './notices.ts'
import type { Database } from './schema.ts'
import { readRegister } from './units.ts'

export interface DigestSource extends DigestData {
  readonly noticeNames: ReadonlyMap<number, string>
}

/** All that a morning's digests are computed from. */
export const readDigestSource = async (db: Kysely<Database>): Promise<DigestSource> => ({
  ...(await readRegister(db)),
  assignments: await findAssignments(db, { states: ['open', 'returned'] }),
  liaisons: await membersAs(db, 'liaison'),
  noticeNames: await noticeNames(db),
})
