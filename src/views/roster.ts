import { writeCsv } from '#src/domain/csv.ts'
import type { Instant } from '#src/domain/instant.ts'
import { type Block, button, type FileRef, list, type Message, text } from '#src/domain/message.ts'

import { channelName } from './channels.ts'
import { channelsSaid, momentSaid, phoneSaid } from './people.ts'

/** Somebody of the roster: bound, or only invited. */
export interface RosterPerson {
  /** Null: of no unit. */
  readonly unit: string | null
  /** 联络员(A岗) */
  readonly duty: string
  readonly name: string
  readonly phone: string | null
  /** Where something arrives, the first to be tried first. */
  readonly channels: readonly string[]
  /** Where nothing arrives any more, and why. */
  readonly gone: readonly { readonly channel: string; readonly reason: string }[]
  /** An invitation nobody has used: until when it holds; past: it has to be made again. */
  readonly invited: { readonly until: Instant; readonly open: boolean } | null
}

export interface RosterInput {
  readonly units: readonly string[]
  readonly people: readonly RosterPerson[]
  /** Units whose liaison some channel reaches. */
  readonly reached: ReadonlySet<string>
  /** Whether the reader sees whole telephone numbers. */
  readonly wholePhones: boolean
  /** The apps people may be reached in. */
  readonly apps: readonly string[]
}

const mostLines = 40

const stateOf = ({ channels, gone, invited }: RosterPerson): string => {
  if (channels.length > 0) return channelsSaid(channels)
  const [lost] = gone
  if (lost !== undefined) return goneSaid(lost.reason)
  if (invited === null) return '未开通'
  return invited.open ? `未开通,已发码,${momentSaid(invited.until)}前有效` : '未开通,码已过期'
}

/** 收不到(已拉黑机器人) */
export const goneSaid = (reason: string): string => (reason === '' ? '收不到' : `收不到(${reason})`)

/** 张三 联络员(A岗) 企业微信 138****5678 */
export const personLine = (person: RosterPerson, wholePhones: boolean): string =>
  [person.name, person.duty, stateOf(person), person.phone === null ? '' : phoneSaid(person.phone, wholePhones)]
    .filter((part) => part !== '')
    .join(' ')

/** 王芳A岗✓; a trial's people are called after their posts. */
const shortly = ({ unit, duty, name, channels }: RosterPerson): string => {
  const short = duty.replace(/^联络员\((.岗)\)$/, '$1').replace('单位', '')
  return `${name.startsWith(unit ?? duty) ? '' : name}${short}${channels.length > 0 ? '✓' : '✗'}`
}

/** The first so many, and how many more there are. */
const some = (lines: readonly string[]): string[] => [
  ...lines.slice(0, mostLines),
  ...(lines.length > mostLines ? [`其余${lines.length - mostLines}行见表格`] : []),
]

/** What to do about those who are missing, ready to be passed on. */
const adviceSaid = (missing: readonly RosterPerson[], apps: readonly string[]): string[] => {
  const lost = missing.filter(({ gone }) => gone.length > 0)
  const never = missing.filter(({ gone }) => gone.length === 0)
  const [first] = never
  // The post stands in it: a code for another one would bind him as what he is not.
  const invitation =
    first === undefined ? '' : `邀请 ${first.unit ?? '-'} ${first.duty.replace(/^联络员\((.岗)\)$/, '$1')}`
  const where = apps.length === 0 ? '' : `在${apps.map(channelName).join('或')}里`
  return [
    ...(never.length > 0
      ? [
          `未开通的,请转给本人:「请${where}找到"督办机器人",单独给它发:绑定 邀请码」。码只在发出时显示一次,没有了再发一个,例:${invitation}。`,
        ]
      : []),
    ...(lost.length > 0
      ? ['收不到的,请打电话让他打开机器人,点「开始」或取消拉黑,再给它发句话就恢复;在这之前他的提醒在电话单里。']
      : []),
  ]
}

/** 名册: counts first, then the units where somebody is missing, then those where nobody is; everybody is in the sheet. */
export const rosterSaid = ({ units, people, reached, wholePhones, apps }: RosterInput, sheet: FileRef): Message => {
  const unreached = units.filter((unit) => !reached.has(unit))
  const bound = people.filter(({ channels }) => channels.length > 0)
  const missing = people.filter(({ channels }) => channels.length === 0)
  const lost = missing.filter(({ gone }) => gone.length > 0)
  const byUnit = Map.groupBy(people, ({ unit }) => unit)
  const isWhole = (unit: string): boolean =>
    reached.has(unit) && (byUnit.get(unit) ?? []).every(({ channels }) => channels.length > 0)
  const lines = units
    .filter((unit) => !isWhole(unit))
    .map((unit) => `${unit}:${(byUnit.get(unit) ?? []).map(shortly).join(' ') || '还没有人'}`)
  const whole = units.filter(isWhole)
  const blocks: Block[] = [
    list([
      `${units.length}家单位:联络员已开通${units.length - unreached.length}家,未开通${unreached.length}家`,
      `共${people.length}人:已开通${bound.length}人,未开通${missing.length - lost.length}人${lost.length > 0 ? `,收不到${lost.length}人` : ''}`,
    ]),
  ]
  if (lines.length > 0) blocks.push(list(some(lines), `还没齐的${lines.length}家(✓已开通 ✗没有)`))
  if (missing.length > 0)
    blocks.push(
      list(
        some(missing.map((one) => `${one.unit ?? ''} ${personLine(one, wholePhones)}`.trim())),
        `还收不到消息的${missing.length}人`,
      ),
      ...adviceSaid(missing, apps).map(text),
    )
  if (whole.length > 0) blocks.push(list([whole.join('、')], `都已开通的${whole.length}家`))
  const others = byUnit.get(null) ?? []
  if (others.length > 0) blocks.push(list([others.map(shortly).join(' ')], '不属单位的'))
  blocks.push({ kind: 'file', file: sheet })
  blocks.push(text('看一家:名册 县卫健局。批量发码:发来名册表格再回「名册 导入」,上面这份改好也能导入。'))
  return { title: '名册', blocks, buttons: [button('单位')] }
}

/** Of one unit: what to do about those who are missing. */
export const missingAdvice = (people: readonly RosterPerson[], apps: readonly string[]): string[] =>
  adviceSaid(
    people.filter(({ channels }) => channels.length === 0),
    apps,
  )

/** Everybody as a sheet that can be corrected and imported again. */
export const rosterSheet = (people: readonly RosterPerson[], wholePhones: boolean): string =>
  writeCsv([
    ['单位', '岗位', '姓名', '电话', '状态'],
    ...people.map((one) => [
      one.unit ?? '',
      one.duty,
      one.name,
      one.phone === null ? '' : phoneSaid(one.phone, wholePhones),
      stateOf(one),
    ]),
  ])
