import { type Assignment, reminderDay, stateNames } from '#src/domain/assignment.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import { type IsoDate, monthDay } from '#src/domain/dates.ts'
import type { Deadline } from '#src/domain/deadline.ts'
import { dateAt, timeAt } from '#src/domain/instant.ts'
import { type Block, button, type FileRef, list, type Message, text } from '#src/domain/message.ts'
import type { ReadItem } from '#src/domain/notice/notice.ts'
import { urgencyOf } from '#src/domain/reminders.ts'

import { dateSaid, leftSaid } from './days.ts'
import { evidenceSaid } from './items.ts'
import { boxMarks, type Names, receiverSaid } from './labels.ts'

export interface DetailInput {
  readonly calendar: Calendar
  readonly today: IsoDate
  readonly assignment: Assignment
  readonly source: { readonly text: string; readonly deadline: Deadline; readonly account?: ReadItem['account'] | null }
  readonly files: readonly FileRef[]
  readonly names: Names
  /** Whether the reader is of the unit: then the reply that is expected is said. */
  readonly own: boolean
}

const when = (at: string): string => `${monthDay(dateAt(at))} ${timeAt(at)}`

const dueSaid = ({ calendar, today, assignment, source }: DetailInput): string => {
  const { dueOn } = assignment
  const urgency = urgencyOf(calendar, assignment, today)
  const counted = reminderDay(calendar, assignment)
  const left = `${counted === dueOn ? '' : `平台已按期注销,备案应于${dateSaid(counted)}前;`}${leftSaid(calendar, today, counted)}`
  const standing = urgency.kind === 'overdue' ? `已逾期${urgency.days}个工作日` : left
  const origin = assignment.inherited
    ? `通报未单列期限,按报告期限「${source.deadline.words}」`
    : `原文「${source.deadline.words}」`
  const open = assignment.state === 'open' || assignment.state === 'returned'
  return `期限:${dateSaid(dueOn)},含当日(${origin})${open ? `;${standing}` : ''}`
}

const history = (assignment: Assignment): string[] => [
  ...(assignment.acknowledgedAt === null ? [] : [`${when(assignment.acknowledgedAt)} 签收`]),
  ...assignment.submissions.flatMap(({ at, note, boxes, outcome, settledAt, reason, onBehalf }, index, all) => [
    `${when(at)} ${onBehalf ? '电话代录' : '报'}${boxes.length > 0 ? boxMarks(boxes) : '整改'}:${note === '' ? '(无说明)' : note}`,
    // One judgement settles every report that led to it; it is told once, after the last of them.
    ...(outcome === null || settledAt === null || all[index + 1]?.settledAt === settledAt
      ? []
      : [
          `${when(settledAt)} ${{ accepted: '通过,已销号', returned: '退回', withdrawn: '撤回' }[outcome]}${reason === null ? '' : `:${reason}`}`,
        ]),
  ]),
]

/** 详情: the circular's own words, the day and how it is counted, and what was said so far. */
export const detailSaid = (input: DetailInput): Message => {
  const { assignment, source, names } = input
  const events = history(assignment)
  const open = assignment.state === 'open' || assignment.state === 'returned'
  const blocks: Block[] = [
    text(`${names.unit(assignment.unitId)}|${stateNames[assignment.state]}|${receiverSaid(assignment, names)}审核`),
    text(dueSaid(input)),
    { kind: 'quote', text: `${assignment.section} ${assignment.place}\n${source.text}` },
    ...(source.account ? [text(`附件第${source.account.rows.join('、')}行:${source.account.list}`)] : []),
    ...(events.length > 0 ? [list(events, '经过')] : []),
    ...input.files.map((file): Block => ({ kind: 'file', file })),
    ...(input.own && open ? [text(evidenceSaid(assignment))] : []),
  ]
  return {
    title: `#${assignment.number} ${assignment.title}`,
    blocks,
    ...(input.own && open && assignment.acknowledgedAt === null ? { buttons: [button('收到')] } : {}),
  }
}
