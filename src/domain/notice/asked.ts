import type { IsoDate } from '../dates.ts'
import type { Unit } from '../unit.ts'
import type { ReadQuestion } from './notice.ts'
import type { Register } from './register.ts'

export interface QuestionContext {
  readonly register: Register
  readonly units: readonly Unit[]
  readonly issuer: string | null
  readonly supervisionOffice: string
  readonly publishedOn: IsoDate | null
  /** Places of items whose unit was read from the row above. */
  readonly carried: ReadonlySet<string>
  /** Units that a text without any item speaks of. */
  readonly named: readonly string[]
  /** Lines that could not be placed, as they stand. */
  readonly left: readonly string[]
}

/** A question and where in the circular it arises. */
export interface Asked {
  readonly position: number
  readonly question: ReadQuestion
}

export const placesIn = (places: readonly string[], most = 3): string =>
  places.length <= most ? places.join('、') : `${places.slice(0, most).join('、')}等${places.length}条`

/** Items by a key, each key in the order of its first item. */
export const byKey = <T>(entries: readonly (readonly [string, T])[]): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const [key, value] of entries) {
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}
