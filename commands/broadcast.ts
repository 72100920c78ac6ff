import { unitsWithAssignments } from '#db/assignments.ts'
import { draftBroadcast, markBroadcast, pendingBroadcast } from '#db/broadcasts.ts'
import { allUnits, unitName } from '#db/units.ts'
import { unitsInScope } from '#src/domain/broadcast.ts'
import { instantOf } from '#src/domain/instant.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { inWindow } from '#src/domain/reminders.ts'
import { broadcastBody, broadcastFirst, broadcastSaid } from '#src/views/broadcast.ts'

import type { Arg } from './args.ts'
import { audienceOf, pushTo } from './broadcasting.ts'
import { defineCommand } from './command.ts'
import { take, takeRest } from './cursor.ts'

type What =
  | { readonly kind: 'confirm'; readonly count: number }
  | { readonly kind: 'draft'; readonly scope: string; readonly text: string }

const longest = 1000

const what: Arg<What> = {
  shape: '范围 内容',
  read: (cursor) => {
    const count = take(cursor, /\s*(\d{1,6})\s*人?\s*$/)
    if (count !== null) return { kind: 'confirm', count: Number(count[1]) }
    const scope = take(cursor, /\s*(\S+)/)?.[1]
    const text = takeRest(cursor)
    if (scope === undefined || text === '') throw new Refusal('请先写范围,再写内容。')
    if (text.length > longest) throw new Refusal(`内容太长了(${text.length}字),请写在${longest}字以内。`)
    return { kind: 'draft', scope, text }
  },
}

export default defineCommand({
  name: '广播',
  aliases: ['broadcast'],
  summary: '给一批单位发通知,写上人数才发',
  examples: ['广播 全部 明天18点前报整改情况', '广播 县卫健局、麦市镇 请补报', '广播 62'],
  english: 'Notify many units at once',
  rights: ['supervision'],
  where: 'private',
  args: { what },
  run: async (trx, ctx, { what: said }) => {
    const units = await allUnits(trx)
    if (said.kind === 'draft') {
      const audience = await audienceOf(trx, unitsInScope(said.scope, units, await unitsWithAssignments(trx)))
      if (audience.people.size === 0) throw new Refusal(`「${said.scope}」里没有可达的人,请看「电话单」。`)
      await draftBroadcast(trx, { memberId: ctx.member.id, scope: said.scope, text: said.text, at: ctx.now })
      return broadcastFirst({
        scope: said.scope,
        text: said.text,
        people: audience.people.size,
        units: audience.units.length,
        unreached: audience.unreached.map(({ name }) => name),
        inWindow: inWindow(ctx.calendar, ctx.now),
      })
    }
    const draft = await pendingBroadcast(trx, ctx.member.id, instantOf(ctx.today, '00:00'))
    if (draft === undefined || draft.sentAt !== null) {
      throw new Refusal('没有等您确认的广播。请先写范围和内容,例:广播 全部 明天18点前报整改情况')
    }
    // Who can be reached is looked up again: the count is a promise about now.
    const audience = await audienceOf(trx, unitsInScope(draft.scope, units, await unitsWithAssignments(trx)))
    if (audience.people.size !== said.count) {
      throw new Refusal(
        `人数不对:您写了${said.count},现在是${audience.people.size}人。确定请回「广播 ${audience.people.size}」。`,
      )
    }
    const office = ctx.supervisionOfficeId === null ? '督查室' : await unitName(trx, ctx.supervisionOfficeId)
    const sent = await pushTo(trx, ctx, audience, {
      keyPrefix: `broadcast/${draft.id}`,
      body: broadcastBody(office, draft.text, false),
    })
    await markBroadcast(trx, draft.id, ctx.now, sent.units)
    ctx.record({ what: 'broadcast', after: { id: draft.id, scope: draft.scope, people: audience.people.size } })
    return broadcastSaid(sent.queued, sent.merged, audience.unreached.length)
  },
})
