import { type IsoDate, monthDay } from '#src/domain/dates.ts'
import { dateAt, type Instant, minutesBefore, timeAt, wallClock } from '#src/domain/instant.ts'
import { list, type Message } from '#src/domain/message.ts'

import { morningLine, type MorningResult } from './morning.ts'

export interface ChannelLine {
  readonly name: string
  readonly connected: boolean
  readonly trouble?: string
  /** When something was last heard, by kind of chat: groups may fall silent alone. Absent: not since the start. Machine time. */
  readonly heard: { readonly single?: Instant; readonly group?: Instant }
}

export interface StatusInput {
  readonly mode: 'trial' | 'live'
  readonly now: Instant
  readonly today: IsoDate
  /** Each channel by its name in words: whether it is connected. */
  readonly channels: readonly ChannelLine[]
  readonly holder: string | null
  readonly waiting: number
  /** Since when the oldest due message waits. */
  readonly oldest: Instant | null
  readonly unhandled: number
  /** Who holds a post: how many something reaches, and how many nothing reaches any more. */
  readonly people: { readonly all: number; readonly reached: number; readonly lost: number }
  /** The last morning there was, and its day. */
  readonly morning: { readonly day: IsoDate; readonly at: Instant; readonly result: MorningResult } | null
  readonly calendarUntil: IsoDate
  readonly lastBackup: { readonly at: Instant } | null
  readonly head: string
  readonly version: string
}

/** A message that is due waits no longer than this when all is well. */
const patienceMinutes = 10

const clock = (at: Instant): string => timeAt(at).replace(/^0/, '')

const morningSaid = ({ morning, today }: StatusInput): string => {
  if (morning === null) return '早间提醒:还没有运行过'
  const { day, at, result } = morning
  return morningLine(result, `${day === today ? '今早' : monthDay(day)}${clock(at)}`)
}

/** What an administrator should do something about, in a word or two each. */
const troubles = ({ channels, holder, oldest, now, unhandled }: StatusInput): string[] => [
  ...channels.filter(({ connected }) => !connected).map(({ name }) => `${name}断线`),
  ...(holder === null ? ['没有主用进程'] : []),
  ...(oldest !== null && oldest < minutesBefore(now, patienceMinutes) ? ['有消息该发没发'] : []),
  ...(unhandled > 1 ? [`来信${unhandled}条没处理`] : []),
]

const peopleSaid = ({ all, reached, lost }: StatusInput['people']): string =>
  `人员${all}:已开通${reached},未开通${all - reached - lost}${lost > 0 ? `,收不到${lost}(回「名册」看是谁)` : ''}`

const heardSaid = ({ single, group }: ChannelLine['heard']): string[] => {
  const moment = (kind: string, at: Instant | undefined): string[] =>
    at === undefined ? [] : [`${kind}${monthDay(dateAt(at))}${clock(at)}`]
  const said = [...moment('单聊', single), ...moment('群', group)]
  return said.length === 0 ? [] : [`,最近来信${said.join('、')}`]
}

const channelSaid = ({ name, connected, trouble, heard }: ChannelLine): string =>
  [
    `${name}${connected ? '在线' : '断线'}`,
    ...heardSaid(heard),
    ...(trouble === undefined ? [] : [`:${trouble}`]),
  ].join('')

/** 状态: whether one can sleep. */
export const statusSaid = (input: StatusInput): Message => {
  const { mode, channels, holder, waiting, oldest, lastBackup } = input
  const bad = troubles(input)
  const since = oldest === null ? '' : `,最早一条自${monthDay(wallClock(oldest).slice(0, 10))} ${clock(oldest)}`
  return {
    title: `${bad.length === 0 ? '正常' : `注意:${bad.join('、')}`}|${mode === 'trial' ? `试用(虚拟时钟 ${wallClock(input.now)})` : '正式'}`,
    blocks: [
      list([
        ...channels.map(channelSaid),
        peopleSaid(input.people),
        `主用进程:${holder ?? '无'}`,
        `队列${waiting}${since}`,
        morningSaid(input),
        `日历已知到${input.calendarUntil}`,
        lastBackup === null ? '还没有备份过(duban backup)' : `上次备份 ${wallClock(lastBackup.at)} ✓`,
        `记录链头 ${input.head}`,
        `版本 ${input.version}`,
      ]),
    ],
  }
}
