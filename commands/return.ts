import { setStanding } from '#db/assignments.ts'
import { settleSubmissions } from '#db/submissions.ts'
import { unitName } from '#db/units.ts'
import { nextWorkday } from '#src/domain/calendar.ts'
import { monthDay } from '#src/domain/dates.ts'
import { unitsAs } from '#src/domain/member.ts'
import { statesOf } from '#src/domain/record.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { changedInGroupSaid } from '#src/views/group.ts'
import { judgeFirst, returnedSaid, returnNotice } from '#src/views/receipt.ts'

import { judgedSelection, words } from './args.ts'
import { defineCommand } from './command.ts'
import { chooseJudged, waitingFor } from './judging.ts'
import { tellUnits } from './telling.ts'

export default defineCommand({
  name: '退回',
  aliases: ['return'],
  summary: '退回补正,写明理由',
  examples: ['退回 12 请附网址', '退回 1 41 请附网址'],
  english: 'Return an item with a reason',
  rights: ['officer', 'leader'],
  where: 'anywhere',
  args: { which: judgedSelection, reason: words('理由') },
  run: async (trx, ctx, { which, reason }) => {
    const { chosen, refused, names, completes } = await chooseJudged(trx, ctx, '退回', which)
    if (completes !== null) return judgeFirst('退回', `${completes} ${reason}`, chosen, names)
    if (reason.length > 500) throw new Refusal('理由太长了,请写在500字以内。')
    const ids = chosen.map(({ id }) => id)
    await settleSubmissions(trx, ids, { outcome: 'returned', by: ctx.member.id, at: ctx.now, reason })
    await setStanding(trx, ids, { state: 'returned', stateBefore: null })
    ctx.record({
      what: 'return',
      assignments: chosen.map(({ number }) => number),
      before: statesOf(chosen),
      after: { ...statesOf(chosen.map(({ number }) => ({ number, state: 'returned' }))), reason },
    })

    // On or after the day the unit has until the end of the next working day.
    const late = chosen.filter(({ dueOn }) => ctx.today >= dueOn)
    const until =
      late.length === 0
        ? ''
        : `;${late.length < chosen.length ? '其中已到期的,' : ''}${monthDay(nextWorkday(ctx.calendar, ctx.today))}下班前重报不算逾期`
    const office = unitsAs(ctx.member, 'officer')[0]
    const by = office === undefined ? '县领导' : await unitName(trx, office)
    // Outside office hours nobody is written to: it is in the next morning's digest.
    await tellUnits(trx, ctx, 'return', chosen, (returned) => {
      const grace = returned.some((one) => late.includes(one))
        ? `${monthDay(nextWorkday(ctx.calendar, ctx.today))}下班前重报不算逾期;`
        : ''
      return returnNotice(returned, reason, by, grace)
    })
    if (ctx.inGroup) return changedInGroupSaid(chosen, '已退回', { refused })
    return returnedSaid({ done: chosen, refused, names, waiting: (await waitingFor(trx, ctx.member)).length }, until)
  },
})
