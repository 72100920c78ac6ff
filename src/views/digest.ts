import type { Assignment } from '#src/domain/assignment.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import type { IsoDate } from '#src/domain/dates.ts'
import { type Block, button, list, type Message, text } from '#src/domain/message.ts'
import type { CarriedPush } from '#src/domain/pushes.ts'

import { carriedBlocks } from './carried.ts'
import { byUrgency, exampleOf, label, type Names, receiverSaid, returnReason, submitExample } from './labels.ts'

export interface DigestInput {
  readonly calendar: Calendar
  readonly today: IsoDate
  /** The units one answers for, one's own first. */
  readonly unitIds: readonly number[]
  /** Open and returned ones of these units. */
  readonly assignments: readonly Assignment[]
  readonly names: Names
  /** Told, and not acknowledged in the time the policy gives. */
  readonly unacknowledged?: readonly Assignment[]
  /** Pushes that did not fit on an earlier day. */
  readonly carried?: readonly CarriedPush[]
}

const mostLines = 10
const mostInLine = 4

const short = (assignments: readonly Assignment[]): string => {
  const shown = assignments.slice(0, mostInLine).map(label).join(' ')
  return assignments.length > mostInLine ? `${shown} …` : shown
}

interface Line {
  readonly text: string
  readonly items: number
}

/** One line a kind, so that twenty-two items fit a phone. */
const linesOf = (assignments: readonly Assignment[], names: Names): Line[] => {
  const lines: Line[] = []
  const add = (items: readonly Assignment[], said: (items: readonly Assignment[]) => string): void => {
    if (items.length > 0) lines.push({ text: said(items), items: items.length })
  }
  const returned = assignments.filter(({ state, common }) => state === 'returned' && !common)
  for (const one of returned) add([one], () => `${label(one)} 已退回:${returnReason(one) ?? ''}`)
  const rest = assignments.filter(({ state, common }) => state !== 'returned' || common)
  const duties = rest.filter(({ kind }) => kind === 'duty')
  for (const one of duties) add([one], () => `${label(one)} → 报${receiverSaid(one, names)}`)
  add(
    rest.filter(({ kind, common }) => kind === 'problem' && !common),
    (items) => `本单位${items.length}:${short(items)}`,
  )
  add(
    rest.filter(({ kind }) => kind === 'account'),
    (items) => `关停账号${items.length}:${short(items)}`,
  )
  add(
    rest.filter(({ common }) => common),
    (items) => `共同事项${items.length}:回「共同」查看`,
  )
  return lines
}

/** Which notice a list is about, where it is about one. */
export const noticeTag = (assignments: readonly Assignment[], names: Names): string => {
  const notices = [...new Set(assignments.map(({ noticeId }) => noticeId))]
  return notices.length === 1 ? `【${names.notice(notices[0]!)}】` : '【督办】'
}

const unitTag = (unitIds: readonly number[], assignments: readonly Assignment[], names: Names): string => {
  const units = [...new Set(assignments.map(({ unitId }) => unitId))]
  const [only] = units.length === 1 ? units : unitIds
  return only === undefined ? '' : names.unit(only)
}

/** The one message of the day: all that is open, the most urgent first, and the reply that is expected. */
export const digestSaid = (input: DigestInput): Message => {
  const { calendar, today, assignments, names, unitIds } = input
  const blocks: Block[] = []
  let left = mostLines
  let hidden = 0
  const groups = byUrgency(calendar, assignments, today)
  for (const group of groups) {
    const units = [...new Set(group.assignments.map(({ unitId }) => unitId))]
    const lines = units.flatMap((unitId) => {
      const own = linesOf(
        group.assignments.filter((assignment) => assignment.unitId === unitId),
        names,
      )
      const isOwn = unitId === unitIds[0]
      return isOwn ? own : own.map((line) => ({ ...line, text: `〔${names.unit(unitId)}〕${line.text}` }))
    })
    const shown = lines.slice(0, Math.max(0, left))
    left -= shown.length
    hidden += lines.slice(shown.length).reduce((sum, { items }) => sum + items, 0)
    if (shown.length > 0)
      blocks.push(
        list(
          shown.map((line) => line.text),
          `${group.heading} ${group.assignments.length}条`,
        ),
      )
  }
  if (hidden > 0) blocks.push(text(`其余${hidden}条回「事项」。`))
  blocks.push(...carriedBlocks(input.carried ?? []))
  const fresh = assignments.some(({ acknowledgedAt }) => acknowledgedAt === null)
  const first = exampleOf(groups.flatMap((group) => group.assignments))
  if (first !== undefined) {
    const example = `办好一条报一条,例:${submitExample(first)}。看原文「详情 ${first.number}」。`
    const chased = input.unacknowledged?.length ?? 0
    const ask = chased > 0 ? `有${chased}条还没签收,请回「收到」。` : fresh ? '请回「收到」。' : ''
    blocks.push(text(`${ask}${example}`))
  }
  return {
    title:
      assignments.length === 0
        ? `【督办】${names.unit(unitIds[0]!)} 有新消息`
        : `${noticeTag(assignments, names)}${unitTag(unitIds, assignments, names)} 待办${assignments.length}条`,
    blocks,
    buttons: [
      ...(fresh ? [button('收到')] : []),
      ...(assignments.length > 0 ? [button('事项')] : []),
      ...(assignments.some(({ common }) => common) ? [button('共同')] : []),
    ],
  }
}
