import { type Assignment, accountBoxes, boxesDone, missingBoxes, reminderDay } from '#src/domain/assignment.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import { type IsoDate, monthDay } from '#src/domain/dates.ts'
import { type Urgency, urgencyOf } from '#src/domain/reminders.ts'

import { leftSaid } from './days.ts'

/** What a view needs besides the assignments. */
export interface Names {
  readonly unit: (id: number) => string
  readonly notice: (id: number) => string
}

export const receiverSaid = (assignment: Pick<Assignment, 'receiverUnitId'>, names: Names): string =>
  assignment.receiverUnitId === null ? '县领导' : names.unit(assignment.receiverUnitId)

/** ①③ */
export const boxMarks = (boxes: readonly number[]): string => boxes.map((box) => '①②③'[box - 1] ?? '').join('')

export const boxNames = (boxes: readonly number[]): string =>
  boxes.map((box) => `${boxMarks([box])}${accountBoxes[box - 1] ?? ''}`).join(' ')

/** #12 权力清单 */
export const label = (assignment: Assignment): string => {
  const { number, title, evidence } = assignment
  const progress =
    evidence === 'accountClosing' && boxesDone(assignment).length > 0 && missingBoxes(assignment).length > 0
      ? `(还差${boxMarks(missingBoxes(assignment))})`
      : ''
  return `#${number} ${title}${progress}`
}

/** #12、#15–#20: numbers as one would type them. */
export const numbersSaid = (numbers: readonly number[]): string => {
  const spans: [number, number][] = []
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const open = spans.at(-1)
    if (open !== undefined && number === open[1] + 1) open[1] = number
    else spans.push([number, number])
  }
  return spans
    .flatMap(([from, to]) =>
      to - from < 2 ? (from === to ? [`#${from}`] : [`#${from}`, `#${to}`]) : [`#${from}–#${to}`],
    )
    .join(' ')
}

/** The last reason an assignment was returned with. */
export const returnReason = (assignment: Assignment): string | null =>
  assignment.submissions.findLast((submission) => submission.outcome === 'returned')?.reason ?? null

export interface UrgencyGroup {
  readonly urgency: Urgency
  readonly dueOn: IsoDate
  readonly heading: string
  readonly assignments: readonly Assignment[]
}

const rank = (urgency: Urgency): number => (urgency.kind === 'overdue' ? -urgency.days : urgency.days + 1)

const headingOf = (calendar: Calendar, today: IsoDate, dueOn: IsoDate, urgency: Urgency): string => {
  if (urgency.kind === 'overdue') {
    return urgency.days === 0
      ? `${monthDay(dueOn)}到期(已报过,等您补正)`
      : `已逾期${urgency.days}个工作日(应于${monthDay(dueOn)})`
  }
  return today === dueOn ? '今天到期' : `${monthDay(dueOn)}到期(${leftSaid(calendar, today, dueOn)})`
}

/** Assignments by how they stand today, the most urgent first. */
export const byUrgency = (calendar: Calendar, assignments: readonly Assignment[], today: IsoDate): UrgencyGroup[] => {
  const groups = new Map<string, { urgency: Urgency; dueOn: IsoDate; assignments: Assignment[] }>()
  for (const assignment of assignments) {
    const urgency = urgencyOf(calendar, assignment, today)
    const dueOn = reminderDay(calendar, assignment)
    const key = `${dueOn} ${urgency.kind} ${urgency.days}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { urgency, dueOn, assignments: [assignment] })
    else group.assignments.push(assignment)
  }
  return [...groups.values()]
    .toSorted((a, b) => rank(a.urgency) - rank(b.urgency) || (a.dueOn < b.dueOn ? -1 : 1))
    .map((group) => ({ ...group, heading: headingOf(calendar, today, group.dueOn, group.urgency) }))
}

/** A line one could type for this item: its kind of proof, and no more. */
export const submitExample = (assignment: Assignment): string => {
  switch (assignment.evidence) {
    case 'link':
      return `整改 ${assignment.number} 已更新 网址`
    case 'document':
      return `整改 ${assignment.number} 已报送`
    case 'accountClosing':
      return `整改 ${assignment.number} ${missingBoxes(assignment)[0] ?? 1} 已办`
    default:
      return assignment.evidence satisfies never
  }
}

/** The item an example is best made of: one's own website item, else any of one's own. */
export const exampleOf = (assignments: readonly Assignment[]): Assignment | undefined =>
  assignments.find(({ common, kind }) => !common && kind === 'problem') ??
  assignments.find(({ common }) => !common) ??
  assignments[0]
