import { type Address, type Member, unitsAs } from './member.ts'
import { carriedUnits, carrierOf } from './routing.ts'
import type { Unit } from './unit.ts'

/** Somebody who may be written to: the first address is tried first; without any only the telephone reaches them. */
export interface Reachable extends Member {
  readonly addresses: readonly Address[]
}

type Ranked<Person> = { readonly person: Person; readonly rank: number }

const rankOf = (role: string, deputy: boolean): number | null =>
  role === 'liaison' ? (deputy ? 1 : 0) : role === 'head' ? 2 : null

/**
 * By unit, everybody a channel reaches who answers for it, the first to be written to first: the liaison (A岗), the
 * deputy (B岗), then the head. Made once for many units; who is only asked about one uses recipientsOf.
 */
export const recipientsByUnit = <Person extends Reachable>(
  people: readonly Person[],
): ReadonlyMap<number, readonly Person[]> => {
  const byUnit = new Map<number, Ranked<Person>[]>()
  for (const person of people) {
    if (person.addresses.length === 0) continue
    for (const { unitId, role, deputy } of person.appointments) {
      const rank = rankOf(role, deputy)
      if (unitId === null || rank === null) continue
      const known = byUnit.get(unitId)
      if (known === undefined) byUnit.set(unitId, [{ person, rank }])
      else known.push({ person, rank })
    }
  }
  return new Map(
    [...byUnit].map(([unitId, ranked]) => {
      const inOrder = ranked.toSorted((a, b) => a.rank - b.rank).map(({ person }) => person)
      return [unitId, inOrder.filter((person, at) => inOrder.findIndex(({ id }) => id === person.id) === at)]
    }),
  )
}

/**
 * Whom a unit's own message goes to, the first choice first: A岗, B岗, then the head where heads are among the people
 * given. Empty: nobody of the unit can be reached.
 */
export const recipientsOf = <Person extends Reachable>(unitId: number, people: readonly Person[]): readonly Person[] =>
  recipientsByUnit(people.filter((one) => one.appointments.some((post) => post.unitId === unitId))).get(unitId) ?? []

/**
 * By person, the units whose digest he gets, his own first: each unit's goes to one person, with the sub-units its
 * liaison carries. A unit that neither has a reachable liaison nor hangs below one goes to its own head.
 */
export const digestUnits = <Person extends Reachable>(
  people: readonly Person[],
  units: readonly Unit[],
  reachable: ReadonlySet<number>,
): ReadonlyMap<Person, readonly number[]> => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const carried = carriedUnits(units, reachable)
  const first = recipientsByUnit(people)
  const said = new Map<Person, readonly number[]>()
  for (const person of people) {
    if (said.has(person)) continue
    const own = unitsAs(person, 'liaison', 'head').filter((id) => first.get(id)?.[0]?.id === person.id)
    const all = own.flatMap((id) => carried.get(id) ?? (carrierOf(id, byId, reachable) === null ? [id] : []))
    if (all.length > 0) said.set(person, all)
  }
  return said
}

/** Units that have neither a reachable liaison, their own or above, nor a head who is reached: the call sheet's. */
export const unreachedUnits = (
  unitIds: Iterable<number>,
  people: readonly Reachable[],
  units: readonly Unit[],
  reachable: ReadonlySet<number>,
): number[] => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const own = recipientsByUnit(people)
  return [...unitIds].filter((id) => carrierOf(id, byId, reachable) === null && !own.has(id))
}
