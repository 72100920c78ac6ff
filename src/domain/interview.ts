import { type Assignment, isOpen, overdueDays } from './assignment.ts'
import type { Calendar } from './calendar.ts'
import type { IsoDate } from './dates.ts'
import type { Instant } from './instant.ts'

/** 约谈, after S4.3 of the circular: three working days overdue, and three items or a quarter of the unit's own. */
export const interviewRule = { days: 3, items: 3, share: 0.25 } as const

/** A name the office struck off, with the items that were overdue then: only others put it on the list again. */
export interface Strike {
  readonly numbers: ReadonlySet<number>
  readonly reason: string
  readonly at: Instant
}

export interface InterviewCase {
  readonly unitId: number
  /** Each overdue by the rule's days or more, the longest first. */
  readonly late: readonly { readonly assignment: Assignment; readonly days: number }[]
  /** All that the unit was given, done or not. */
  readonly total: number
}

export interface InterviewList {
  readonly listed: readonly InterviewCase[]
  readonly struck: readonly (InterviewCase & { readonly strike: Strike })[]
}

const caseOf = (
  calendar: Calendar,
  unitId: number,
  own: readonly Assignment[],
  today: IsoDate,
): InterviewCase | null => {
  const late = own
    .filter(isOpen)
    .map((assignment) => ({ assignment, days: overdueDays(calendar, assignment, today) }))
    .filter(({ days }) => days >= interviewRule.days)
    .toSorted((a, b) => b.days - a.days || a.assignment.number - b.assignment.number)
  const enough = late.length >= interviewRule.items || late.length >= own.length * interviewRule.share
  return late.length > 0 && enough ? { unitId, late, total: own.length } : null
}

/** Which units' heads the leader may want to see, the worst first. `assignments`: all but the cancelled ones. */
export const interviewList = (
  calendar: Calendar,
  assignments: readonly Assignment[],
  strikes: ReadonlyMap<number, Strike>,
  today: IsoDate,
): InterviewList => {
  const listed: InterviewCase[] = []
  const struck: (InterviewCase & { strike: Strike })[] = []
  for (const [unitId, own] of Map.groupBy(assignments, (one) => one.unitId)) {
    const whole = caseOf(calendar, unitId, own, today)
    if (whole === null) continue
    const strike = strikes.get(unitId)
    const rest =
      strike &&
      caseOf(
        calendar,
        unitId,
        own.filter(({ number }) => !strike.numbers.has(number)),
        today,
      )
    if (strike === undefined || rest !== null) listed.push(rest ?? whole)
    else struck.push({ ...whole, strike })
  }
  const worst = (a: InterviewCase, b: InterviewCase): number =>
    b.late[0]!.days - a.late[0]!.days || b.late.length - a.late.length || a.unitId - b.unitId
  return { listed: listed.toSorted(worst), struck: struck.toSorted(worst) }
}
