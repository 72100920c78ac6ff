import { setStanding } from '#db/assignments.ts'
import { settleSubmissions } from '#db/submissions.ts'
import { type Assignment, stateNames, transition } from '#src/domain/assignment.ts'
import { statesOf } from '#src/domain/record.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { withdrawnSaid } from '#src/views/receipt.ts'

import { actingUnits, chooseOwn } from './acting.ts'
import { ownSelection } from './args.ts'
import { defineCommand } from './command.ts'

const unsettled = (one: Assignment): number[] =>
  one.submissions.flatMap(({ id, outcome }) => (outcome === null ? [id] : []))

export default defineCommand({
  name: '撤回',
  aliases: ['undo'],
  summary: '收回还没审的整改',
  examples: ['撤回 12', '撤回 1 41'],
  english: 'Take back a report not yet judged',
  rights: ['liaison', 'head'],
  where: 'anywhere',
  args: { which: ownSelection },
  run: async (trx, ctx, { which }) => {
    const { all } = await actingUnits(trx, ctx)
    const chosen = await chooseOwn(trx, all, which, ['submitted'], '撤回 12')
    // An account with one or two boxes reported is still open, and its last report can be taken back too.
    const possible = chosen.filter((one) => transition(one, 'withdraw') !== null || unsettled(one).length > 0)
    const refused = chosen
      .filter((one) => !possible.includes(one))
      .map((one) => `#${one.number} 现在是「${stateNames[one.state]}」,没有可撤回的。`)
    if (possible.length === 0) throw new Refusal(refused.slice(0, 5).join('\n'))
    await settleSubmissions(
      trx,
      possible.map(({ id }) => id),
      {
        outcome: 'withdrawn',
        by: ctx.member.id,
        at: ctx.now,
        // Only the last report of each: an account's earlier boxes stay reported.
        ids: possible.flatMap((one) => unsettled(one).slice(-1)),
      },
    )
    for (const before of ['open', 'returned'] as const) {
      const ids = possible.flatMap((one) =>
        one.state === 'submitted' && (one.stateBefore ?? 'open') === before ? [one.id] : [],
      )
      await setStanding(trx, ids, { state: before, stateBefore: null })
    }
    ctx.record({
      what: 'withdraw',
      assignments: possible.map(({ number }) => number),
      before: statesOf(possible),
      after: statesOf(possible.map((one) => ({ ...one, ...transition(one, 'withdraw') }))),
    })
    return withdrawnSaid(possible, refused)
  },
})
