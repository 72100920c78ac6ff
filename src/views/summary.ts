import { type IsoDate, monthDay } from '#src/domain/dates.ts'
import { type Block, button, list, type Message, say, text } from '#src/domain/message.ts'

import { numbersSaid } from './labels.ts'

export interface UnitStanding {
  readonly unit: string
  readonly total: number
  readonly left: number
  readonly overdue: number
}

export interface SummaryInput {
  /** What the summary is about: a notice's short name, a unit, or all. */
  readonly about: string
  readonly today: IsoDate
  readonly total: number
  readonly closed: number
  readonly submitted: number
  readonly returned: number
  readonly open: number
  readonly disputed: number
  readonly overdue: number
  readonly acknowledged: number
  readonly units: readonly UnitStanding[]
  /** Items all units have, and how many have done them: for the office, not for the leader. */
  readonly common: readonly {
    readonly place: string
    readonly title: string
    readonly done: number
    readonly total: number
  }[]
}

const percent = (part: number, whole: number): string => (whole === 0 ? '0%' : `${Math.round((part * 100) / whole)}%`)

/** 汇总: one question, one answer for a phone; the names of those who are late. */
export const summarySaid = (input: SummaryInput): Message => {
  const { total, closed, submitted, returned, open, disputed, overdue, units } = input
  if (total === 0) return say(`${input.about}还没有发布的事项。`)
  const late = units.filter((unit) => unit.overdue > 0)
  const slow = units.filter(({ left }) => left > 0)
  const slowest = (
    late.length > 0 ? late.toSorted((a, b) => b.overdue - a.overdue) : slow.toSorted((a, b) => b.left - a.left)
  ).slice(0, 5)
  const done = units.filter(({ left }) => left === 0).length
  const blocks: Block[] = [
    list([
      `共${total}条:销号${closed}(${percent(closed, total)})`,
      `待审${submitted}|待整改${open}|退回${returned}${disputed > 0 ? `|异议${disputed}` : ''}`,
      `逾期${overdue}条${late.length > 0 ? `,${late.length}家` : ''}`,
      `已签收${input.acknowledged}条`,
      ...(units.length > 1 ? [`${units.length}家单位,${done}家已报完`] : []),
    ]),
    ...(slowest.length > 0 && units.length > 1
      ? [
          list(
            slowest.map((unit) =>
              late.length > 0
                ? `${unit.unit} 逾期${unit.overdue},未办${unit.left}/${unit.total}`
                : `${unit.unit} 未办${unit.left}/${unit.total}`,
            ),
            late.length > 0 ? '逾期最多' : '未办最多',
          ),
        ]
      : []),
    ...(input.common.length > 0 && units.length > 1
      ? [
          list(
            input.common.map(({ place, title, done: some, total: all }) => `${place} ${title} ${some}/${all}`),
            '共同事项(已报或已销/应办)',
          ),
        ]
      : []),
  ]
  return {
    title: `【${input.about}】${monthDay(input.today)}汇总`,
    blocks,
    buttons: overdue > 0 ? [button('逾期')] : [],
  }
}

export interface OverdueUnit {
  readonly unit: string
  readonly worst: number
  readonly numbers: readonly number[]
}

/** 逾期: by unit, the longest first. */
export const overdueSaid = (units: readonly OverdueUnit[], today: IsoDate): Message => {
  const items = units.reduce((sum, { numbers }) => sum + numbers.length, 0)
  if (items === 0) return say(`${monthDay(today)}没有逾期的。`)
  const most = 20
  return {
    title: `逾期${items}条,${units.length}家`,
    blocks: [
      list(
        units
          .slice(0, most)
          .map(
            ({ unit, worst, numbers }) => `${unit} ${numbers.length}条,最长${worst}个工作日:${numbersSaid(numbers)}`,
          ),
      ),
      ...(units.length > most ? [text(`另有${units.length - most}家。`)] : []),
    ],
  }
}
