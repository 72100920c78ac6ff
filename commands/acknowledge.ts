import { acknowledgeBroadcasts } from '#db/broadcasts.ts'
import { findAssignments } from '#db/assignments.ts'
import { acknowledge } from '#db/submissions.ts'
import { isOpen } from '#src/domain/assignment.ts'
import { timeAt } from '#src/domain/instant.ts'
import { exampleOf } from '#src/views/labels.ts'
import { acknowledgedSaid } from '#src/views/receipt.ts'

import { actingUnits } from './acting.ts'
import { rest } from './args.ts'
import { defineCommand } from './command.ts'

export default defineCommand({
  name: '收到',
  aliases: ['ack', '签收'],
  summary: '签收发给本单位的全部事项',
  examples: ['收到'],
  english: 'Acknowledge everything sent to your unit',
  rights: ['liaison', 'head'],
  where: 'anywhere',
  // 收到 followed by anything is still 收到: it acknowledges all that was sent and not yet acknowledged.
  args: { said: rest('') },
  run: async (trx, ctx) => {
    const { all } = await actingUnits(trx, ctx)
    const found = await findAssignments(trx, { unitIds: all, states: ['open', 'returned', 'submitted', 'disputed'] })
    const fresh = found.filter(({ acknowledgedAt }) => acknowledgedAt === null)
    const count = await acknowledge(
      trx,
      fresh.map(({ id }) => id),
      { memberId: ctx.member.id, at: ctx.now },
    )
    if (count > 0) {
      ctx.record({
        what: 'acknowledge',
        assignments: fresh.map(({ number }) => number),
        before: { acknowledgedAt: null },
        after: { acknowledgedAt: ctx.now },
      })
    }
    const heard = await acknowledgeBroadcasts(trx, all, { memberId: ctx.member.id, at: ctx.now })
    if (heard > 0) ctx.record({ what: 'acknowledgeBroadcast', after: { count: heard } })
    return acknowledgedSaid(count, heard, timeAt(ctx.now), ctx.inGroup ? undefined : exampleOf(found.filter(isOpen)))
  },
})
