import { writeDigests } from '#db/daily.ts'
import { liaisonRun, readMorning } from '#db/morning.ts'
import { markObsolete } from '#db/pushes.ts'
import { isOpen } from '#src/domain/assignment.ts'
import { dateAt } from '#src/domain/instant.ts'
import { stillMatters } from '#src/domain/pushes.ts'
import { morningDigests } from '#src/views/daily.ts'

import { defineJob } from './job.ts'

/**
 * On working days at 08:30 one message a person who has something to be told: liaisons, heads, officers who judge, on
 * the week's first day the leader. The supervision office's comes a little later (jobs/office.ts).
 */
export default defineJob({
  name: 'digest',
  schedule: { at: '08:30', on: 'workdays' },
  // Until the end of office hours; what was missed longer is in the next morning's digest.
  catchUp: 9 * 60 - 1,
  read: (db, at) => readMorning(db, dateAt(at)),
  plan: (source, at, calendar) => {
    const today = dateAt(at)
    const digests = morningDigests(source, today, calendar, { office: false })
    const toLiaisons = digests.filter(({ unitIds }) => unitIds.length > 0).length
    const open = new Set(source.assignments.filter(isOpen).map(({ number }) => number))
    return {
      result: `每日提醒${toLiaisons}条,其余${digests.length - toLiaisons}条`,
      digests: digests.map((digest) => ({
        ...digest,
        cause: digest.unitIds.length > 0 ? liaisonRun(today) : `run/desk/${today}`,
      })),
      obsolete: source.carried.filter((push) => !stillMatters(push, open)).map(({ id }) => id),
    }
  },
  write: async (trx, { digests, obsolete }, at) => {
    await writeDigests(trx, digests, { at, today: dateAt(at) })
    await markObsolete(trx, obsolete, '事项已不在待办')
  },
})
