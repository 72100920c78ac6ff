import { moveUnsent } from '#db/pushes.ts'
import { addDays } from '#src/domain/dates.ts'
import { dateAt, timeAt } from '#src/domain/instant.ts'
import { sendWindow } from '#src/domain/schedule.ts'

import { defineJob } from './job.ts'

/**
 * At the end of office hours nothing that nobody asked for may still wait in the queue: a push moves into the next
 * digest, a digest that no channel took all day goes on the call sheet.
 */
export default defineJob({
  name: 'closing',
  schedule: { at: sendWindow.to, on: 'workdays' },
  // Harmless whenever it comes; what it finds is older than the day.
  catchUp: 30 * 24 * 60,
  read: async () => null,
  plan: (_, at) => {
    const today = dateAt(at)
    // Caught up the next morning, it leaves alone what that day has queued.
    return { result: '下班清点', upTo: timeAt(at) >= sendWindow.to ? today : addDays(today, -1) }
  },
  write: (trx, { upTo }) => moveUnsent(trx, upTo),
})
