import { type Assignment, isOpen, overdueDays, type State } from '#src/domain/assignment.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import type { IsoDate } from '#src/domain/dates.ts'

import type { Names } from './labels.ts'
import type { SummaryInput } from './summary.ts'

const handedIn = ({ state }: Assignment): boolean => state === 'submitted' || state === 'closed'

const commonItems = (assignments: readonly Assignment[]): SummaryInput['common'] =>
  [
    ...Map.groupBy(
      assignments.filter(({ common }) => common),
      ({ itemId }) => itemId,
    ).values(),
  ].map((same) => ({
    place: same[0]!.place,
    title: same[0]!.title,
    done: same.filter(handedIn).length,
    total: same.length,
  }))

/** How assignments stand on a day, counted: what 汇总 and the leader's Monday say. */
export const summaryOf = (
  assignments: readonly Assignment[],
  given: {
    readonly about: string
    readonly today: IsoDate
    readonly calendar: Calendar
    readonly names: Names
    /** Whether items all units have are listed one by one: for the office. */
    readonly withCommon: boolean
  },
): SummaryInput => {
  const { about, today, calendar, names, withCommon } = given
  const count = (state: State): number => assignments.filter((one) => one.state === state).length
  const late = new Set(
    assignments.flatMap((one) => (isOpen(one) && overdueDays(calendar, one, today) > 0 ? [one.id] : [])),
  )
  return {
    about,
    today,
    total: assignments.length,
    closed: count('closed'),
    submitted: count('submitted'),
    returned: count('returned'),
    open: count('open'),
    disputed: count('disputed'),
    overdue: late.size,
    acknowledged: assignments.filter(({ acknowledgedAt }) => acknowledgedAt !== null).length,
    units: [...Map.groupBy(assignments, ({ unitId }) => unitId)].map(([unitId, own]) => ({
      unit: names.unit(unitId),
      total: own.length,
      left: own.filter(isOpen).length,
      overdue: own.filter(({ id }) => late.has(id)).length,
    })),
    common: withCommon ? commonItems(assignments) : [],
  }
}
