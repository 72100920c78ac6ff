import { unitDirectory, type UnitDirectory } from './unit-directory.ts'
import { plainName, unitKey } from './unit-name.ts'
import type { ListedUnit } from './unit-sheet.ts'
import type { Unit } from './unit.ts'

/** Every unit of a directory that this name is by letter, by alias or by rule. */
const same = (name: string, directory: UnitDirectory): readonly Unit[] => [
  ...new Set([
    ...(directory.byName.get(plainName(name)) ?? []),
    ...(directory.byKey.get(unitKey(name, directory.level, directory.place)) ?? []),
  ]),
]

/** By line, what is wrong with a row; written here, and read again by whoever goes on. */
type Faults = Map<number, string>

/** What the rows are beside the register and beside each other; what is wrong is added to `faults`. */
export const checkUnits = (
  rows: readonly ListedUnit[],
  units: readonly Unit[],
  faults: Faults,
): {
  /** By line, the registered unit that the row is about. */
  readonly known: ReadonlyMap<number, Unit>
  /** By line, the parent's name as it stands, or will stand, in the register. */
  readonly parents: ReadonlyMap<number, string>
} => {
  const register = unitDirectory(units)
  // A row's id is its line below zero, so that it is nobody's in the register.
  const listed = rows.map((row) => ({ ...row, id: -row.line, parentId: null }))
  const sheet = unitDirectory(listed)
  const names = unitDirectory(
    listed.map((unit) => ({ ...unit, aliases: [] })),
    sheet.place,
  )
  const known = new Map<number, Unit>()
  for (const row of rows) {
    const registered = register.byName.get(plainName(row.name)) ?? same(row.name, register)
    const [unit] = registered
    const twin = same(row.name, names).find(({ id }) => -id < row.line)
    if (registered.length > 1)
      faults.set(row.line, `${row.name}像是${registered.map(({ name }) => name).join('、')},请写全名`)
    else if (twin !== undefined)
      faults.set(row.line, `${row.name}与第${-twin.id}行${twin.name}是同一个单位,另一个名字请写在「别名」里`)
    else if (unit !== undefined) known.set(row.line, unit)
  }
  for (const row of rows) {
    for (const alias of row.aliases) {
      // An alias that is another one's name is wrong; of two that are alike, the later one.
      const rivals = same(alias, sheet).filter(
        ({ id }) => -id < row.line || same(alias, names).some((one) => one.id === id),
      )
      const [other] = [
        ...same(alias, register).filter(({ id }) => id !== known.get(row.line)?.id),
        ...rivals.filter(({ id }) => id !== -row.line && !faults.has(-id)),
      ]
      if (other !== undefined && !faults.has(row.line))
        faults.set(row.line, `${row.name}的别名「${alias}」也是${other.name}的`)
    }
  }
  const parents = new Map<number, string>()
  for (const row of rows) {
    if (row.parent === null || faults.has(row.line)) continue
    const fresh = same(row.parent, sheet).filter(({ id }) => !known.has(-id))
    const right = [...same(row.parent, register), ...fresh.filter(({ id }) => !faults.has(-id))]
    // One whose own row is wrong is found all the same, so that its child can be told why.
    const [found, ...more] = right.length > 0 ? right : fresh
    if (found === undefined || more.length > 0)
      faults.set(row.line, `${row.name}的上级「${row.parent}」不在册,也不在这份表里`)
    else parents.set(row.line, found.name)
  }
  const nameOf = (row: ListedUnit): string => known.get(row.line)?.name ?? row.name
  const nameById = new Map(units.map(({ id, name }) => [id, name]))
  /** By name, whose parent stands above it once the sheet is taken over. */
  const above = new Map(units.map(({ name, parentId }) => [name, nameById.get(parentId ?? 0)]))
  for (const row of rows) if (parents.has(row.line)) above.set(nameOf(row), parents.get(row.line))
  const missing = new Set(rows.filter(({ line }) => faults.has(line) && !known.has(line)).map(({ name }) => name))
  for (const row of rows) {
    const seen = new Set([nameOf(row)])
    for (let at = above.get(nameOf(row)); at !== undefined && !faults.has(row.line); at = above.get(at)) {
      if (seen.has(at)) faults.set(row.line, `${row.name}的上级绕回了自己`)
      else if (missing.has(at)) faults.set(row.line, `${row.name}的上级${at}那一行有问题,改好后一起导入`)
      seen.add(at)
    }
  }
  return { known, parents }
}
