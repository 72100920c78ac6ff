import type { Unit } from './unit.ts'

export const roles = ['liaison', 'head', 'officer', 'leader', 'admin'] as const
export type Role = (typeof roles)[number]

export const roleNames: Readonly<Record<Role, string>> = {
  liaison: '联络员',
  head: '单位负责人',
  officer: '审核员',
  leader: '县领导',
  admin: '管理员',
}

/** One post of one person. Leader and admin have no unit. */
export interface Appointment {
  readonly role: Role
  readonly unitId: number | null
  readonly deputy: boolean
}

export interface Member {
  readonly id: number
  readonly name: string
  readonly appointments: readonly Appointment[]
}

/** Who speaks from a chat account that is bound to nobody. */
export const nobody: Member = { id: 0, name: '', appointments: [] }

export interface Address {
  readonly channel: string
  readonly id: string
}

/** The units a member holds a post of one of these roles in. */
export const unitsAs = (member: Member, ...as: readonly Role[]): number[] => [
  ...new Set(member.appointments.flatMap((a) => (as.includes(a.role) && a.unitId !== null ? [a.unitId] : []))),
]

export const isLeader = (member: Member): boolean => member.appointments.some((a) => a.role === 'leader')

const ancestors = (unitId: number, units: ReadonlyMap<number, Unit>): number[] => {
  const above: number[] = []
  for (let at = units.get(unitId)?.parentId ?? null; at !== null && !above.includes(at);) {
    above.push(at)
    at = units.get(at)?.parentId ?? null
  }
  return above
}

/** One's own unit, its ancestors and its descendants: whose items one never judges. */
export const isKin = (a: number, b: number, units: ReadonlyMap<number, Unit>): boolean =>
  a === b || ancestors(a, units).includes(b) || ancestors(b, units).includes(a)
