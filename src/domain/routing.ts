import type { Unit } from './unit.ts'

/**
 * Whose liaison a unit's work goes to: its own, else the nearest ancestor's that can be reached; null: nobody's, it goes
 * on the call sheet.
 */
export const carrierOf = (
  unitId: number,
  units: ReadonlyMap<number, Unit>,
  reachable: ReadonlySet<number>,
): number | null => {
  const seen = new Set<number>()
  for (let at: number | null = unitId; at !== null && !seen.has(at); at = units.get(at)?.parentId ?? null) {
    if (reachable.has(at)) return at
    seen.add(at)
  }
  return null
}

/** By carrier, itself first: the units whose work its liaison sees and acts on. */
export const carriedUnits = (
  units: readonly Unit[],
  reachable: ReadonlySet<number>,
): ReadonlyMap<number, readonly number[]> => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const carried = new Map<number, number[]>([...reachable].map((id) => [id, [id]]))
  for (const { id } of units) {
    const carrier = carrierOf(id, byId, reachable)
    if (carrier !== null && carrier !== id) carried.get(carrier)!.push(id)
  }
  return carried
}
