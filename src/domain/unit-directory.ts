import type { Unit } from './unit.ts'
import { levelOf, plainName, unitKey } from './unit-name.ts'

/** The register made ready for looking up. */
export interface UnitDirectory {
  readonly units: readonly Unit[]
  readonly level: string
  readonly place: string | null
  readonly byName: ReadonlyMap<string, readonly Unit[]>
  readonly byKey: ReadonlyMap<string, readonly Unit[]>
}

const put = (map: Map<string, Unit[]>, key: string, unit: Unit): void => {
  const known = map.get(key)
  if (known === undefined) map.set(key, [unit])
  else if (!known.includes(unit)) known.push(unit)
}

// 通城经济开发区 with the alias 县经济开发区 tells that the county is 通城; so does a register that writes 通城县教育局.
const placeIn = (units: readonly Unit[], level: string): string | null => {
  const count = new Map<string, number>()
  for (const { name, aliases } of units) {
    const full = new RegExp(`^([\\u4E00-\\u9FFF]{2,3}?)${level}(?=[\\u4E00-\\u9FFF]{2})`).exec(name)?.[1]
    if (full !== undefined) count.set(full, (count.get(full) ?? 0) + 1)
    for (const alias of aliases) {
      const rest = alias.startsWith(level) ? alias.slice(level.length) : ''
      const before = rest.length > 2 && name.endsWith(rest) ? name.slice(0, -rest.length) : ''
      if (before.length >= 2 && before.length <= 3) return before
    }
  }
  const [best] = [...count].toSorted((a, b) => b[1] - a[1])
  return best !== undefined && best[1] >= 3 ? best[0] : null
}

/** @param place the county's own name without 县, where the circular tells it */
export const unitDirectory = (units: readonly Unit[], place: string | null = null): UnitDirectory => {
  const level = levelOf(units.flatMap(({ name, aliases }) => [name, ...aliases]))
  const own = place ?? placeIn(units, level)
  const byName = new Map<string, Unit[]>()
  const byKey = new Map<string, Unit[]>()
  for (const unit of units) {
    for (const name of [unit.name, ...unit.aliases]) {
      put(byName, plainName(name), unit)
      put(byKey, unitKey(name, level, own), unit)
    }
  }
  return { units, level, place: own, byName, byKey }
}

/** The units that this name can mean by name, alias or rule; more than one where two share it. */
export const lookUp = (name: string, directory: UnitDirectory): readonly Unit[] => {
  const written = directory.byName.get(plainName(name))
  if (written !== undefined) return written
  return directory.byKey.get(unitKey(name, directory.level, directory.place)) ?? []
}
