import type { State } from './assignment.ts'
import type { Instant } from './instant.ts'

/** Who did what to which, when: before and after. What the record keeps of one act. */
export interface Event {
  /** Business time. */
  readonly at: Instant
  /** The member; null: the program itself. */
  readonly by: number | null
  readonly what: string
  readonly notice?: number
  /** Numbers of the assignments concerned; found again by them. */
  readonly assignments?: readonly number[]
  readonly before?: unknown
  readonly after?: unknown
}

/** Numbers by what they share, as `before` and `after` keep it: { open: [12, 13] }, { '2021-06-08': [12] }. */
export const numbersBy = <T extends { readonly number: number }>(
  some: readonly T[],
  shared: (one: T) => string | number | null,
): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    [...Map.groupBy(some, (one) => String(shared(one)))].map(([key, same]) => [key, same.map(({ number }) => number)]),
  )

/** How assignments stand, for `before` and `after`. */
export const statesOf = (
  some: readonly { readonly number: number; readonly state: State }[],
): { readonly states: Readonly<Record<string, readonly number[]>> } => ({
  states: numbersBy(some, ({ state }) => state),
})

export type Facts = Readonly<Record<string, unknown>>

/** What one side of an event says about one assignment: { states: { open: [12] }, note: '已办' } → { states: 'open', … }. */
export const factsAbout = (side: unknown, number: number): Facts => {
  if (typeof side !== 'object' || side === null) return {}
  const facts: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(side)) {
    const grouped = typeof value === 'object' && value !== null && !Array.isArray(value)
    const groups = grouped ? Object.entries(value as Facts) : []
    if (groups.length === 0 || !groups.every(([, numbers]) => Array.isArray(numbers))) facts[name] = value
    const mine = groups.find(([, numbers]) => Array.isArray(numbers) && numbers.includes(number))
    if (mine !== undefined) facts[name] = mine[0]
  }
  return facts
}

export interface Recorded {
  readonly state?: string
  readonly dueOn?: string
}

/** How an assignment should stand now by its events, as far as they say it. */
export const recordedStanding = (events: readonly Event[], number: number): Recorded =>
  events.reduce<Recorded>((before, { after }) => {
    const { states, dueOn } = factsAbout(after, number)
    return {
      ...before,
      ...(typeof states === 'string' ? { state: states } : {}),
      ...(typeof dueOn === 'string' ? { dueOn } : {}),
    }
  }, {})

export type BreakKind = 'edited' | 'deleted' | 'redated' | 'tail'

/** A row of the record as the chain sees it. */
export interface Link {
  readonly id: number
  /** Business time of its first event; null: it cannot be read any more. */
  readonly at: Instant | null
}

/**
 * What was most likely done to a row that does not follow from the one before it. Numbers of rows have gaps of their own
 * now and then, so a gap makes a deletion likely, no more.
 */
export const breakKind = (before: Link | null, row: Link, after: Link | null): Exclude<BreakKind, 'tail'> => {
  if (row.id !== (before?.id ?? 0) + 1) return 'deleted'
  if (row.at === null) return 'edited'
  const early = before !== null && before.at !== null && row.at < before.at
  const late = after !== null && after.at !== null && row.at > after.at
  return early || late ? 'redated' : 'edited'
}
