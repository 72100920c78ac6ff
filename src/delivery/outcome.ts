import type { Kysely } from 'kysely'

import { routesAfter } from '#db/members.ts'
import type { Database } from '#db/schema.ts'
import type { Claimed, Settled } from '#db/sending.ts'
import type { Outcome } from '#src/channels/channel.ts'
import { type Instant, instantFromMillis } from '#src/domain/instant.ts'
import { type Message, markRepeat } from '#src/domain/message.ts'

/** Refusals for later that are borne in one chat, the first included. */
const mostTries = 8
const retryMs = 30_000
const pausedMs = 60_000
/** How long a message waits for its channel, or for its chat's pace, before it takes another route; machine time. */
export const patienceMs = 300_000

export interface RouteDeps {
  readonly db: Kysely<Database>
  /** Configured, and not lost for good. */
  readonly usable: (channel: string) => boolean
  /** Can send now. */
  readonly open: (channel: string) => boolean
}

/** The member's next account on a channel that will do; null: there is none. */
const nextAccount = async (db: Kysely<Database>, message: Claimed, will: (channel: string) => boolean) => {
  if (message.memberId === null) return null
  const tried = { channel: message.channel, id: message.chat }
  const after = await routesAfter(db, message.memberId, tried)
  return after.find(({ channel }) => will(channel)) ?? null
}

/** By the member's next account, else by telephone. */
export const nextRoute = async (
  { db, usable }: Pick<RouteDeps, 'db' | 'usable'>,
  message: Claimed,
  reason: string,
): Promise<Settled> => {
  const to = await nextAccount(db, message, usable)
  return to === null ? { state: 'phone', reason } : { state: 'queued', to, reason }
}

const repeatMark = markRepeat({ blocks: [] }).title!
const isRepeat = ({ title }: Message): boolean => title?.startsWith(repeatMark) ?? false

/** A second copy, marked; a third there is not. */
export const repeated = (message: Claimed, reason: string): Settled =>
  isRepeat(message.body) ? { state: 'unknown', reason } : { state: 'queued', body: markRepeat(message.body), reason }

/** A reminder, and an answer that somebody waits for, are worth a second copy; other pushes stand in 回执 as unknown. */
const isWorthRepeating = ({ key, lane }: Claimed): boolean => key.startsWith('digest/') || lane === 0

/** How long a refusal for its pace keeps chat or bot waiting, in ms: never less than the platform asks for. */
export const pauseMs = (after = pausedMs, random = 0): number =>
  Math.ceil(after + random * Math.min(5000, 250 + after / 10))

/** A pace was hit: again then, without counting; when it has been so for long, by another route that is open. */
export const paced = async (
  deps: Pick<RouteDeps, 'db' | 'open'>,
  message: Claimed,
  { reason, until, long }: { readonly reason: string; readonly until: number; readonly long: boolean },
): Promise<Settled> => {
  const to = long ? await nextAccount(deps.db, message, deps.open) : null
  return to === null
    ? { state: 'queued', reason, retryAt: instantFromMillis(until), uncounted: true }
    : { state: 'queued', to, reason }
}

/** What becomes of a row whose outcome asks for nothing but its row. `business` and `now`: business and machine time. */
export const settledBy = async (
  deps: RouteDeps,
  message: Claimed,
  outcome: Outcome,
  { business, now }: { readonly business: Instant; readonly now: number },
): Promise<Settled> => {
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', ref: outcome.ref, sentAt: business }
    case 'unknown':
      return isWorthRepeating(message)
        ? repeated(message, outcome.reason)
        : { state: 'unknown', reason: outcome.reason }
    case 'refused': {
      const { retry, reason, gone, movedTo, after = retryMs * message.attempt } = outcome
      if (retry === 'never') return { state: 'phone', reason }
      const again = gone === undefined && message.attempt < mostTries
      // Its row has been given the new id in the same transaction.
      if (again && movedTo !== undefined) return { state: 'queued', reason }
      if (again && retry === 'later') return { state: 'queued', reason, retryAt: instantFromMillis(now + after) }
      return nextRoute(deps, message, reason)
    }
    default:
      return outcome satisfies never
  }
}
