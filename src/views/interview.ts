import { type IsoDate, monthDay } from '#src/domain/dates.ts'
import { dateAt } from '#src/domain/instant.ts'
import { type InterviewCase, type InterviewList, interviewRule } from '#src/domain/interview.ts'
import { type Block, button, list, type Message, say, text } from '#src/domain/message.ts'

import { label, type Names, numbersSaid } from './labels.ts'

/** What an interview stands on: every line with its day. */
export interface InterviewFacts extends InterviewCase {
  /** When the unit was told of the first of the late items. */
  readonly told: IsoDate | null
  /** When it first acknowledged one of them. */
  readonly acknowledged: IsoDate | null
  readonly unacknowledged: number
  /** On how many days it was reminded since it was told. */
  readonly reminded: number
}

const rule = `逾期满${interviewRule.days}个工作日,且满${interviewRule.items}条或占本单位四分之一`
const mostUnits = 5
const mostItems = 2

const caseBlock = (one: InterviewFacts, names: Names): Block => {
  const { late, total, told, acknowledged, unacknowledged, reminded } = one
  const read =
    acknowledged === null
      ? '一直没签收'
      : `${monthDay(acknowledged)}签收${unacknowledged > 0 ? `,还有${unacknowledged}条没签收` : ''}`
  const shown = late.slice(0, mostItems).map(({ assignment, days }) => {
    const returned = assignment.submissions.filter(({ outcome }) => outcome === 'returned').length
    return `${label(assignment)} 逾期${days}个工作日${returned > 0 ? `,退回${returned}次` : ''}`
  })
  const others = late.slice(mostItems).map(({ assignment }) => assignment.number)
  return list(
    [
      `${told === null ? '还没告知' : `${monthDay(told)}告知`},${read},提醒过${reminded}天`,
      ...shown,
      ...(others.length > 0 ? [`另${others.length}条:${numbersSaid(others)}`] : []),
    ],
    `${names.unit(one.unitId)} 逾期${late.length}条(本单位共${total}条),最长${late[0]!.days}个工作日`,
  )
}

/** 约谈: who qualifies, the facts behind it, and who was struck off and why. */
export const interviewSaid = (input: {
  readonly cases: readonly InterviewFacts[]
  readonly struck: InterviewList['struck']
  /** The office may strike and restore; the leader reads. */
  readonly office: boolean
  readonly names: Names
}): Message => {
  const { cases, struck, office, names } = input
  const gone = struck.map(
    ({ unitId, strike }) => `${names.unit(unitId)}(${monthDay(dateAt(strike.at))}划去:${strike.reason})`,
  )
  const struckBlocks = gone.length > 0 ? [list(gone, '督查室已划去')] : []
  if (cases.length === 0 && struck.length === 0) return say(`现在没有够约谈条件的单位(${rule})。`)
  const example = cases[0] === undefined ? null : names.unit(cases[0].unitId)
  const back = struck[0] === undefined ? null : names.unit(struck[0].unitId)
  const how = [
    ...(example === null ? [] : [`划去例:约谈 除 ${example} 理由`]),
    ...(back === null ? [] : [`恢复例:约谈 恢复 ${back}`]),
  ]
  return {
    title: `够约谈条件${cases.length}家(${rule})`,
    blocks: [
      ...cases.slice(0, mostUnits).map((one) => caseBlock(one, names)),
      ...(cases.length > mostUnits
        ? [
            text(
              `另有${cases.length - mostUnits}家:${cases
                .slice(mostUnits)
                .map(({ unitId }) => names.unit(unitId))
                .join('、')}`,
            ),
          ]
        : []),
      ...struckBlocks,
      ...(office ? [text(how.join(';'))] : []),
    ],
    buttons: [button('逾期')],
  }
}

export const struckSaid = (unit: string, numbers: readonly number[]): Message =>
  say(`${unit}已从约谈名单划去(${numbersSaid(numbers)}),理由已记录。另有事项逾期够条件时会再列入。`, [
    button(`约谈 恢复 ${unit}`),
  ])

export const restoredSaid = (unit: string): Message => say(`${unit}已恢复到约谈名单(够条件时列出)。`, [button('约谈')])
