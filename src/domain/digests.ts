import type { Assignment } from './assignment.ts'
import type { Calendar } from './calendar.ts'
import type { IsoDate } from './dates.ts'
import type { Address, Member } from './member.ts'
import { unitsAs } from './member.ts'
import { remindsOn } from './reminders.ts'
import { carriedUnits, carrierOf } from './routing.ts'
import type { Unit } from './unit.ts'

export interface DigestData {
  /** Open and returned ones, of all units. */
  readonly assignments: readonly Assignment[]
  readonly liaisons: readonly (Member & { readonly addresses: readonly Address[] })[]
  readonly units: readonly Unit[]
  readonly reachable: ReadonlySet<number>
}

export interface PlannedDigest {
  readonly member: Member
  readonly to: Address | null
  readonly unitIds: readonly number[]
  readonly assignments: readonly Assignment[]
}

export interface DigestPlan {
  readonly digests: readonly PlannedDigest[]
  /** Units with something to be told and nobody to tell: the call sheet's. */
  readonly unreached: readonly number[]
}

/** Who gets a digest on a day, and of what: one a liaison, however many items and units. */
export const planDigests = (data: DigestData, today: IsoDate, calendar: Calendar): DigestPlan => {
  const byUnit = Map.groupBy(data.assignments, ({ unitId }) => unitId)
  const due = new Set(
    [...byUnit].flatMap(([unitId, own]) => (own.some((one) => remindsOn(calendar, one, today)) ? [unitId] : [])),
  )
  const carried = carriedUnits(data.units, data.reachable)
  const digests = data.liaisons
    .filter((liaison) => liaison.addresses.length > 0)
    .flatMap((liaison): PlannedDigest[] => {
      const unitIds = unitsAs(liaison, 'liaison').flatMap((id) => carried.get(id) ?? [id])
      if (!unitIds.some((id) => due.has(id))) return []
      const assignments = unitIds.flatMap((id) => byUnit.get(id) ?? []).toSorted((a, b) => a.number - b.number)
      return [{ member: liaison, to: liaison.addresses[0] ?? null, unitIds, assignments }]
    })
  const byId = new Map(data.units.map((unit) => [unit.id, unit]))
  return { digests, unreached: [...due].filter((id) => carrierOf(id, byId, data.reachable) === null) }
}
