import { type Assignment, missingBoxes, stateNames } from '#src/domain/assignment.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import type { IsoDate } from '#src/domain/dates.ts'
import { type Block, button, list, type Message, say, text } from '#src/domain/message.ts'

import { noticeTag } from './digest.ts'
import {
  boxMarks,
  byUrgency,
  exampleOf,
  label,
  type Names,
  numbersSaid,
  receiverSaid,
  returnReason,
  submitExample,
} from './labels.ts'

export interface ItemsInput {
  readonly calendar: Calendar
  readonly today: IsoDate
  readonly unitIds: readonly number[]
  /** All of these units that are not cancelled. */
  readonly assignments: readonly Assignment[]
  readonly names: Names
}

const mostLines = 40

const plainLine = (one: Assignment, names: Names): string => {
  const to = one.kind === 'duty' ? ` → 报${receiverSaid(one, names)}` : ''
  const reason = one.state === 'returned' ? ` 已退回:${returnReason(one) ?? ''}` : ''
  return `${label(one)}${to}${reason}`
}

/** How the rest stands, so that a short list does not look like a loss: 待审核3 已销号9. */
const tally = (assignments: readonly Assignment[]): string =>
  (['submitted', 'disputed', 'closed'] as const)
    .map((state) => [stateNames[state], assignments.filter((one) => one.state === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name}${count}`)
    .join(' ')

/** 事项: everything that is the unit's turn, with the working days left. */
export const itemsSaid = ({ calendar, today, unitIds, assignments, names }: ItemsInput): Message => {
  const open = assignments.filter(({ state }) => state === 'open' || state === 'returned')
  const unit = unitIds[0] === undefined ? '' : names.unit(unitIds[0])
  const others = tally(assignments)
  if (open.length === 0) {
    return say(
      assignments.length === 0 ? `${unit}目前没有事项。` : `${unit}没有待办了。${others === '' ? '' : `${others}。`}`,
    )
  }
  const blocks: Block[] = []
  let left = mostLines
  for (const group of byUrgency(calendar, open, today)) {
    const lines: string[] = []
    for (const unitId of new Set(group.assignments.map((one) => one.unitId))) {
      const own = group.assignments.filter((one) => one.unitId === unitId)
      const tag = unitId === unitIds[0] ? '' : `〔${names.unit(unitId)}〕`
      lines.push(...own.filter(({ common }) => !common).map((one) => `${tag}${plainLine(one, names)}`))
      const common = own.filter((one) => one.common)
      if (common.length > 0) {
        lines.push(`${tag}共同事项${common.length}:${numbersSaid(common.map(({ number }) => number))},回「共同」查看`)
      }
    }
    const shown = lines.slice(0, Math.max(0, left))
    left -= shown.length
    const more = lines.length - shown.length
    if (shown.length > 0) blocks.push(list(shown, `${group.heading} ${group.assignments.length}条`))
    if (more > 0) blocks.push(text(`另有${more}行,办掉一些后再看。`))
  }
  const first = exampleOf(open)!
  blocks.push(text(`${others === '' ? '' : `${others}。`}例:${submitExample(first)};详情 ${first.number}`))
  return {
    title: `${noticeTag(open, names)}${unit} 待办${open.length}条`,
    blocks,
    buttons: [
      ...(open.some(({ acknowledgedAt }) => acknowledgedAt === null) ? [button('收到')] : []),
      ...(open.some(({ common }) => common) ? [button('共同')] : []),
    ],
  }
}

/** 共同: the duties everybody has, one line each. */
export const commonSaid = ({ calendar, today, unitIds, assignments, names }: ItemsInput): Message => {
  const common = assignments.filter((one) => one.common)
  const unit = unitIds[0] === undefined ? '' : names.unit(unitIds[0])
  if (common.length === 0) return say(`${unit}没有共同事项。`)
  const open = common.filter(({ state }) => state === 'open' || state === 'returned')
  const done = common.filter((one) => !open.includes(one))
  const line = (one: Assignment): string => {
    const tag = one.unitId === unitIds[0] ? '' : `〔${names.unit(one.unitId)}〕`
    return `${tag}${plainLine(one, names)}`
  }
  return {
    title: `${noticeTag(common, names)}${unit} 共同事项${common.length}条`,
    blocks: [
      ...byUrgency(calendar, open, today).map((group) =>
        list(group.assignments.map(line), `${group.heading} ${group.assignments.length}条`),
      ),
      ...(done.length > 0
        ? [
            list(
              done.map((one) => `${line(one)} ${stateNames[one.state]}`),
              '已报或已结',
            ),
          ]
        : []),
      text(
        open.length > 0 ? `一起报:整改 共同 说明。有没办好的:整改 共同 除 ${open.at(-1)!.number} 说明` : '都报过了。',
      ),
    ],
  }
}

/** What proof an item asks for, and no more. */
export const evidenceSaid = (assignment: Assignment): string => {
  switch (assignment.evidence) {
    case 'link':
      return `办好后回「整改 ${assignment.number} 说明 网址」,有链接就够,不用截图。`
    case 'document':
      return `办好后把盖章件发来并回「整改 ${assignment.number} 说明」。`
    case 'accountClosing': {
      const missing = missingBoxes(assignment)
      const next = missing[0] ?? 1
      return `关停要三样:①平台注销 ②省平台备案(注销后5个工作日内) ③国家系统。${missing.length === 0 ? '三样已齐。' : `还差${boxMarks(missing)},例:整改 ${assignment.number} ${next} 说明;三样都好了:整改 ${assignment.number} 全部 说明`}`
    }
    default:
      return assignment.evidence satisfies never
  }
}
