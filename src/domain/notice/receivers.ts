import type { Unit, UnitKind } from '../unit.ts'
import type { ReadItem, ReadQuestion } from './notice.ts'
import type { Register } from './register.ts'

interface Offices {
  readonly register: Register
  readonly issuer: string | null
  readonly supervisionOffice: string
}

const ancestors = (unit: Unit, register: Register): Unit[] => {
  const above: Unit[] = []
  let parent = unit.parentId === null ? undefined : register.byId.get(unit.parentId)
  while (parent !== undefined && !above.includes(parent)) {
    above.push(parent)
    parent = parent.parentId === null ? undefined : register.byId.get(parent.parentId)
  }
  return above
}

const kin = (a: Unit, b: Unit, register: Register): boolean =>
  a.id === b.id || ancestors(a, register).includes(b) || ancestors(b, register).includes(a)

const kindsOf = (item: ReadItem): readonly UnitKind[] => item.groups.flatMap((group) => group.kinds)

const responsible = (item: ReadItem, unit: Unit): boolean =>
  item.units.some((one) => one.canonical === unit.name) || kindsOf(item).includes(unit.kind)

/** Nobody judges his own: asks whether the leader and the supervision office may judge where the receiver is the unit itself. */
export const receiverQuestion = (
  items: readonly ReadItem[],
  { register, issuer, supervisionOffice }: Offices,
): ReadQuestion | null => {
  const office = register.find(supervisionOffice)
  const issuing = issuer === null ? null : register.find(issuer)
  const places = new Set<string>()
  const judged = new Map<string, string>()
  for (const item of items) {
    const receiver = (item.reportTo?.canonical == null ? null : register.byName.get(item.reportTo.canonical)) ?? office
    if (receiver === null) continue
    const own = new Set([issuing, office, receiver, ...ancestors(receiver, register)].filter((unit) => unit !== null))
    for (const unit of own) {
      if (!responsible(item, unit)) continue
      const byLeader = unit === issuing || unit === office || office === null || kin(unit, office, register)
      judged.set(unit.name, byLeader ? `${register.directory.level}领导` : office.name)
      places.add(item.place)
    }
  }
  if (judged.size === 0) return null
  const said = [...judged]
    .toSorted(([, a], [, b]) => Number(b.endsWith('领导')) - Number(a.endsWith('领导')))
    .map(([unit, by]) => `${unit}由${by}审`)
  return {
    about: 'receiver',
    blocking: false,
    places: [...places],
    words: [...judged.keys()].join('、'),
    text: `${said.join(',')},可以吗?`,
    candidates: ['可以'],
  }
}
