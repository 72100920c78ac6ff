import type { ForecastSend } from '#src/domain/forecast.ts'
import { type Block, button, list, type Message, text } from '#src/domain/message.ts'
import type { Reason, ReminderPolicy } from '#src/domain/reminders.ts'
import { interviewRule } from '#src/domain/interview.ts'

import { dateSaid } from './days.ts'

export interface PolicyInput {
  readonly shortName: string
  readonly published: boolean
  readonly policy: ReminderPolicy
  /** The next sends, by the morning's own planning, if nothing is done until then. */
  readonly sends: readonly ForecastSend[]
}

const stagesSaid = (stages: readonly number[]): string =>
  stages
    .filter((days) => days > 0)
    .map(String)
    .join('、')

const before = ({ stages }: ReminderPolicy): string => {
  const early = stagesSaid(stages)
  const onDay = stages.includes(0) ? '当天' : ''
  return `联络员:${early === '' ? '' : `到期前${early}个工作日${onDay === '' ? '' : '和'}`}${onDay}各提醒一次`
}

const after = ({ dailyOverdue, thenEvery }: ReminderPolicy): string =>
  dailyOverdue === 0
    ? `逾期后每${thenEvery}个工作日一次`
    : `逾期后头${dailyOverdue}个工作日每天一次,再往后每${thenEvery}个工作日一次`

const policyLines = (policy: ReminderPolicy): string[] => [
  before(policy),
  after(policy),
  `交办满${policy.acknowledgeWithin}个工作日没签收就催,并告知单位负责人`,
  `单位负责人:逾期满${policy.headFrom}个工作日起告知,${policy.headDaily}天后每${policy.thenEvery}个工作日一次`,
  `县领导:每周第一个工作日一份汇总;逾期满${interviewRule.days}个工作日且满${interviewRule.items}条(或占四分之一)列入约谈`,
  '只在工作日8:30发,每人每天一条,至多再加一条;待审和有异议的不催',
]

const reasonSaid = ({ kind, ...rest }: Reason): string => {
  const days = 'days' in rest ? rest.days : 0
  switch (kind) {
    case 'new':
      return '新交办'
    case 'returned':
      return '退回待补'
    case 'left':
      return days === 0 ? '最后一天' : `还有${days}个工作日`
    case 'overdue':
      return days === 0 ? '已报过,等补正' : `逾期${days}个工作日`
    case 'unacknowledged':
      return '没签收'
    default:
      return kind satisfies never
  }
}

const sendLine = ({ on, liaisons, reasons }: ForecastSend): string => {
  const counts = [...Map.groupBy(reasons, reasonSaid)].toSorted((a, b) => b[1].length - a[1].length)
  const why = counts.slice(0, 3).map(([said, some]) => `${said}${some.length}条`)
  return `${dateSaid(on)} ${liaisons}人:${why.join(',')}`
}

const sendsBlock = ({ published, sends }: PolicyInput): Block => {
  if (!published) return text('这份通报还没有发布,发布后可看接下来的提醒。')
  if (sends.length === 0) return text('没有待整改的了,不会再提醒。')
  return list(sends.map(sendLine), `如果都不办,接下来${sends.length}次提醒`)
}

/** 策略: the policy in words, and what it will do. */
export const policySaid = (input: PolicyInput): Message => ({
  title: `【${input.shortName}】提醒策略`,
  blocks: [
    list(policyLines(input.policy)),
    sendsBlock(input),
    text('要改例:策略 提前 5 2 0;策略 逾期 3;改回:策略 默认'),
  ],
})

/** Before a change, or after it: what differs, and what it will do. */
export const policyChangedSaid = (
  input: PolicyInput & { readonly before: ReminderPolicy; readonly completes: string | null },
): Message => {
  const { completes } = input
  const old = policyLines(input.before)
  const changed = policyLines(input.policy).flatMap((line, at) => (line === old[at] ? [] : [`${old[at]} → ${line}`]))
  return {
    title: `【${input.shortName}】提醒策略${completes === null ? '已改' : '将改为'}`,
    blocks: [
      changed.length === 0 ? text('和现在一样。') : list(changed),
      sendsBlock(input),
      ...(completes === null ? [] : [text(`确定请回「${completes}」。`)]),
    ],
    buttons: completes === null ? [] : [button(completes)],
  }
}
