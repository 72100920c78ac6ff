import { writeCsv } from '#src/domain/csv.ts'
import type { Instant } from '#src/domain/instant.ts'
import { type Block, button, type FileRef, list, type Message, text } from '#src/domain/message.ts'

import { channelsSaid, momentSaid, phoneSaid } from './people.ts'

/** Somebody of the roster: bound, or only invited. */
export interface RosterPerson {
  /** Null: of no unit. */
  readonly unit: string | null
  /** 联络员(A岗) */
  readonly duty: string
  readonly name: string
  readonly phone: string | null
  readonly channels: readonly string[]
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
}

const mostLines = 40

const stateOf = ({ channels, invited }: RosterPerson): string => {
  if (channels.length > 0) return channelsSaid(channels)
  if (invited === null) return '未绑定'
  return invited.open ? `已发码,${momentSaid(invited.until)}前有效` : '码已过期,未绑定'
}

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

/** 名册: counts first, then the units where somebody is missing, then those where nobody is; everybody is in the sheet. */
export const rosterSaid = ({ units, people, reached, wholePhones }: RosterInput, sheet: FileRef): Message => {
  const missing = units.filter((unit) => !reached.has(unit))
  const bound = people.filter(({ channels }) => channels.length > 0)
  const unbound = people.filter(({ channels }) => channels.length === 0)
  const byUnit = Map.groupBy(people, ({ unit }) => unit)
  const isWhole = (unit: string): boolean =>
    reached.has(unit) && (byUnit.get(unit) ?? []).every(({ channels }) => channels.length > 0)
  const lines = units
    .filter((unit) => !isWhole(unit))
    .map((unit) => `${unit}:${(byUnit.get(unit) ?? []).map(shortly).join(' ') || '还没有人'}`)
  const whole = units.filter(isWhole)
  const blocks: Block[] = [
    list([
      `${units.length}家单位:联络员已绑定${units.length - missing.length}家,未绑定${missing.length}家`,
      `共${people.length}人:已绑定${bound.length}人,未绑定${unbound.length}人`,
    ]),
  ]
  if (lines.length > 0) blocks.push(list(some(lines), `还没齐的${lines.length}家(✓已绑定 ✗未绑定)`))
  if (unbound.length > 0)
    blocks.push(
      list(
        some(unbound.map((one) => `${one.unit ?? ''} ${personLine(one, wholePhones)}`.trim())),
        `还没绑定的${unbound.length}人`,
      ),
    )
  if (whole.length > 0) blocks.push(list([whole.join('、')], `都已绑定的${whole.length}家`))
  const others = byUnit.get(null) ?? []
  if (others.length > 0) blocks.push(list([others.map(shortly).join(' ')], '不属单位的'))
  blocks.push({ kind: 'file', file: sheet })
  blocks.push(text('看一家:名册 县卫健局。批量发码:发来名册表格再回「名册 导入」,上面这份改好也能导入。'))
  return { title: '名册', blocks, buttons: [button('单位')] }
}

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
