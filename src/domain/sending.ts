import type { Calendar } from './calendar.ts'
import type { IsoDate } from './dates.ts'
import { dateAt, type Instant } from './instant.ts'
import type { PushKind } from './pushes.ts'
import { inWindow } from './reminders.ts'

/** What is known of a message at the moment it would be sent. */
export interface SendFacts {
  /** Null: an answer, which goes out whatever the hour. */
  readonly memberId: number | null
  readonly kind: PushKind | null
  /** The day it was made for. */
  readonly madeOn: IsoDate
  /** Whether the person still holds a post. */
  readonly serves: boolean
  /** Of the assignments it is about, how many are still the unit's turn; null: it is about none. */
  readonly stillOpen: number | null
}

export type Verdict =
  | { readonly kind: 'send' }
  /** It says nothing any more. */
  | { readonly kind: 'obsolete'; readonly reason: string }
  /** Moved into the next digest. */
  | { readonly kind: 'merge'; readonly reason: string }
  /** Nobody could take it while the office was open: somebody has to ring. */
  | { readonly kind: 'phone'; readonly reason: string }

/**
 * Looks again at the moment of sending: who was right to be told yesterday may have left, what was open may be handed
 * in, and the office may be closed by now. A digest of another day is not sent late, since the next one is computed anew.
 */
export const recheck = (facts: SendFacts, calendar: Calendar, now: Instant): Verdict => {
  if (facts.memberId === null) return { kind: 'send' }
  if (!facts.serves) return { kind: 'obsolete', reason: '收信人已停用' }
  if (facts.stillOpen === 0) return { kind: 'obsolete', reason: '事项都已报或已结' }
  const open = inWindow(calendar, now)
  if (facts.kind === null) {
    if (facts.madeOn !== dateAt(now)) return { kind: 'obsolete', reason: '不是当天的提醒,已由后一次提醒代替' }
    return open ? { kind: 'send' } : { kind: 'phone', reason: '到下班仍未发出' }
  }
  return open ? { kind: 'send' } : { kind: 'merge', reason: '不在发送时间,并入下一次提醒' }
}
