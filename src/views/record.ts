import { stateNames } from '#src/domain/assignment.ts'
import { monthDay } from '#src/domain/dates.ts'
import { type Instant, wallClock } from '#src/domain/instant.ts'
import { type BreakKind, type Event, factsAbout, type Recorded } from '#src/domain/record.ts'

import { boxMarks, type Names } from './labels.ts'

export interface RecordNames extends Pick<Names, 'unit'> {
  readonly member: (id: number) => string
}

/** What each act is called; one that is not here is shown by its own name. */
const actNames: Readonly<Record<string, string>> = {
  import: '导入通报',
  answer: '回答疑问',
  publish: '发布',
  acknowledge: '签收',
  submit: '报整改',
  withdraw: '撤回',
  accept: '通过',
  return: '退回',
  extend: '申请延期',
  grant: '准予延期',
  deny: '不准延期',
  dispute: '提出异议',
  uphold: '维持原承办',
  reassign: '转办',
  cancel: '撤销',
  reopen: '重开',
  reschedule: '改期',
  chase: '催办',
  submitOnBehalf: '代录整改',
  acknowledgeOnBehalf: '代录签收',
  strike: '划出约谈名单',
  instruct: '批示',
}

const nameOfState = (key: unknown): string =>
  (stateNames as Readonly<Record<string, string>>)[String(key)] ?? String(key)

const listed = (value: unknown): readonly number[] => (Array.isArray(value) ? (value as number[]) : [])

const unitBy = (key: unknown, { unit }: RecordNames): string => (key === 'null' ? '县领导' : unit(Number(key)))

type Worded = readonly [name: string, said: (value: unknown, names: RecordNames) => string]

/** What facts are called, and how they are said; any other is shown as it is. */
const factNames: Readonly<Record<string, Worded>> = {
  states: ['状态', nameOfState],
  dueOn: ['期限', (day) => monthDay(String(day))],
  unit: ['承办', unitBy],
  receiver: ['审核', unitBy],
  acknowledgedAt: ['签收', (at) => (at === null ? '未签收' : '已签收')],
  note: ['说明', String],
  boxes: ['账号', (boxes) => boxMarks(listed(boxes))],
  files: ['附件', (files) => (listed(files).length > 0 ? `${listed(files).length}个` : '')],
  reason: ['理由', String],
  comment: ['批注', String],
}

const asIs = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** One side's facts about one assignment, by what they are called. */
const factsSaid = (side: unknown, number: number, names: RecordNames): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(factsAbout(side, number)).map(([fact, value]) => {
      const [name, said] = factNames[fact] ?? [fact, asIs]
      return [name, said(value, names)]
    }),
  )

/** 2021-06-07 10:06 县卫健局联络员 报整改:状态 待整改→待审核;说明 已公开 */
export const eventSaid = (event: Event, number: number, names: RecordNames): string => {
  const before = factsSaid(event.before, number, names)
  const after = factsSaid(event.after, number, names)
  const changes = [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [from = '', to = ''] = [before.get(key), after.get(key)]
    if (from === '' && to === '') return []
    return from === '' || from === to ? [`${key} ${to}`] : [`${key} ${from}→${to}`]
  })
  const who = event.by === null ? '系统' : names.member(event.by)
  const what = actNames[event.what] ?? event.what
  return `${wallClock(event.at)} ${who} ${what}${changes.length > 0 ? `:${changes.join(';')}` : ''}`
}

/** What the tables say now beside what the record says; null: they agree. */
export const strayedSaid = (
  recorded: Recorded,
  now: { readonly state: string; readonly dueOn: string },
): string | null => {
  const strayed = [
    ...(recorded.state === undefined || recorded.state === now.state
      ? []
      : [`状态是${nameOfState(now.state)},记录里是${nameOfState(recorded.state)}`]),
    ...(recorded.dueOn === undefined || recorded.dueOn === now.dueOn
      ? []
      : [`期限是${now.dueOn},记录里是${recorded.dueOn}`]),
  ]
  return strayed.length === 0 ? null : `现在${strayed.join(';')}:有人绕过机器人改了数据库。`
}

const near = (at: Instant | null): string => (at === null ? '' : `(业务时间 ${wallClock(at)})`)

/** Where the record breaks, and what that means. */
export const brokenSaid = (row: number, kind: BreakKind, at: Instant | null): string => {
  switch (kind) {
    case 'edited':
      return `第${row}行${near(at)}被改过:内容与它的哈希接不上。`
    case 'deleted':
      return `第${row}行${near(at)}之前有记录被删掉了。`
    case 'redated':
      return `第${row}行的时间被改过:现在写的是${near(at)},与前后的次序不合。`
    case 'tail':
      return row === 0 ? '记录全被删掉了,只剩链头。' : `第${row}行${near(at)}之后的记录被删掉了:链头对不上。`
    default:
      return kind satisfies never
  }
}
