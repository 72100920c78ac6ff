import { type IsoDate, monthDay } from '#src/domain/dates.ts'
import { type Block, button, list, type Message, text } from '#src/domain/message.ts'
import type { OfficeFacts } from '#src/domain/office.ts'

import { type Names, numbersSaid } from './labels.ts'
import { morningLine, type MorningResult } from './morning.ts'

export interface OfficeInput {
  readonly today: IsoDate
  readonly facts: OfficeFacts
  readonly morning: MorningResult
  /** How many are on today's call sheet. */
  readonly calls: number
  /** Units that nobody can tell. */
  readonly unreached: readonly number[]
  readonly interviews: number
  readonly recordHead: string
  readonly names: Names
}

const unitsIn = (some: readonly { readonly unitId: number }[]): number => new Set(some.map(({ unitId }) => unitId)).size

/** The words under which the record's head stands in a message: `audit verify --anchor` takes them. */
export const recordHeadSaid = (head: string): string => `记录链头 ${head}(备查,不用回)`

/** The supervision office's one digest a day; it comes every working day, so that its absence is noticed. */
export const officeSaid = (input: OfficeInput): Message => {
  const { today, facts, morning, calls, unreached, interviews, recordHead, names } = input
  const { dueToday, overdue, toReview, disputes, staleDisputes } = facts
  const late = overdue.map(({ assignment }) => assignment)
  const worst = Math.max(0, ...overdue.map(({ days }) => days))
  const lines = [
    `${morningLine(morning)},电话单${calls}家`,
    `今天到期${dueToday.length}条${dueToday.length > 0 ? `,${unitsIn(dueToday)}家` : ''}`,
    overdue.length === 0 ? '逾期0条' : `逾期${overdue.length}条,${unitsIn(late)}家,最长${worst}个工作日`,
    `待本室审核${toReview.length}条`,
    ...(disputes.length > 0 ? [`有异议${disputes.length}条`] : []),
    ...(interviews > 0 ? [`够约谈条件${interviews}家`] : []),
  ]
  const blocks: Block[] = [list(lines)]
  if (staleDisputes.length > 0) {
    const numbers = numbersSaid(staleDisputes.map(({ number }) => number))
    blocks.push(text(`🔴 异议超过1个工作日没有答复:${numbers}。请今天答复。`))
  }
  if (unreached.length > 0) {
    const shown = unreached.slice(0, 6).map(names.unit)
    blocks.push(
      text(
        `联络不上${unreached.length}家:${shown.join('、')}${unreached.length > shown.length ? ' 等' : ''},请打电话。`,
      ),
    )
  }
  blocks.push(text(recordHeadSaid(recordHead)))
  return {
    title: `【督办】${monthDay(today)}督查室日报`,
    blocks,
    buttons: [
      ...(calls > 0 ? [button('电话单')] : []),
      ...(overdue.length > 0 ? [button('逾期')] : []),
      ...(toReview.length > 0 ? [button('待审')] : []),
      ...(interviews > 0 ? [button('约谈')] : []),
    ],
  }
}

/** Somebody who judges, on a morning when something waits for them. */
export const waitingSaid = (count: number): Message => ({
  title: `【督办】待您审核${count}条`,
  blocks: [text('回「待审」看内容,「通过 编号」或「退回 编号 理由」。')],
  buttons: [button('待审')],
})
