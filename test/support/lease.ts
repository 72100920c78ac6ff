import type { Kysely } from 'kysely'

import type { Database } from '#db/schema.ts'
import { type Lease, takeLease } from '#src/lease.ts'

/** The lease of a house in a test: however far its time is moved, it stays the one. */
export const heldLease = async (db: Kysely<Database>): Promise<Lease> =>
  (await takeLease(db, {
    holder: 'test',
    ttlMs: 3_600_000,
    renewMs: 600_000,
    alone: true,
    machine: () => 0,
    onLost: () => {},
  }))!
