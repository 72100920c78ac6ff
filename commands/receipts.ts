import { lastBroadcast, receiptsOf } from '#db/broadcasts.ts'
import { allUnits, unitName } from '#db/units.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { broadcastBody, receiptsSaid, remindedSaid } from '#src/views/broadcast.ts'

import { namesOf } from './acting.ts'
import { rest } from './args.ts'
import { audienceOf, pushTo } from './broadcasting.ts'
import { defineCommand } from './command.ts'

export default defineCommand({
  name: '回执',
  aliases: ['receipts'],
  summary: '上一次广播谁收到了,或只提醒没回的',
  examples: ['回执', '回执 提醒'],
  english: 'Who has got the last broadcast',
  rights: ['supervision'],
  where: 'private',
  args: { act: rest('提醒') },
  run: async (trx, ctx, { act }) => {
    if (act !== '' && act !== '提醒')
      throw new Refusal(`「${act}」看不懂。回「回执」看名单,「回执 提醒」只提醒没回的。`)
    const broadcast = await lastBroadcast(trx)
    if (broadcast === undefined) throw new Refusal('还没有发过广播。例:广播 全部 明天18点前报整改情况')
    const receipts = await receiptsOf(trx, broadcast.id)
    const units = await allUnits(trx)
    if (act === '') return receiptsSaid(broadcast, receipts, await namesOf(trx, units))
    const missing = new Set(
      receipts.flatMap(({ unitId, state }) => (state === 'sent' || state === 'unknown' ? [unitId] : [])),
    )
    if (missing.size === 0) throw new Refusal('没有要提醒的:送到的都回了「收到」。')
    const audience = await audienceOf(
      trx,
      units.filter(({ id }) => missing.has(id)),
    )
    const office = ctx.supervisionOfficeId === null ? '督查室' : await unitName(trx, ctx.supervisionOfficeId)
    const { queued, merged } = await pushTo(trx, ctx, audience, {
      keyPrefix: `broadcast/${broadcast.id}/again ${ctx.incoming.id}`,
      body: broadcastBody(office, broadcast.text, true),
    })
    ctx.record({ what: 'remindBroadcast', after: { id: broadcast.id, people: audience.people.size } })
    return remindedSaid(queued, merged)
  },
})
