import type { Answer } from '#src/domain/notice/answer.ts'
import { type Calendar, isWorkday, lastWorkdayOnOrBefore } from '#src/domain/calendar.ts'
import { type IsoDate, monthDay } from '#src/domain/dates.ts'
import { type Block, button, list, type Message, text } from '#src/domain/message.ts'
import type { Check, ReadNotice, ReadQuestion } from '#src/domain/notice/notice.ts'
import type { Pair, Plan } from '#src/domain/notice/plan.ts'
import type { UnitKind } from '#src/domain/unit.ts'

import { dateSaid } from './days.ts'
import type { Names } from './labels.ts'

export interface PreviewInput {
  readonly shortName: string
  readonly reading: ReadNotice
  readonly plan: Plan
  readonly answers: ReadonlyMap<number, Answer>
  /** How many of the plan's assignments have gone out already. */
  readonly issued: number
  readonly today: IsoDate
  readonly calendar: Calendar
  readonly names: Names
}

const counted = <T>(items: readonly T[], key: (item: T) => string): [string, number][] => {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1)
  return [...counts]
}

const contents = (reading: ReadNotice, plan: Plan): string => {
  const { items } = reading
  const problems = items.filter(({ kind }) => kind === 'problem').length
  const accounts = items.filter(({ kind }) => kind === 'account')
  const rows = accounts.reduce((sum, { account }) => sum + (account?.rows.length ?? 0), 0)
  const doubles = accounts.flatMap(({ account }) =>
    account && account.rows.length > 1 ? [account.rows.join('/')] : [],
  )
  const parts = [
    ...(problems > 0 ? [`问题${problems}`] : []),
    ...(accounts.length > 0
      ? [`账号${rows}行${rows === accounts.length ? '' : `→${accounts.length}个(${doubles.join('、')}重复)`}`]
      : []),
    ...items
      .filter(({ kind }) => kind === 'duty')
      .map(({ title, place, units, groups }) => {
        const named = groups.length > 0 ? plan.ready.filter((pair) => pair.place === place).length : units.length
        return `${title}${named}家`
      }),
  ]
  return parts.join(',')
}

const kindNames: Readonly<Record<UnitKind, string>> = {
  department: '所有县直单位',
  township: '各乡镇',
  zone: '开发区等',
  enterprise: '企业',
  village: '村',
  other: '其他',
}

const answerSaid = (answer: Answer): string => {
  switch (answer.kind) {
    case 'yes':
      return '是'
    case 'units':
      return answer.names.join('、')
    case 'kinds':
      return answer.kinds.map((kind) => kindNames[kind]).join('、')
    case 'without':
      return answer.names.length > 0 ? `除${answer.names.join('、')}` : '不含'
    case 'date':
      return monthDay(answer.date)
    case 'drop':
      return '不发'
    case 'leader':
      return '县领导'
    default:
      return answer satisfies never
  }
}

/** A settled question in short: 「招投中心」→ 县招商促进中心. */
const settledLine = (number: number, words: string, answer: Answer): string =>
  `${number}、「${words.length > 20 ? `${words.slice(0, 20)}…` : words}」→ ${answerSaid(answer)}`

/** How an open question is answered, ready to be typed. */
const answerExample = (number: number, question: ReadQuestion): string =>
  question.candidates === undefined || question.candidates.length === 0
    ? `答 ${number} ${question.about === 'noDeadline' ? '6月30日' : '单位名'}`
    : `答 ${number} 是`

const questionLines = ({
  reading,
  answers,
}: PreviewInput): { open: string[]; settled: string[]; confirm: string[] } => {
  const lines = reading.questions.map((question, at) => {
    const answer = answers.get(at + 1)
    const line = answer === undefined ? `${at + 1}、${question.text}` : settledLine(at + 1, question.words, answer)
    return { question, answer, line }
  })
  const said = (want: (one: (typeof lines)[number]) => boolean): string[] => lines.filter(want).map(({ line }) => line)
  return {
    open: said(({ question, answer }) => question.blocking && answer === undefined),
    confirm: said(({ question, answer }) => !question.blocking && answer === undefined),
    settled: said(({ answer }) => answer !== undefined),
  }
}

/** A check that failed: a number against what the circular says, a writing against the right one, or just the find. */
const checkLine = ({ what, found, expected }: Check): string => {
  if (/数$|点名单位$/.test(what)) return `${what}:${found},通报写${expected}`
  return /^错字$|写法$/.test(what) ? `${what}:${found} → ${expected}` : `${what}:${found}`
}

/** What an officer should see of a day while it can still be changed. */
const dueRemark = (calendar: Calendar, day: IsoDate, today: IsoDate): string => {
  if (day <= today) return day === today ? '(就是今天!)' : '(已过!)'
  if (isWorkday(calendar, day)) return ''
  return `(休息日,之前最后一个工作日是${monthDay(lastWorkdayOnOrBefore(calendar, day))})`
}

/** 预览: what was understood, what is doubted, who judges; and the text that goes on. */
export const previewSaid = (input: PreviewInput): Message => {
  const { reading, plan, today, names, issued } = input
  const { open, confirm, settled } = questionLines(input)
  const dues = counted(plan.ready, ({ dueOn }) => dueOn).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const judges = counted(plan.ready, ({ receiverUnitId }) =>
    receiverUnitId === null ? '县领导' : names.unit(receiverUnitId),
  )
  const failed = reading.checks.filter(({ ok }) => !ok)
  const passed = reading.checks.filter(({ ok }) => ok)
  const units = new Set(plan.ready.map(({ unitId }) => unitId)).size
  const firstOpen = plan.open[0]
  const example = firstOpen === undefined ? undefined : answerExample(firstOpen, reading.questions[firstOpen - 1]!)
  const waiting = plan.ready.length - issued
  const blocks: Block[] = [
    text(
      `《${reading.title}》${reading.issuer === null ? '' : `\n${reading.issuer}`}${reading.publishedOn === null ? '' : ` ${reading.publishedOn}`}`,
    ),
    text(
      `${contents(reading, plan)};共${plan.ready.length + plan.held.length}条,${units}家单位${plan.held.length > 0 ? `,其中${plan.held.length}条先不发` : ''}${plan.dropped > 0 ? `,另有${plan.dropped}条定为不发` : ''}。`,
    ),
    list(
      dues.map(([day, count]) => `${dateSaid(day)} ${count}条${dueRemark(input.calendar, day, today)}`),
      '期限',
    ),
    list(
      judges.map(([name, count]) => `${name} ${count}条`),
      '审核',
    ),
    ...(failed.length > 0 ? [list(failed.map(checkLine), `核对:${passed.length}项相符,${failed.length}处请看`)] : []),
    ...(failed.length === 0 && passed.length > 0 ? [text(`核对:${passed.length}项全部相符。`)] : []),
    ...(open.length > 0 ? [list(open, '请定(不定的先不发)')] : []),
    ...(confirm.length > 0 ? [list(confirm, '请过目(不改即按此发)')] : []),
    ...(settled.length > 0 ? [list(settled, '已定')] : []),
    text(
      [
        ...(issued > 0 ? [`已发布${issued}条。`] : []),
        ...(example === undefined ? [] : [`定一处回「${example}」,几处一起:「答 1 是;5 含」。`]),
        waiting > 0 ? '看某家所见回「预览 县卫健局」;没问题回「发布」。' : '没有待发布的。',
      ].join(''),
    ),
  ]
  return {
    title: `【${input.shortName}】`,
    blocks,
    buttons: [...(waiting > 0 ? [button('发布')] : []), ...(example?.endsWith('是') ? [button(example)] : [])],
  }
}

/** After 答: what is settled now, and what is still open. */
export const answeredSaid = (input: PreviewInput, numbers: readonly number[]): Message => {
  const { reading, plan, answers, issued } = input
  const open = plan.open[0]
  const waiting = plan.ready.length - issued
  const example = open === undefined ? undefined : answerExample(open, reading.questions[open - 1]!)
  return {
    title: `【${input.shortName}】已定${numbers.length}处`,
    blocks: [
      list(numbers.map((number) => settledLine(number, reading.questions[number - 1]!.words, answers.get(number)!))),
      ...(plan.open.length > 0
        ? [
            list(
              plan.open.map((number) => `${number}、${reading.questions[number - 1]!.text}`),
              '还没定(不定的先不发)',
            ),
          ]
        : []),
      text(
        `现在可发布${waiting}条${plan.held.length > 0 ? `,先不发${plan.held.length}条` : ''}${plan.dropped > 0 ? `,定为不发${plan.dropped}条` : ''}。${example === undefined ? '' : `接着定回「${example}」;`}回「预览」看全部${waiting > 0 ? ',没问题回「发布」' : ''}。`,
      ),
    ],
    buttons: [
      ...(example?.endsWith('是') ? [button(example)] : []),
      button('预览'),
      ...(waiting > 0 ? [button('发布')] : []),
    ],
  }
}

export interface UnitPreview {
  readonly shortName: string
  readonly unit: string
  readonly pairs: readonly Pair[]
  readonly titles: ReadonlyMap<string, string>
  readonly names: Names
}

/** 预览 县卫健局: what one unit will get, by the circular's own places, since numbers are given at 发布. */
export const unitPreviewSaid = ({ shortName, unit, pairs, titles, names }: UnitPreview): Message => {
  const dueTo = ({ dueOn, receiverUnitId }: Pair): string =>
    `${monthDay(dueOn)},报${receiverUnitId === null ? '县领导' : names.unit(receiverUnitId)}`
  /** When and to whom stands once, above; with an item only where it differs. */
  const section = (some: readonly Pair[], called: string): Block[] => {
    if (some.length === 0) return []
    const byDue = [...Map.groupBy(some, dueTo)].toSorted(([, a], [, b]) => b.length - a.length)
    const [usual] = byDue[0]!
    const line = (pair: Pair): string =>
      `${pair.place} ${titles.get(pair.place) ?? ''}${dueTo(pair) === usual ? '' : `(${dueTo(pair)})`}`
    return [list(some.map(line), `${called}${some.length}条(${usual})`)]
  }
  return {
    title: `【${shortName}】${unit} ${pairs.length}条`,
    blocks:
      pairs.length === 0
        ? [text('这份通报没有这个单位的事项。')]
        : [
            ...section(
              pairs.filter(({ common }) => !common),
              '本单位',
            ),
            ...section(
              pairs.filter(({ common }) => common),
              '共同',
            ),
          ],
  }
}
