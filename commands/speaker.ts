import type { Kysely } from 'kysely'

import type { Database } from '#db/schema.ts'
import { unitName } from '#db/units.ts'
import { type Appointment, type Member, roleNames } from '#src/domain/member.ts'

const postName = async (db: Kysely<Database>, { unitId, role, deputy }: Appointment): Promise<string> =>
  `${unitId === null ? '' : await unitName(db, unitId)}${roleNames[role]}${role === 'liaison' ? (deputy ? '(B岗)' : '(A岗)') : ''}`

/** Every post of a member in words: 县卫健局联络员(A岗). */
export const postNames = async (db: Kysely<Database>, member: Member): Promise<string[]> => {
  const names: string[] = []
  for (const post of member.appointments) names.push(await postName(db, post))
  return names
}

/** How a member is addressed. */
export const speakerName = async (db: Kysely<Database>, member: Member): Promise<string> =>
  (await postNames(db, member)).join('、') || member.name
