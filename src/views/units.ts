import { type Block, button, list, type Message, text } from '#src/domain/message.ts'
import { type Unit, type UnitKind, unitKinds } from '#src/domain/unit.ts'

import { personLine, type RosterPerson } from './roster.ts'

const kindNames: Readonly<Record<UnitKind, string>> = {
  department: '县直部门',
  township: '乡镇',
  zone: '开发区、园区',
  enterprise: '企业',
  village: '村、社区',
  other: '其他',
}

/** 单位: by kind, with those nobody can write to named first. */
export const unitsSaid = (units: readonly Unit[], reached: ReadonlySet<number>): Message => ({
  title: `单位${units.length}家,联络员已绑定${units.filter(({ id }) => reached.has(id)).length}家`,
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
            ...(missing.length > 0 ? [`未绑定${missing.length}:${names(missing)}`] : []),
            ...(bound.length > 0 ? [`已绑定${bound.length}:${names(bound)}`] : []),
          ],
          `${kindNames[kind]}${own.length}家`,
        ),
      ]
    }),
    text('看一家:单位 县卫健局'),
  ],
  buttons: [button('名册')],
})

export interface UnitInput {
  readonly unit: Unit
  readonly parent: string | null
  readonly subUnits: readonly string[]
  readonly people: readonly RosterPerson[]
  /** Null: not asked. */
  readonly open: number | null
  readonly wholePhones: boolean
}

/** 单位 县卫健局: names, place in the tree, people, and how many items are open; never what they are. */
export const unitSaid = ({ unit, parent, subUnits, people, open, wholePhones }: UnitInput): Message => ({
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
  ],
  buttons: [`邀请 ${unit.name} 联络员`, `邀请 ${unit.name} B岗`]
    .filter((says) => Buffer.byteLength(says) <= 64)
    .map((says) => button(says)),
})
