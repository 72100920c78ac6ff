import type { Kysely } from 'kysely'

import { acquireLease, releaseLease, renewLease } from '#db/lease.ts'
import type { Database } from '#db/schema.ts'

export interface LeaseOptions {
  readonly holder: string
  readonly ttlMs: number
  readonly renewMs: number
  /** On the embedded database: nobody else can be there, so a dead holder's time need not run out. */
  readonly alone: boolean
  /** Machine time in milliseconds. */
  readonly machine: () => number
  /** Called once when the lease is lost: stop writing and sending. */
  readonly onLost: () => void
}

export interface Lease {
  readonly epoch: number
  /** False a little before the database would say so: asked before each send. */
  readonly valid: () => boolean
  readonly release: () => Promise<void>
}

/** Becomes the one active process, and stays it by renewing. Null: another process is it. */
export const takeLease = async (db: Kysely<Database>, options: LeaseOptions): Promise<Lease | null> => {
  const { ttlMs, machine } = options
  // Counted from before the request: the database's own deadline is never earlier than ours.
  const first = machine()
  const epoch = await acquireLease(db, options.holder, ttlMs, options.alone)
  if (epoch === null) return null
  let deadline = first + ttlMs - 200
  let ended = false
  let timer: NodeJS.Timeout | undefined

  const lose = (): void => {
    if (ended) return
    ended = true
    options.onLost()
  }
  // A chain, not an interval: a renewal that is slow must not overlap the next.
  const renewLater = (): void => {
    timer = setTimeout(() => void renew(), options.renewMs)
  }
  const renew = async (): Promise<void> => {
    const asked = machine()
    // The database may be away: our time runs on, and may end.
    const held = await renewLease(db, epoch, ttlMs, options.alone).catch(() => (machine() > deadline ? false : null))
    if (ended) return
    if (held === false) return lose()
    if (held) deadline = asked + ttlMs - 200
    renewLater()
  }
  renewLater()
  return {
    epoch,
    valid: () => !ended && machine() < deadline,
    release: async () => {
      ended = true
      clearTimeout(timer)
      await releaseLease(db, epoch)
    },
  }
}
