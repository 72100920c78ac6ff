import type { Kysely, Transaction } from 'kysely'

import type { Database } from '#db/schema.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import type { Instant } from '#src/domain/instant.ts'
import type { Schedule } from '#src/domain/schedule.ts'

/** What a run writes, and the line that says what it did. */
export interface Planned {
  readonly result: string
}

/** A scheduled job: pure in the middle. `at` is the business time of the run's slot, or later when it is caught up. */
export interface Job<Data = unknown, Plan extends Planned = Planned> {
  readonly name: string
  readonly schedule: Schedule
  /** Minutes after its time within which a missed run is still worth doing; later it is recorded as skipped. */
  readonly catchUp: number
  /** What it waits for, at most so many minutes after its time; not asked when the trial's clock is played. */
  readonly waits?: { readonly minutes: number; readonly until: (db: Kysely<Database>, at: Instant) => Promise<boolean> }
  readonly read: (db: Kysely<Database>, at: Instant) => Promise<Data>
  readonly plan: (data: Data, at: Instant, calendar: Calendar) => Plan
  /** In the transaction of the run row, which makes a repeat harmless. */
  readonly write: (trx: Transaction<Database>, plan: Plan, at: Instant) => Promise<void>
}

export const defineJob = <Data, Plan extends Planned>(job: Job<Data, Plan>): Job => job as unknown as Job
