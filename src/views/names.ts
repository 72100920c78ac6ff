import type { Unit } from '#src/domain/unit.ts'

import type { Names } from './labels.ts'

export const namesFrom = (units: readonly Unit[], notices: ReadonlyMap<number, string>): Names => {
  const byId = new Map(units.map((unit) => [unit.id, unit.name]))
  return { unit: (id) => byId.get(id) ?? '?', notice: (id) => notices.get(id) ?? '通报' }
}
