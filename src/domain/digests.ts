import { type Assignment, isOpen } from './assignment.ts'
import type { Calendar } from './calendar.ts'
import type { IsoDate } from './dates.ts'
import type { Address, Member } from './member.ts'
import { type CarriedPush, stillMatters } from './pushes.ts'
import { digestUnits, type Reachable, unreachedUnits } from './recipients.ts'
import { type Policies, policyOf, type Reason, reasonOn } from './reminders.ts'
import type { Unit } from './unit.ts'

export interface DigestData {
  /** Of all units; those that are not the unit's turn are passed over. */
  readonly assignments: readonly Assignment[]
  /** Everybody who holds a post. */
  readonly people: readonly Reachable[]
  readonly units: readonly Unit[]
  readonly reachable: ReadonlySet<number>
  readonly policies: Policies
  /** Pushes that wait for their person's next digest. */
  readonly carried: readonly CarriedPush[]
}

export interface PlannedDigest {
  readonly member: Member
  readonly to: Address | null
  readonly unitIds: readonly number[]
  readonly assignments: readonly Assignment[]
  /** Why there is one; empty: for what is carried alone. */
  readonly reasons: readonly Reason[]
  readonly carried: readonly CarriedPush[]
}

export interface DigestPlan {
  readonly digests: readonly PlannedDigest[]
  /** Units with something to be told and nobody to tell: the call sheet's. */
  readonly unreached: readonly number[]
}

/** What is carried for whom, as far as it still matters. */
export const carriedBy = (
  carried: readonly CarriedPush[],
  assignments: readonly Assignment[],
): ReadonlyMap<number, readonly CarriedPush[]> => {
  const open = new Set(assignments.filter(isOpen).map(({ number }) => number))
  return Map.groupBy(
    carried.filter((push) => stillMatters(push, open)),
    ({ memberId }) => memberId,
  )
}

/** Who gets a digest on a day, and of what: one a liaison, however many items and units. */
export const planDigests = (data: DigestData, today: IsoDate, calendar: Calendar): DigestPlan => {
  const byUnit = Map.groupBy(data.assignments.filter(isOpen), ({ unitId }) => unitId)
  const reasons = new Map<number, readonly Reason[]>()
  for (const [unitId, own] of byUnit) {
    const found = own.flatMap((one) => reasonOn(calendar, one, today, policyOf(data.policies, one.noticeId)) ?? [])
    if (found.length > 0) reasons.set(unitId, found)
  }
  const pushes = carriedBy(data.carried, data.assignments)
  const digests = [...digestUnits(data.people, data.units, data.reachable)].flatMap(
    ([member, unitIds]): PlannedDigest[] => {
      const why = unitIds.flatMap((id) => reasons.get(id) ?? [])
      const carried = pushes.get(member.id) ?? []
      if (why.length === 0 && carried.length === 0) return []
      const assignments = unitIds.flatMap((id) => byUnit.get(id) ?? []).toSorted((a, b) => a.number - b.number)
      return [{ member, to: member.addresses[0] ?? null, unitIds, assignments, reasons: why, carried }]
    },
  )
  return { digests, unreached: unreachedUnits(reasons.keys(), data.people, data.units, data.reachable) }
}

/** By unit, the one person who is told of its work. */
export const addressees = ({
  people,
  units,
  reachable,
}: Pick<DigestData, 'people' | 'units' | 'reachable'>): ReadonlyMap<number, Reachable> =>
  new Map([...digestUnits(people, units, reachable)].flatMap(([person, ids]) => ids.map((id) => [id, person] as const)))
