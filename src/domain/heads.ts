import { type Assignment, isOpen } from './assignment.ts'
import type { Calendar } from './calendar.ts'
import type { IsoDate } from './dates.ts'
import type { Policies, ReminderPolicy } from './reminders.ts'
import { policyOf, repeatsOn, unacknowledgedDays, urgencyOf } from './reminders.ts'
import { carrierOf } from './routing.ts'
import type { Unit } from './unit.ts'

/** What a unit's head is told of: overdue, or not acknowledged in time. */
export interface HeadPart {
  readonly unitIds: readonly number[]
  readonly overdue: readonly { readonly assignment: Assignment; readonly days: number }[]
  readonly unacknowledged: readonly Assignment[]
}

/** Units by the one whose head answers for them; `missing`: nobody does. */
export interface HeadUnits {
  readonly by: ReadonlyMap<number, readonly number[]>
  readonly missing: readonly number[]
}

/**
 * Whose head hears of which units: the unit's own; where it has none that can be reached, the head of the unit whose
 * liaison does its work. Never further up: a missing rung is the office's to close.
 */
export const headUnits = (
  units: readonly Unit[],
  reachable: ReadonlySet<number>,
  heads: ReadonlySet<number>,
): HeadUnits => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const by = new Map<number, number[]>()
  const missing: number[] = []
  for (const { id } of units) {
    const carrier = carrierOf(id, byId, reachable)
    const at = heads.has(id) ? id : carrier !== null && heads.has(carrier) ? carrier : null
    if (at === null) missing.push(id)
    else by.set(at, [...(by.get(at) ?? []), id])
  }
  return { by, missing }
}

const lateDays = (calendar: Calendar, one: Assignment, today: IsoDate, policy: ReminderPolicy): number => {
  const { kind, days } = urgencyOf(calendar, one, today)
  return kind === 'overdue' && days >= policy.headFrom ? days : 0
}

/** What the head of these units is told today; null: nothing. */
export const headPart = (
  calendar: Calendar,
  assignments: readonly Assignment[],
  unitIds: readonly number[],
  today: IsoDate,
  policies: Policies,
): HeadPart | null => {
  const overdue: { assignment: Assignment; days: number }[] = []
  const unacknowledged: Assignment[] = []
  let asks = false
  for (const one of assignments) {
    if (!isOpen(one) || !unitIds.includes(one.unitId)) continue
    const policy = policyOf(policies, one.noticeId)
    const days = lateDays(calendar, one, today, policy)
    const silent = unacknowledgedDays(calendar, one, today, policy)
    if (days > 0) overdue.push({ assignment: one, days })
    if (silent > 0) unacknowledged.push(one)
    asks ||= days > 0 && repeatsOn(days - policy.headFrom + 1, policy.headDaily, policy.thenEvery)
    // What is overdue as well keeps the rhythm of being overdue.
    asks ||= days === 0 && silent > 0 && repeatsOn(silent, policy.dailyOverdue, policy.thenEvery)
  }
  return asks ? { unitIds, overdue, unacknowledged } : null
}
