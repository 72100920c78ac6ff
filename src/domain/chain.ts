import { headUnits } from './heads.ts'
import { carrierOf } from './routing.ts'
import type { Unit } from './unit.ts'

/** Rungs missing in the chain above some units: found when publishing, closed by the office, never climbed over. */
export interface MissingRungs {
  /** Nobody of the unit or above it is told as its liaison. */
  readonly liaisons: readonly number[]
  /** Nobody hears when the unit is late. */
  readonly heads: readonly number[]
}

export const missingRungs = (
  unitIds: readonly number[],
  units: readonly Unit[],
  reachable: ReadonlySet<number>,
  heads: ReadonlySet<number>,
): MissingRungs => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const headless = new Set(headUnits(units, reachable, heads).missing)
  return {
    liaisons: unitIds.filter((id) => carrierOf(id, byId, reachable) === null),
    heads: unitIds.filter((id) => headless.has(id)),
  }
}
