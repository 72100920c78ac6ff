import { readDigestSource } from '#db/digests.ts'
import { currentNotice } from '#db/notices.ts'
import { readPolicies, setPolicy } from '#db/policies.ts'
import { addDays } from '#src/domain/dates.ts'
import { forecast } from '#src/domain/forecast.ts'
import { timeAt } from '#src/domain/instant.ts'
import { readPolicyWish } from '#src/domain/policy-words.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { defaultPolicy, policyOf } from '#src/domain/reminders.ts'
import { sendWindow } from '#src/domain/schedule.ts'
import { policyChangedSaid, policySaid } from '#src/views/policy.ts'

import { rest } from './args.ts'
import { defineCommand } from './command.ts'
import { foldWidth } from './cursor.ts'

const mostSends = 10

export default defineCommand({
  name: '策略',
  aliases: ['policy'],
  summary: '这份通报什么时候提醒谁,接下来十次',
  examples: ['策略', '策略 提前 5 2 0', '策略 逾期 3', '策略 默认'],
  english: 'When this circular reminds whom',
  rights: ['supervision'],
  where: 'private',
  args: { wish: rest('提前|逾期 天数') },
  run: async (trx, ctx, { wish: typed }) => {
    const notice = await currentNotice(trx, ctx.member.id, { forUpdate: true })
    if (notice === undefined) throw new Refusal('还没有通报。请先「导入」。')
    const policies = await readPolicies(trx)
    const before = policyOf(policies, notice.id)
    const wish = readPolicyWish(foldWidth(typed), before)
    const policy = wish?.policy ?? before
    if (wish?.confirmed === true) {
      // The default is kept as none, so that it stays the default.
      const isDefault = JSON.stringify(policy) === JSON.stringify(defaultPolicy)
      await setPolicy(trx, notice.id, isDefault ? null : policy)
      ctx.record({ what: 'policy', notice: notice.id, before, after: policy })
    }
    const source = await readDigestSource(trx)
    // This morning's run, as long as it is still to come.
    const from = timeAt(ctx.now) < sendWindow.from ? ctx.today : addDays(ctx.today, 1)
    const sends = forecast(
      { ...source, policies: new Map(policies).set(notice.id, policy) },
      notice.id,
      ctx.calendar,
      from,
      mostSends,
    )
    const input = { shortName: notice.shortName, published: notice.state === 'published', policy, sends }
    if (wish === null) return policySaid(input)
    return policyChangedSaid({ ...input, before, completes: wish.confirmed ? null : `策略 ${wish.typed} 确认` })
  },
})
