import type { Transaction } from 'kysely'

import type { IsoDate } from '#src/domain/dates.ts'
import type { Instant } from '#src/domain/instant.ts'
import type { Address } from '#src/domain/member.ts'
import type { Message } from '#src/domain/message.ts'

import { markAnnounced } from './assignments.ts'
import { enqueue, keysTaken } from './messages.ts'
import { markCarried } from './pushes.ts'
import type { Database } from './schema.ts'

export interface DigestRow {
  /** One a member and day. */
  readonly key: string
  readonly cause: string
  readonly memberId: number
  readonly to: Address | null
  readonly unitIds: readonly number[]
  /** The merged pushes it says. */
  readonly carried: readonly number[]
  readonly body: Message
}

/**
 * Queues digests, and notes what they tell: their units' items are announced, their pushes carried. A member whose
 * digest of the day has gone out already gets none, and nothing is noted for it.
 */
export const writeDigests = async (
  trx: Transaction<Database>,
  digests: readonly DigestRow[],
  { at, today }: { readonly at: Instant; readonly today: IsoDate },
): Promise<readonly DigestRow[]> => {
  const taken = await keysTaken(
    trx,
    digests.map(({ key }) => key),
  )
  const fresh = digests.filter(({ key }) => !taken.has(key))
  await enqueue(
    trx,
    fresh.map(({ key, cause, memberId, to, body }) => ({ key, cause, memberId, to, lane: 'bulk' as const, at, body })),
  )
  await markAnnounced(
    trx,
    fresh.flatMap(({ unitIds }) => unitIds),
    today,
  )
  for (const { key, carried } of fresh) await markCarried(trx, key, carried)
  return fresh
}
