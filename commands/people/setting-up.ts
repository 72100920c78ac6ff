import type { Transaction } from 'kysely'

import { holders } from '#db/appointments.ts'
import type { Database } from '#db/schema.ts'
import { allUnits } from '#db/units.ts'
import type { Member } from '#src/domain/member.ts'
import { isSupervision } from '#src/domain/morning.ts'
import type { SetUpStep } from '#src/views/setting-up.ts'

import type { CommandContext } from '../command.ts'

/**
 * What an administrator has to do next on a database that was born empty: bring the units, say which of them is the
 * supervision office, invite its first officer. Null: it is set up, or it is not his to do.
 */
export const nextStep = async (
  trx: Transaction<Database>,
  ctx: Pick<CommandContext, 'supervisionOfficeId'>,
  member: Member,
): Promise<SetUpStep | null> => {
  if (!member.appointments.some(({ role }) => role === 'admin')) return null
  const units = await allUnits(trx)
  if (units.length === 0) return { kind: 'units' }
  const office = units.find(({ id }) => id === ctx.supervisionOfficeId)
  if (office === undefined)
    return { kind: 'office', like: units.find(({ name }) => name.includes('督查'))?.name ?? null }
  const officers = await holders(trx, { unitId: office.id })
  const hasOfficer = officers.some(({ post, memberId }) =>
    isSupervision({ id: memberId, name: '', appointments: [post] }, office.id),
  )
  return hasOfficer ? null : { kind: 'officer', office: office.name }
}
