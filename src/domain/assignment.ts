import type { Calendar } from './calendar.ts'
import { addWorkdays, countWorkdays, nextWorkday } from './calendar.ts'
import type { IsoDate } from './dates.ts'
import type { Instant } from './instant.ts'
import { dateAt } from './instant.ts'
import type { EvidenceKind, ItemKind } from './notice/notice.ts'
import { Refusal } from './refusal.ts'

export const states = ['open', 'submitted', 'returned', 'disputed', 'closed', 'cancelled'] as const
export type State = (typeof states)[number]

export const stateNames: Readonly<Record<State, string>> = {
  open: '待整改',
  submitted: '待审核',
  returned: '已退回',
  disputed: '有异议',
  closed: '已销号',
  cancelled: '已撤销',
}

export const actions = [
  'submit',
  'withdraw',
  'accept',
  'return',
  'dispute',
  'uphold',
  'reassign',
  'cancel',
  'reopen',
] as const
export type Action = (typeof actions)[number]

/** The one transition table. 'before': back to the state the submission or dispute came from. */
export const transitions: Readonly<Record<Action, { readonly from: readonly State[]; readonly to: State | 'before' }>> =
  {
    submit: { from: ['open', 'returned'], to: 'submitted' },
    withdraw: { from: ['submitted'], to: 'before' },
    accept: { from: ['submitted'], to: 'closed' },
    return: { from: ['submitted'], to: 'returned' },
    dispute: { from: ['open', 'returned'], to: 'disputed' },
    uphold: { from: ['disputed'], to: 'before' },
    reassign: { from: ['open', 'returned', 'disputed'], to: 'open' },
    cancel: { from: ['open', 'submitted', 'returned', 'disputed'], to: 'cancelled' },
    reopen: { from: ['closed'], to: 'open' },
  }

export interface Standing {
  readonly state: State
  /** Where 撤回 or an upheld dispute leads back to; set while submitted or disputed. */
  readonly stateBefore: 'open' | 'returned' | null
}

/** The state after an action, or null where the table does not allow it. */
export const transition = ({ state, stateBefore }: Standing, action: Action): Standing | null => {
  const { from, to } = transitions[action]
  if (!from.includes(state)) return null
  if (to === 'before') return { state: stateBefore ?? 'open', stateBefore: null }
  const waits = to === 'submitted' || to === 'disputed'
  return { state: to, stateBefore: waits && (state === 'open' || state === 'returned') ? state : null }
}

/** A time in which the ball was with the office: after `from`, up to `to` (still there when null). */
export interface Silence {
  readonly from: IsoDate
  readonly to: IsoDate | null
  /** It ended with 退回: then the unit has until the end of the next working day. */
  readonly returned: boolean
}

export interface Assignment extends Standing {
  readonly id: number
  readonly number: number
  readonly noticeId: number
  readonly itemId: number
  readonly unitId: number
  readonly dueOn: IsoDate
  readonly inherited: boolean
  /** Null: the leader judges. */
  readonly receiverUnitId: number | null
  readonly place: string
  readonly section: string
  readonly title: string
  readonly kind: ItemKind
  readonly evidence: EvidenceKind
  /** One of a duty that all units of a group have. */
  readonly common: boolean
  readonly duty: string | null
  readonly publishedAt: Instant
  readonly announcedOn: IsoDate | null
  readonly acknowledgedAt: Instant | null
  readonly submissions: readonly Submission[]
}

export interface Submission {
  readonly id: number
  readonly at: Instant
  readonly note: string
  readonly boxes: readonly number[]
  /** How many came with it; absent: none. */
  readonly files?: number
  /** It moved the assignment to 待审核 (an account's first boxes do not). */
  readonly completes: boolean
  readonly outcome: 'accepted' | 'returned' | 'withdrawn' | null
  readonly settledAt: Instant | null
  readonly reason: string | null
  /** Entered by the office for a unit that telephoned. */
  readonly onBehalf: boolean
}

/** The three proofs that close an account. */
export const accountBoxes = ['平台注销', '省平台备案', '国家系统'] as const

const standing = (assignment: Assignment): readonly Submission[] =>
  assignment.submissions.filter((submission) => submission.outcome !== 'withdrawn')

/** Which of the three boxes are reported: 1, 2, 3. */
export const boxesDone = (assignment: Assignment): number[] =>
  [...new Set(standing(assignment).flatMap((submission) => submission.boxes))].toSorted((a, b) => a - b)

export const missingBoxes = (assignment: Assignment): number[] => {
  if (assignment.evidence !== 'accountClosing') return []
  const done = boxesDone(assignment)
  return [1, 2, 3].filter((box) => !done.includes(box))
}

export const silences = (assignment: Assignment): Silence[] =>
  assignment.submissions
    .filter((submission) => submission.completes)
    .map(({ at, settledAt, outcome }) => ({
      from: dateAt(at),
      to: settledAt === null ? null : dateAt(settledAt),
      returned: outcome === 'returned',
    }))

/**
 * The day reminders count to. An account's day is kept by the first box (the platform); the filings then have five
 * working days, as the province's rule on filing a cancelled account gives them.
 */
export const reminderDay = (calendar: Calendar, assignment: Assignment): IsoDate => {
  if (assignment.evidence !== 'accountClosing') return assignment.dueOn
  const first = standing(assignment).find((submission) => submission.boxes.includes(1))
  if (first === undefined) return assignment.dueOn
  const filing = addWorkdays(calendar, dateAt(first.at), 5).date
  return filing > assignment.dueOn ? filing : assignment.dueOn
}

/**
 * Working days overdue at the end of `today`: those after the day, less those the office had it, less the working day
 * after a return on or after the day. 0: in time.
 */
export const overdueDays = (calendar: Calendar, assignment: Assignment, today: IsoDate): number => {
  const due = reminderDay(calendar, assignment)
  if (today <= due) return 0
  let days = countWorkdays(calendar, due, today).workdays
  // Time already taken off is not taken off twice where a grace day overlaps the next submission.
  let counted = due
  for (const { from, to, returned } of silences(assignment)) {
    const ended = to ?? today
    const grace = returned && ended >= due ? nextWorkday(calendar, ended) : ended
    const start = from > counted ? from : counted
    const end = grace < today ? grace : today
    if (end > start) {
      days -= countWorkdays(calendar, start, end).workdays
      counted = end
    }
  }
  return days
}

/** Whether it is the unit's turn: what 事项 and the digest list. */
export const isOpen = (assignment: Pick<Assignment, 'state'>): boolean =>
  assignment.state === 'open' || assignment.state === 'returned'

/** Working days late on the day it was handed in (the last time); 0: in time. Null: not handed in yet. */
export const lateDays = (calendar: Calendar, assignment: Assignment): number | null => {
  const last = standing(assignment).findLast((submission) => submission.completes)
  if (last === undefined) return null
  const before = { ...assignment, submissions: assignment.submissions.filter((other) => other.id < last.id) }
  return overdueDays(calendar, before, dateAt(last.at))
}

/** Refuses, in words, an action the state does not allow. */
export const act = (assignment: Assignment, action: Action, verb: string): Standing => {
  const after = transition(assignment, action)
  if (after === null) throw new Refusal(`#${assignment.number} 现在是「${stateNames[assignment.state]}」,不能${verb}。`)
  return after
}
