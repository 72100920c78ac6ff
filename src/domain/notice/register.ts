import { resolveIn, unitKinds, type Resolution, type Unit, type UnitKind } from '../unit.ts'
import { lookUp, unitDirectory, type UnitDirectory } from '../unit-directory.ts'
import type { ReadGroup } from './notice.ts'
import { findGroups, type GroupWords } from './groups.ts'
import { mentionIndex, type MentionIndex } from './mentions.ts'

/** The register as one circular sees it: whom it addresses decides what 各单位 means. */
export interface Register {
  readonly directory: UnitDirectory
  readonly mentions: MentionIndex
  /** The unit a name means by name, alias or rule. */
  readonly find: (name: string) => Unit | null
  /** The same, with the nearest names where it means none; costs more. */
  readonly resolve: (name: string) => Resolution
  readonly byName: ReadonlyMap<string, Unit>
  readonly byId: ReadonlyMap<number, Unit>
  readonly group: (words: GroupWords) => ReadGroup
  /** Addressees that only someone who knows the case can name (县直有关单位); 各单位 means them too. */
  readonly openAddressees: readonly ReadGroup[]
}

/** 通城 of 通城县政府办公室; from the issuer, the title or the first lines. */
export const placeOf = (texts: readonly (string | null)[], level: string): string | null => {
  const pattern = new RegExp(`(?:^|关于|[^\\u4E00-\\u9FFF])([\\u4E00-\\u9FFF]{2,3}?)${level}(?=[\\u4E00-\\u9FFF])`)
  for (const text of texts) {
    const found = text === null ? undefined : pattern.exec(text)?.[1]
    if (found !== undefined && !/[我全各该本省市对在]/.test(found)) return found
  }
  return null
}

/** Kinds of the units a line of addressees names, by group or one by one. */
const addressed = (line: string, directory: UnitDirectory): UnitKind[] => {
  const kinds = findGroups(line).flatMap((found) => found.kinds)
  for (const name of line.split(/[、,;]/)) {
    const [unit] = lookUp(name.replace(/:$/, ''), directory)
    if (unit?.kind === 'zone' || unit?.kind === 'township') kinds.push(unit.kind)
  }
  return [...new Set(kinds)]
}

const sorted = (kinds: readonly UnitKind[]): UnitKind[] => unitKinds.filter((kind) => kinds.includes(kind))

/** The register with the circular's own county and addressees. */
export const readRegister = (units: readonly Unit[], place: string | null, addressees: string | null): Register => {
  const directory = unitDirectory(units, place)
  const known = new Map<string, Unit | null>()
  const find = (name: string): Unit | null => {
    let unit = known.get(name)
    if (unit === undefined) {
      const [first, more] = lookUp(name, directory)
      known.set(name, (unit = first !== undefined && more === undefined ? first : null))
    }
    return unit
  }
  const has = (kind: UnitKind): boolean => units.some((unit) => unit.kind === kind)
  const named = addressees === null ? [] : addressed(addressees, directory)
  const everyone = named.length > 0 ? named : (['department', 'township', 'zone'] as const).filter(has)
  const group = ({ words, kinds, everyone: all }: GroupWords): ReadGroup => {
    if (all) return { words, kinds: sorted([...kinds, ...everyone]) }
    const whole = kinds.includes('department') && kinds.includes('township') && named.includes('zone') && has('zone')
    return { words, kinds: sorted(whole ? [...kinds, 'zone'] : kinds) }
  }
  return {
    directory,
    mentions: mentionIndex(directory),
    find,
    resolve: (name) => resolveIn(name, directory),
    byName: new Map(units.map((unit) => [unit.name, unit])),
    byId: new Map(units.map((unit) => [unit.id, unit])),
    group,
    openAddressees: findGroups(addressees ?? '')
      .filter((found) => !found.everyone && found.kinds.length === 0)
      .map(group),
  }
}
