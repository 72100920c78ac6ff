import { writeDigests } from '#db/daily.ts'
import { morningCounts, readMorning } from '#db/morning.ts'
import { dateAt } from '#src/domain/instant.ts'
import { morningDigests } from '#src/views/daily.ts'

import { defineJob } from './job.ts'

/**
 * The supervision office's digest, ten minutes after everybody else's: only then it can say how the morning went
 * (62/62). It comes every working day, even when there is nothing, so that its absence is noticed.
 */
export default defineJob({
  name: 'office',
  schedule: { at: '08:40', on: 'workdays' },
  catchUp: 9 * 60 - 11,
  waits: { minutes: 30, until: async (db, at) => (await morningCounts(db, dateAt(at))).waiting === 0 },
  read: (db, at) => readMorning(db, dateAt(at)),
  plan: (source, at, calendar) => {
    const today = dateAt(at)
    const digests = morningDigests(source, today, calendar, { office: true })
    return {
      result: `督查室日报${digests.length}条`,
      digests: digests.map((digest) => ({ ...digest, cause: `run/office/${today}` })),
    }
  },
  write: async (trx, { digests }, at) => {
    await writeDigests(trx, digests, { at, today: dateAt(at) })
  },
})
