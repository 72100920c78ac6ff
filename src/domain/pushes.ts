import type { Assignment } from './assignment.ts'
import type { Calendar } from './calendar.ts'
import { nextWorkday } from './calendar.ts'
import type { IsoDate } from './dates.ts'
import type { Instant } from './instant.ts'
import type { Message } from './message.ts'
import { lastDayInTime } from './reminders.ts'

/** What goes out beside the digest, and its rank for the one push a person may get a day: the lower goes first. */
export const pushRanks = { return: 1, transfer: 1, instruction: 1, publish: 2, broadcast: 3, chase: 4 } as const
export type PushKind = keyof typeof pushRanks

/** The push that has taken the day's quota already. */
export interface TakenBy {
  readonly kind: PushKind
  /** It waits in the queue: nobody has seen it. */
  readonly waiting: boolean
}

/**
 * Where a new push goes: out; out in place of a lower one that is still waiting (which moves into the next digest); or
 * itself into the next digest. Moved, never dropped.
 */
export const placePush = (kind: PushKind, inWindow: boolean, taken: TakenBy | null): 'queue' | 'replace' | 'merge' => {
  if (!inWindow) return 'merge'
  if (taken === null) return 'queue'
  return taken.waiting && pushRanks[kind] < pushRanks[taken.kind] ? 'replace' : 'merge'
}

/** A push that did not go out and waits for its person's next digest. */
export interface CarriedPush {
  readonly id: number
  readonly memberId: number
  readonly kind: PushKind
  readonly numbers: readonly number[]
  readonly at: Instant
  readonly body: Message
}

/** What says something of its own is carried in any case; what is about items, as long as one of them is open. */
export const stillMatters = (push: CarriedPush, open: ReadonlySet<number>): boolean =>
  push.kind === 'broadcast' || push.kind === 'instruction' || push.numbers.some((number) => open.has(number))

/** Whether an item falls due before the next digest could say so: then somebody has to ring. */
export const dueBeforeDigest = (calendar: Calendar, assignment: Assignment, today: IsoDate): boolean => {
  const last = lastDayInTime(calendar, assignment)
  return last >= today && last < nextWorkday(calendar, today)
}
