import { setStanding } from '#db/assignments.ts'
import { settleSubmissions } from '#db/submissions.ts'
import { statesOf } from '#src/domain/record.ts'
import { changedInGroupSaid } from '#src/views/group.ts'
import { acceptedSaid, judgeFirst } from '#src/views/receipt.ts'

import { judgedSelection, rest } from './args.ts'
import { defineCommand } from './command.ts'
import { chooseJudged, waitingFor } from './judging.ts'

export default defineCommand({
  name: '通过',
  aliases: ['accept'],
  summary: '审核通过并销号',
  examples: ['通过 12', '通过 12 13 15-20', '通过 县卫健局 共同', '通过 一-1 全部 除 麦市镇'],
  english: 'Accept and close items handed in',
  rights: ['officer', 'leader'],
  where: 'anywhere',
  args: { which: judgedSelection, comment: rest('批注') },
  run: async (trx, ctx, { which, comment }) => {
    const { chosen, refused, names, completes } = await chooseJudged(trx, ctx, '通过', which)
    if (completes !== null) return judgeFirst('通过', completes, chosen, names)
    const ids = chosen.map(({ id }) => id)
    await settleSubmissions(trx, ids, {
      outcome: 'accepted',
      by: ctx.member.id,
      at: ctx.now,
      ...(comment === '' ? {} : { reason: comment }),
    })
    await setStanding(trx, ids, { state: 'closed', stateBefore: null })
    ctx.record({
      what: 'accept',
      assignments: chosen.map(({ number }) => number),
      before: statesOf(chosen),
      after: { ...statesOf(chosen.map(({ number }) => ({ number, state: 'closed' }))), comment },
    })
    if (ctx.inGroup) return changedInGroupSaid(chosen, '已销号', { refused })
    return acceptedSaid({ done: chosen, refused, names, waiting: (await waitingFor(trx, ctx.member)).length })
  },
})
