import type { Transaction } from 'kysely'

import { holders } from '#db/appointments.ts'
import { unusedInvites } from '#db/invites.ts'
import type { Database } from '#db/schema.ts'
import type { Appointment } from '#src/domain/member.ts'
import { dutyName } from '#src/domain/post.ts'
import type { Unit } from '#src/domain/unit.ts'
import type { RosterPerson } from '#src/views/roster.ts'

import type { CommandContext } from '../command.ts'

/** Telephone numbers are whole for officers of the supervision office only; an administrator sees them masked. */
export const seesPhones = ({ member, supervisionOfficeId }: CommandContext): boolean =>
  member.appointments.some(
    ({ role, unitId }) => role === 'officer' && unitId !== null && unitId === supervisionOfficeId,
  )

/** The apps people may be reached in; the trial's chat is none. */
export const appsOf = ({ channels }: CommandContext): string[] =>
  Object.keys(channels()).filter((channel) => channel !== 'local')

const keyOf = ({ unitId, role, deputy }: Appointment, name: string): string => `${unitId} ${role} ${deputy} ${name}`

/** Everybody who holds a post or was invited by name to one, by unit in the order of the office's list. */
export const listPeople = async (
  trx: Transaction<Database>,
  ctx: CommandContext,
  units: readonly Unit[],
  unitId?: number,
): Promise<RosterPerson[]> => {
  const names = new Map(units.map(({ id, name }) => [id, name]))
  const held = await holders(trx, unitId === undefined ? {} : { unitId })
  const holding = new Set(held.map(({ post, name }) => keyOf(post, name)))
  const invited = (await unusedInvites(trx, ctx.now)).filter(
    ({ post, name, open }) =>
      (unitId === undefined || post.unitId === unitId) && (name !== null ? !holding.has(keyOf(post, name)) : open),
  )
  const latest = new Map(invited.map((invite) => [keyOf(invite.post, invite.name ?? ''), invite]))
  const unitOf = ({ unitId: id }: Appointment): string | null => (id === null ? null : (names.get(id) ?? '?'))
  return [
    ...held.map(({ post, name, phone, channels, gone }) => ({
      unit: unitOf(post),
      duty: dutyName(post),
      name,
      phone,
      channels,
      gone,
      invited: null,
    })),
    ...[...latest.values()].map(({ post, name, phone, expiresAt, open }) => ({
      unit: unitOf(post),
      duty: dutyName(post),
      name: name ?? '(未写姓名)',
      phone,
      channels: [],
      gone: [],
      invited: { until: expiresAt, open },
    })),
  ]
}
