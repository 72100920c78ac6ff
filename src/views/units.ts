import { type Block, button, list, type Message, say, text } from '#src/domain/message.ts'
import { type Unit, type UnitKind, unitKinds } from '#src/domain/unit.ts'

import { missingAdvice, personLine, type RosterPerson } from './roster.ts'

/** What people call a kind of units. */
export const kindNames: Readonly<Record<UnitKind, string>> = {
  department: '县直部门',
  township: '乡镇',
  zone: '开发区、园区',
  enterprise: '企业',
  village: '村、社区',
  other: '其他',
}

/** 单位: by kind, with those nobody can write to named first. `next`: what is still to be set up; may be empty. */
export const unitsSaid = (units: readonly Unit[], reached: ReadonlySet<number>, next: string): Message => ({
  title:
    units.length === 0
      ? '还没有单位'
      : `单位${units.length}家,联络员已开通${units.filter(({ id }) => reached.has(id)).length}家`,
  blocks: [
    ...unitKinds.flatMap((kind): Block[] => {
      const own = units.filter((unit) => unit.kind === kind)
      if (own.length === 0) return []
      const bound = own.filter(({ id }) => reached.has(id))
      const missing = own.filter(({ id }) => !reached.has(id))
      const names = (some: readonly Unit[]): string => some.map(({ name }) => name).join('、')
      return [
        list(
          [
            ...(missing.length > 0 ? [`未开通${missing.length}:${names(missing)}`] : []),
            ...(bound.length > 0 ? [`已开通${bound.length}:${names(bound)}`] : []),
          ],
          `${kindNames[kind]}${own.length}家`,
        ),
      ]
    }),
    text(next === '' ? '看一家:单位 县卫健局' : next),
  ],
  buttons: units.length === 0 ? [] : [button('名册')],
})

export interface UnitInput {
  readonly unit: Unit
  readonly parent: string | null
  readonly subUnits: readonly string[]
  readonly people: readonly RosterPerson[]
  /** Null: not asked. */
  readonly open: number | null
  readonly wholePhones: boolean
  /** The apps people may be reached in. */
  readonly apps: readonly string[]
}

/** 单位 县卫健局: names, place in the tree, people, and how many items are open; never what they are. */
export const unitSaid = ({ unit, parent, subUnits, people, open, wholePhones, apps }: UnitInput): Message => ({
  title: unit.name,
  blocks: [
    list([
      `类别:${kindNames[unit.kind]}`,
      ...(unit.aliases.length > 0 ? [`别名:${unit.aliases.join('、')}`] : []),
      ...(parent === null ? [] : [`上级:${parent}`]),
      ...(subUnits.length > 0 ? [`下属:${subUnits.join('、')}`] : []),
      ...(open === null ? [] : [`待办${open}条`]),
    ]),
    people.length === 0
      ? text('还没有人。')
      : list(
          people.map((one) => personLine(one, wholePhones)),
          '人员',
        ),
    ...missingAdvice(people, apps).map(text),
  ],
  buttons: [`邀请 ${unit.name} 联络员`, `邀请 ${unit.name} B岗`]
    .filter((says) => Buffer.byteLength(says) <= 64)
    .map((says) => button(says)),
})

/** 单位 督查室: which one it is. */
export const officeShown = (name: string | null): Message =>
  say(
    name === null
      ? '还没有定哪一家是督查室。例:单位 督查室 县政府督查室'
      : `督查室是${name}:它的审核员可以导入、发布、广播。`,
  )

/** 单位 督查室 …, when there is one already: what would change, and the text that completes it. */
export const officeFirst = (before: string, after: string): Message => {
  const completes = `单位 督查室 ${after} 确认`
  return say(
    `督查室现在是${before}。改成${after}后,${before}的审核员不能再导入、发布、广播,改由${after}的审核员办;已发布的不变。确定请回「${completes}」。`,
    Buffer.byteLength(completes) <= 64 ? [button(completes)] : [],
  )
}

/** `next`: what to do next; may be empty. */
export const officeSetSaid = (name: string, next: string): Message =>
  say(`已定:督查室是${name}。${next === '' ? '它的审核员可以导入、发布、广播。' : `\n${next}`}`)
