import type { Assignment } from '#src/domain/assignment.ts'
import { type Message, say } from '#src/domain/message.ts'

import { numbersSaid } from './labels.ts'
import type { SummaryInput } from './summary.ts'

/** A group has members of several units: what one unit has is not shown there. */
export const notInGroupSaid = (command: string): string => `「${command}」不在群里发,请单独发给我。`

/** 通过 or 退回 of many, asked in a group. */
export const bulkInGroupSaid = '一次审多条请单独发给我。群里请写编号,例:通过 12 13'

const numbersOf = (some: readonly Assignment[]): string => numbersSaid(some.map(({ number }) => number))

/** Why something was not done, without what the item is. */
export const refusedInGroup = (refused: readonly string[]): string[] =>
  refused.map((line) => {
    const state = /^#\d+ 现在是「[^」]+」/.exec(line)?.[0]
    if (state !== undefined) return `${state}。`
    const number = /^#\d+/.exec(line)?.[0]
    return number === undefined ? line : `${number} 没有办成,请单独发给我。`
  })

/** A change made from a group: numbers and states. `advice`: what may be done next. */
export const changedInGroupSaid = (
  done: readonly Assignment[],
  state: string,
  {
    refused = [],
    partly = [],
    advice = '',
  }: {
    readonly refused?: readonly string[]
    readonly partly?: readonly Assignment[]
    readonly advice?: string
  } = {},
): Message =>
  say(
    [
      ...(done.length > 0 ? [`${numbersOf(done)} ${state}。${advice}`] : []),
      ...(partly.length > 0 ? [`${numbersOf(partly)} 已记,还没有报齐,请单独发给我看还差什么。`] : []),
      ...refusedInGroup(refused),
    ].join('\n'),
  )

/** 汇总 in a group: how many, and nobody's name. */
export const countsInGroupSaid = ({
  about,
  total,
  closed,
  submitted,
  open,
  returned,
  overdue,
}: SummaryInput): Message =>
  say(
    total === 0
      ? `${about}还没有事项。`
      : `${about}:共${total}条,已销号${closed},待审核${submitted},待整改${open + returned}${overdue > 0 ? `(其中逾期${overdue})` : ''}。哪些单位请单独问我。`,
  )

/** What may stand in a group of an answer: words; no files, no tables, and only buttons that may be pressed there. */
export const forGroup = (message: Message, mayPress: (says: string) => boolean): Message => ({
  ...message,
  blocks: message.blocks.filter(({ kind }) => kind !== 'file' && kind !== 'table'),
  ...(message.buttons === undefined ? {} : { buttons: message.buttons.filter(({ says }) => mayPress(says)) }),
})
