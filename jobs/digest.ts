import { markAnnounced } from '#db/assignments.ts'
import { readDigestSource } from '#db/digests.ts'
import { enqueue } from '#db/messages.ts'
import { dateAt } from '#src/domain/instant.ts'
import { dailyDigests } from '#src/views/daily.ts'

import { defineJob } from './job.ts'

/** One digest a liaison on working days at 08:30, computed from what is open that morning. */
export default defineJob({
  name: 'digest',
  schedule: { at: '08:30', on: 'workdays' },
  // Until the end of office hours; what was missed longer is in the next morning's digest.
  catchUp: 9 * 60 - 1,
  read: (db) => readDigestSource(db),
  plan: (source, at, calendar) => {
    const today = dateAt(at)
    const { digests, unreached } = dailyDigests(source, today, calendar)
    const calls = unreached.length === 0 ? '' : `,电话单${unreached.length}家`
    return {
      result: `每日提醒${digests.length}条${calls}`,
      unitIds: digests.flatMap(({ unitIds }) => unitIds),
      messages: digests.map(({ key, memberId, to, body }) => ({
        key,
        cause: `run/digest/${today}`,
        memberId,
        to,
        lane: 'bulk' as const,
        at,
        body,
      })),
    }
  },
  write: async (trx, { messages, unitIds }, at) => {
    await enqueue(trx, messages)
    await markAnnounced(trx, unitIds, dateAt(at))
  },
})
