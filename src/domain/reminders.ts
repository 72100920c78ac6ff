import { type Assignment, isOpen, overdueDays, reminderDay } from './assignment.ts'
import { type Calendar, countWorkdays, isWorkday } from './calendar.ts'
import type { IsoDate } from './dates.ts'
import { sendWindow } from './schedule.ts'
import { type Instant, dateAt, timeAt } from './instant.ts'

/** When a unit is reminded of what is open. */
export interface ReminderPolicy {
  /** Working days left. */
  readonly stages: readonly number[]
  /** Every working day for so many days overdue, then once in so many working days. */
  readonly dailyOverdue: number
  readonly thenEvery: number
}

export const defaultPolicy: ReminderPolicy = { stages: [3, 1, 0], dailyOverdue: 5, thenEvery: 5 }

export type Urgency =
  | { readonly kind: 'overdue'; readonly days: number }
  | { readonly kind: 'left'; readonly days: number }

/** How an open assignment stands on a day: working days left, or overdue. */
export const urgencyOf = (calendar: Calendar, assignment: Assignment, today: IsoDate): Urgency => {
  const due = reminderDay(calendar, assignment)
  if (today <= due) return { kind: 'left', days: countWorkdays(calendar, today, due).workdays }
  return { kind: 'overdue', days: overdueDays(calendar, assignment, today) }
}

/** Whether one open assignment asks for a digest today: new, returned, at a stage, or overdue as the policy repeats. */
export const remindsOn = (
  calendar: Calendar,
  assignment: Assignment,
  today: IsoDate,
  policy: ReminderPolicy = defaultPolicy,
): boolean => {
  if (!isOpen(assignment)) return false
  if (assignment.announcedOn === null || assignment.state === 'returned') return true
  const urgency = urgencyOf(calendar, assignment, today)
  if (urgency.kind === 'left') return policy.stages.includes(urgency.days)
  if (urgency.days <= policy.dailyOverdue) return true
  return (urgency.days - policy.dailyOverdue) % policy.thenEvery === 0
}

/** Whether people may be written to unasked now: a working day, in office hours. */
export const inWindow = (calendar: Calendar, now: Instant): boolean => {
  const time = timeAt(now)
  return isWorkday(calendar, dateAt(now)) && time >= sendWindow.from && time < sendWindow.to
}
