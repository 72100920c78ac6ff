import type { Kysely } from 'kysely'

import { roles } from '#src/domain/member.ts'

import { membersAs, type ReachableMember } from './members.ts'
import type { Database } from './schema.ts'

/** Everybody who holds a post, once, in the order in which they were entered. */
export const everybody = async (db: Kysely<Database>): Promise<ReachableMember[]> => {
  const byId = new Map<number, ReachableMember>()
  for (const role of roles) for (const member of await membersAs(db, role)) byId.set(member.id, member)
  return [...byId.values()].toSorted((a, b) => a.id - b.id)
}

/** Units somebody of this role can be reached for. */
export const unitsReached = (people: readonly ReachableMember[], role: (typeof roles)[number]): ReadonlySet<number> =>
  new Set(
    people
      .filter(({ addresses }) => addresses.length > 0)
      .flatMap(({ appointments }) =>
        appointments.flatMap((post) => (post.role === role && post.unitId !== null ? [post.unitId] : [])),
      ),
  )
