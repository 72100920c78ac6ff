import { lookUp, unitDirectory, type UnitDirectory } from './unit-directory.ts'
import { nearestUnits } from './unit-nearest.ts'

export const unitKinds = ['department', 'township', 'zone', 'enterprise', 'village', 'other'] as const
export type UnitKind = (typeof unitKinds)[number]

/** A body that work belongs to; persons only act for it. The order of units is the order of the office's own list. */
export interface Unit {
  readonly id: number
  readonly name: string
  readonly kind: UnitKind
  readonly parentId: number | null
  readonly aliases: readonly string[]
}

/** What a written name means. Only 'exact' has a unit; the others have the nearest registered names, best first. */
export type Resolution =
  | { readonly kind: 'exact'; readonly unit: Unit; readonly candidates: readonly string[] }
  | { readonly kind: 'ambiguous' | 'unknown'; readonly unit: null; readonly candidates: readonly string[] }

/** By name, alias or rule within a directory already made; likeness only ever makes candidates. */
export const resolveIn = (name: string, directory: UnitDirectory): Resolution => {
  const found = lookUp(name, directory)
  const [unit] = found
  if (unit !== undefined && found.length === 1) return { kind: 'exact', unit, candidates: [unit.name] }
  if (unit !== undefined) return { kind: 'ambiguous', unit: null, candidates: found.map((one) => one.name) }
  return { kind: 'unknown', unit: null, candidates: nearestUnits(name, directory) }
}

// The register is an immutable list: making its directory anew for every name typed would cost more than the answer.
const directories = new WeakMap<readonly Unit[], UnitDirectory>()

/** What a name written by a person or a circular means in this register. Never a guess. */
export const resolveUnit = (name: string, units: readonly Unit[]): Resolution => {
  let directory = directories.get(units)
  if (directory === undefined) directories.set(units, (directory = unitDirectory(units)))
  return resolveIn(name, directory)
}

/** The register's units of these kinds, in its own order. */
export const unitsOfKinds = (kinds: readonly UnitKind[], units: readonly Unit[]): readonly Unit[] =>
  units.filter((unit) => kinds.includes(unit.kind))
