import { setStanding } from '#db/assignments.ts'
import { membersAs } from '#db/members.ts'
import { enqueuePush } from '#db/messages.ts'
import { settleSubmissions } from '#db/submissions.ts'
import { readRegister, unitName } from '#db/units.ts'
import { nextWorkday } from '#src/domain/calendar.ts'
import { monthDay } from '#src/domain/dates.ts'
import { unitsAs } from '#src/domain/member.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { inWindow } from '#src/domain/reminders.ts'
import { carrierOf } from '#src/domain/routing.ts'
import { judgeFirst, returnedSaid, returnNotice } from '#src/views/receipt.ts'

import { judgedSelection, words } from './args.ts'
import { defineCommand } from './command.ts'
import { chooseJudged, waitingFor } from './judging.ts'

export default defineCommand({
  name: '退回',
  aliases: ['return'],
  summary: '退回补正,写明理由',
  examples: ['退回 12 请附网址', '退回 1 41 请附网址'],
  rights: ['officer', 'leader'],
  args: { which: judgedSelection, reason: words('理由') },
  run: async (trx, ctx, { which, reason }) => {
    const { chosen, refused, names, completes } = await chooseJudged(trx, ctx, '退回', which)
    if (completes !== null) return judgeFirst('退回', `${completes} ${reason}`, chosen, names)
    if (reason.length > 500) throw new Refusal('理由太长了,请写在500字以内。')
    const ids = chosen.map(({ id }) => id)
    await settleSubmissions(trx, ids, { outcome: 'returned', by: ctx.member.id, at: ctx.now, reason })
    await setStanding(trx, ids, { state: 'returned', stateBefore: null })
    ctx.record({ what: 'return', assignments: chosen.map(({ number }) => number), after: { reason } })

    // On or after the day the unit has until the end of the next working day.
    const late = chosen.filter(({ dueOn }) => ctx.today >= dueOn)
    const until = late.length === 0 ? '' : `;到期的${monthDay(nextWorkday(ctx.calendar, ctx.today))}下班前重报不算逾期`
    const office = unitsAs(ctx.member, 'officer')[0]
    const by = office === undefined ? '县领导' : await unitName(trx, office)
    const { units, reachable } = await readRegister(trx)
    const byUnit = new Map(units.map((unit) => [unit.id, unit]))
    const carriers = Map.groupBy(chosen, ({ unitId }) => carrierOf(unitId, byUnit, reachable))
    const liaisons = await membersAs(trx, 'liaison')
    for (const [carrier, returned] of carriers) {
      for (const liaison of liaisons.filter((one) => carrier !== null && unitsAs(one, 'liaison').includes(carrier))) {
        const to = liaison.addresses[0]
        if (to === undefined) continue
        const lateHere = returned.some((one) => late.includes(one))
        const grace = lateHere ? `${monthDay(nextWorkday(ctx.calendar, ctx.today))}下班前重报不算逾期;` : ''
        await enqueuePush(trx, {
          key: `return/${ctx.incoming.id}/member ${liaison.id}`,
          cause: `inbox/${ctx.incoming.id}`,
          memberId: liaison.id,
          to,
          at: ctx.now,
          today: ctx.today,
          body: returnNotice(returned, reason, by, grace),
          // Outside office hours nobody is written to: it is in the next morning's digest, since it is open again.
          carried: !inWindow(ctx.calendar, ctx.now),
        })
      }
    }
    return returnedSaid({ done: chosen, refused, names, waiting: (await waitingFor(trx, ctx.member)).length }, until)
  },
})
