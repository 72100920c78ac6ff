import { type Assignment, overdueDays } from '#src/domain/assignment.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import type { IsoDate } from '#src/domain/dates.ts'
import { button, list, type Message, say, text } from '#src/domain/message.ts'

import { byUrgency, exampleOf, label, submitExample } from './labels.ts'

interface Day {
  readonly calendar: Calendar
  readonly today: IsoDate
}

const mostLines = 8

/** What a liaison is told by 催办: which, how late, and the reply that ends it. */
export const chaseNotice = ({
  office,
  calendar,
  today,
  chased,
}: Day & { readonly office: string; readonly chased: readonly Assignment[] }): Message => {
  const groups = byUrgency(calendar, chased, today)
  const lines = groups.flatMap(({ heading, assignments }) => assignments.map((one) => `${label(one)} ${heading}`))
  const first = exampleOf(chased)
  return {
    title: `【督办】${office}催办${chased.length}条`,
    blocks: [
      list(lines.slice(0, mostLines)),
      ...(lines.length > mostLines ? [text(`其余${lines.length - mostLines}条回「事项」。`)] : []),
      text(`请尽快办理,办好一条报一条${first === undefined ? '' : `,例:${submitExample(first)}`}。`),
    ],
    buttons: [button('事项')],
  }
}

/** Before a bulk chase: how many would hear of what, and the text that completes it. */
export const chaseFirst = ({
  calendar,
  today,
  chosen,
  completes,
}: Day & { readonly chosen: readonly Assignment[]; readonly completes: string }): Message => {
  const units = new Set(chosen.map(({ unitId }) => unitId)).size
  const late = chosen.filter((one) => overdueDays(calendar, one, today) > 0).length
  return say(
    `将催办${chosen.length}条,${units}家${late > 0 ? `,其中逾期${late}条` : ''}。每位联络员一条;今天已另收过一条的,并入下一次提醒。\n确定请回「${completes}」。`,
    Buffer.byteLength(completes) <= 64 ? [button(completes)] : [],
  )
}

export const chasedSaid = (done: {
  readonly count: number
  readonly queued: number
  readonly merged: number
  readonly unreached: readonly string[]
  readonly refused: readonly string[]
}): Message => {
  const { count, queued, merged, unreached, refused } = done
  const sheet = `${unreached.length}家没有可达的联络员(${unreached.slice(0, 3).join('、')}${unreached.length > 3 ? ' 等' : ''}),已列入电话单`
  const ways = [
    ...(queued > 0 ? [`发给${queued}人`] : []),
    ...(merged > 0 ? [`${merged}人并入下一次8:30的提醒`] : []),
    ...(unreached.length > 0 ? [sheet] : []),
  ]
  return say(
    [`已催办${count}条:${ways.join(';')}。`, ...refused].join('\n'),
    unreached.length > 0 || merged > 0 ? [button('电话单')] : [],
  )
}
