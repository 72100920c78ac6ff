import { type Assignment, isOpen, overdueDays, reminderDay } from './assignment.ts'
import { type Calendar, countWorkdays } from './calendar.ts'
import type { IsoDate } from './dates.ts'
import { dateAt, type Instant } from './instant.ts'

/** What the supervision office is told each working morning, but for the names and the sending itself. */
export interface OfficeFacts {
  readonly dueToday: readonly Assignment[]
  readonly overdue: readonly { readonly assignment: Assignment; readonly days: number }[]
  /** Handed in to this office. */
  readonly toReview: readonly Assignment[]
  readonly disputes: readonly Assignment[]
  /** Those the office should have answered by the end of the working day after they came. */
  readonly staleDisputes: readonly Assignment[]
}

/** `disputedAt`: when an item in dispute was disputed, by its number. */
export const officeFacts = (
  calendar: Calendar,
  assignments: readonly Assignment[],
  officeId: number | null,
  disputedAt: ReadonlyMap<number, Instant>,
  today: IsoDate,
): OfficeFacts => {
  const open = assignments.filter(isOpen)
  const disputes = assignments.filter(({ state }) => state === 'disputed')
  return {
    dueToday: open.filter((one) => reminderDay(calendar, one) === today),
    overdue: open
      .map((assignment) => ({ assignment, days: overdueDays(calendar, assignment, today) }))
      .filter(({ days }) => days > 0),
    toReview: assignments.filter((one) => one.state === 'submitted' && one.receiverUnitId === officeId),
    disputes,
    staleDisputes: disputes.filter(({ number }) => {
      const at = disputedAt.get(number)
      return at !== undefined && today > dateAt(at) && countWorkdays(calendar, dateAt(at), today).workdays > 1
    }),
  }
}
