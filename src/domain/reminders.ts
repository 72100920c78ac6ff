import { type Assignment, isOpen, overdueDays, reminderDay } from './assignment.ts'
import { addWorkdays, type Calendar, countWorkdays, isWorkday } from './calendar.ts'
import type { IsoDate } from './dates.ts'
import { sendWindow } from './schedule.ts'
import { type Instant, dateAt, timeAt } from './instant.ts'

/** When those concerned are reminded of what is open: data, one a notice. All numbers are working days. */
export interface ReminderPolicy {
  /** The liaison: so many days left. */
  readonly stages: readonly number[]
  /** Every day for so many days overdue (or returned, or not acknowledged), then once in so many. */
  readonly dailyOverdue: number
  readonly thenEvery: number
  /** How long a unit may take to acknowledge what it was told. */
  readonly acknowledgeWithin: number
  /** The head: from so many days overdue on, every day for so many, then as slowly as the liaison. */
  readonly headFrom: number
  readonly headDaily: number
}

export const defaultPolicy: ReminderPolicy = {
  stages: [3, 1, 0],
  dailyOverdue: 5,
  thenEvery: 5,
  acknowledgeWithin: 1,
  headFrom: 1,
  headDaily: 10,
}

export type Policies = ReadonlyMap<number, ReminderPolicy>

export const policyOf = (policies: Policies, noticeId: number): ReminderPolicy =>
  policies.get(noticeId) ?? defaultPolicy

/** Repeats slow down: the first days daily, then once in `every`. */
export const repeatsOn = (days: number, daily: number, every: number): boolean =>
  days <= daily || (days - daily) % every === 0

export type Urgency =
  | { readonly kind: 'overdue'; readonly days: number }
  | { readonly kind: 'left'; readonly days: number }

/** How an open assignment stands on a day: working days left, or overdue. */
export const urgencyOf = (calendar: Calendar, assignment: Assignment, today: IsoDate): Urgency => {
  const due = reminderDay(calendar, assignment)
  if (today <= due) return { kind: 'left', days: countWorkdays(calendar, today, due).workdays }
  return { kind: 'overdue', days: overdueDays(calendar, assignment, today) }
}

/**
 * Working days past the term in which an open assignment should have been acknowledged; 0: acknowledged, or still in
 * time. The day it was told is not counted, as in every other period.
 */
export const unacknowledgedDays = (
  calendar: Calendar,
  assignment: Assignment,
  today: IsoDate,
  policy: ReminderPolicy = defaultPolicy,
): number => {
  const { announcedOn, acknowledgedAt } = assignment
  if (!isOpen(assignment) || announcedOn === null || acknowledgedAt !== null || today <= announcedOn) return 0
  return Math.max(0, countWorkdays(calendar, announcedOn, today).workdays - policy.acknowledgeWithin)
}

/** Why an assignment asks for its liaison's digest on a day. */
export type Reason =
  | { readonly kind: 'new' }
  | { readonly kind: 'returned' | 'left' | 'overdue' | 'unacknowledged'; readonly days: number }

/** Working days since the last return. */
const sinceReturn = (calendar: Calendar, assignment: Assignment, today: IsoDate): number => {
  const at = assignment.submissions.findLast(({ outcome }) => outcome === 'returned')?.settledAt
  return at == null ? 0 : countWorkdays(calendar, dateAt(at), today).workdays
}

/** Whether one open assignment asks for a digest today, and why: new, returned, at a stage, overdue, not acknowledged. */
export const reasonOn = (
  calendar: Calendar,
  assignment: Assignment,
  today: IsoDate,
  policy: ReminderPolicy = defaultPolicy,
): Reason | null => {
  if (!isOpen(assignment)) return null
  if (assignment.announcedOn === null) return { kind: 'new' }
  const { dailyOverdue, thenEvery } = policy
  const returned = assignment.state === 'returned' ? sinceReturn(calendar, assignment, today) : null
  if (returned !== null && returned <= dailyOverdue) return { kind: 'returned', days: returned }
  const { kind, days } = urgencyOf(calendar, assignment, today)
  // Overdue has its own rhythm; the other reasons would only make two of one.
  if (kind === 'overdue') return repeatsOn(days, dailyOverdue, thenEvery) ? { kind, days } : null
  if (policy.stages.includes(days)) return { kind, days }
  if (returned !== null && repeatsOn(returned, dailyOverdue, thenEvery)) return { kind: 'returned', days: returned }
  const silent = unacknowledgedDays(calendar, assignment, today, policy)
  return silent > 0 && repeatsOn(silent, dailyOverdue, thenEvery) ? { kind: 'unacknowledged', days: silent } : null
}

/** The last day on which an open assignment is still in time: the day, or the working day after a late return. */
export const lastDayInTime = (calendar: Calendar, assignment: Assignment): IsoDate => {
  const due = reminderDay(calendar, assignment)
  const at = assignment.submissions.findLast(({ outcome }) => outcome === 'returned')?.settledAt
  if (at == null || dateAt(at) < due) return due
  return addWorkdays(calendar, dateAt(at), 1).date
}

/** Whether people may be written to unasked now: a working day, in office hours. */
export const inWindow = (calendar: Calendar, now: Instant): boolean => {
  const time = timeAt(now)
  return isWorkday(calendar, dateAt(now)) && time >= sendWindow.from && time < sendWindow.to
}
