import type { Kysely } from 'kysely'

import type { State } from '#src/domain/assignment.ts'
import type { DigestData } from '#src/domain/digests.ts'

import { findAssignments } from './assignments.ts'
import { everybody, unitsReached } from './everybody.ts'
import { noticeNames } from './notices.ts'
import { readPolicies } from './policies.ts'
import { carriedPushes } from './pushes.ts'
import type { Database } from './schema.ts'
import { readRegister } from './units.ts'

export interface DigestSource extends DigestData {
  readonly noticeNames: ReadonlyMap<number, string>
  /** Units whose head some channel reaches. */
  readonly heads: ReadonlySet<number>
}

/** All that a morning's digests are computed from. */
export const readDigestSource = async (
  db: Kysely<Database>,
  states: readonly State[] = ['open', 'returned'],
): Promise<DigestSource> => {
  const people = await everybody(db)
  return {
    ...(await readRegister(db)),
    assignments: await findAssignments(db, { states }),
    people,
    heads: unitsReached(people, 'head'),
    policies: await readPolicies(db),
    carried: await carriedPushes(db),
    noticeNames: await noticeNames(db),
  }
}
