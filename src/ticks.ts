import type { Kysely } from 'kysely'
import type { Logger } from 'pino'

import { holdsLease } from '#db/lease.ts'
import { claimRun, lastRuns } from '#db/runs.ts'
import type { Database } from '#db/schema.ts'
import { type Settings, writeSetting } from '#db/settings.ts'
import { jobs as table } from '#jobs/index.ts'
import type { Job } from '#jobs/job.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import type { Instant } from '#src/domain/instant.ts'
import { slotsBetween, withinCatchUp } from '#src/domain/schedule.ts'

export interface TickDeps {
  readonly db: Kysely<Database>
  readonly calendar: Calendar
  readonly lease: { readonly epoch: number; readonly valid: () => boolean }
  readonly log: Logger
  readonly settings: () => Settings
  /** The table, or a test's own. */
  readonly jobs?: readonly Job[]
}

interface Due {
  readonly job: Job
  readonly slot: Instant
}

export interface Ticks {
  /** Runs what is due at `now` and has not run. */
  readonly runDue: (now: Instant) => Promise<void>
  /** Moves the trial's clock from one instant to another, each due run at its own time. */
  readonly play: (from: Instant, to: Instant, moved: (clock: Instant) => Promise<void>) => Promise<void>
}

export const createTicks = (deps: TickDeps): Ticks => {
  const { db, calendar, log, jobs = table } = deps

  /** In order of their time, whatever the job. */
  const due = async (upTo: Instant): Promise<Due[]> => {
    const last = await lastRuns(db)
    const born = deps.settings().bornAt ?? upTo
    return jobs
      .flatMap((job) =>
        slotsBetween(job.schedule, calendar, last.get(job.name) ?? born, upTo).map((slot) => ({ job, slot })),
      )
      .toSorted((a, b) => (a.slot < b.slot ? -1 : a.slot > b.slot ? 1 : 0))
  }

  /** True: it is done, now or before. False: it waits for something and is due again at the next tick. */
  const run = async ({ job, slot }: Due, now: Instant, waits: boolean): Promise<boolean> => {
    const late = !withinCatchUp(slot, now, job.catchUp)
    const patient = waits && job.waits !== undefined && withinCatchUp(slot, now, job.waits.minutes)
    if (patient && !(await job.waits.until(db, now))) return false
    // Read and computed before the transaction: a long computation inside it would be cut off.
    const plan = late ? null : job.plan(await job.read(db, now), now, calendar)
    const result = plan === null ? '错过补发时间,未执行' : plan.result
    const done = await db.transaction().execute(async (trx) => {
      if (!(await holdsLease(trx, deps.lease.epoch))) return false
      if (!(await claimRun(trx, { job: job.name, slot, result, skipped: plan === null }))) return true
      if (plan !== null) await job.write(trx, plan, now)
      return true
    })
    if (done) log.info({ job: job.name, slot, result }, 'run')
    return done
  }

  /** One pass over what is due: a job that fails or waits keeps its later slots for the next pass; others go on. */
  const pass = (waits: boolean): ((one: Due, now: Instant) => Promise<void>) => {
    const held = new Set<string>()
    return async (one, now) => {
      if (held.has(one.job.name)) return
      try {
        if (!(await run(one, now, waits))) held.add(one.job.name)
      } catch (error) {
        held.add(one.job.name)
        log.error({ err: error, job: one.job.name, slot: one.slot }, 'run failed, nothing written, tried again')
      }
    }
  }

  return {
    runDue: async (now) => {
      const runOne = pass(true)
      for (const one of await due(now)) await runOne(one, now)
    },
    play: async (from, to, moved) => {
      const runOne = pass(false)
      const move = async (clock: Instant): Promise<void> => {
        await writeSetting(db, 'clock', clock)
        await moved(clock)
      }
      for (const one of await due(to)) {
        const at = one.slot > from ? one.slot : from
        await move(at)
        await runOne(one, at)
        await moved(at)
      }
      await move(to)
    },
  }
}
