import type { Transaction } from 'kysely'

import { addAssignments, highestNumber, markAnnounced } from '#db/assignments.ts'
import { writeDigests } from '#db/daily.ts'
import { readDigestSource } from '#db/digests.ts'
import { everybody, unitsReached } from '#db/everybody.ts'
import { addItems } from '#db/items.ts'
import { markPublished } from '#db/notices.ts'
import { enqueuePush } from '#db/pushes.ts'
import type { Database } from '#db/schema.ts'
import { readRegister } from '#db/units.ts'
import { missingRungs } from '#src/domain/chain.ts'
import { isSupervision } from '#src/domain/morning.ts'
import type { Pair } from '#src/domain/notice/plan.ts'
import { numbersBy, statesOf } from '#src/domain/record.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { inWindow } from '#src/domain/reminders.ts'
import { dailyDigests } from '#src/views/daily.ts'
import { publishedSaid, publishFirst, type PublishInput } from '#src/views/publish.ts'

import { count as typedCount } from './args.ts'
import { type CommandContext, defineCommand } from './command.ts'
import { type Draft, openDraft, pairKey } from './drafting.ts'

type Trx = Transaction<Database>

const publishInput = async (
  trx: Trx,
  ctx: CommandContext,
  draft: Draft,
  fresh: readonly Pair[],
): Promise<PublishInput> => {
  const { reachable } = await readRegister(trx)
  const unitIds = [...new Set(fresh.map(({ unitId }) => unitId))]
  const missing = missingRungs(unitIds, draft.units, reachable, unitsReached(await everybody(trx), 'head'))
  const past = Map.groupBy(
    fresh.filter(({ dueOn }) => dueOn <= ctx.today),
    ({ dueOn }) => dueOn,
  )
  return {
    shortName: draft.notice.shortName,
    count: fresh.length,
    units: unitIds.length,
    unreached: missing.liaisons.map(draft.names.unit),
    headless: missing.heads.map(draft.names.unit),
    held: draft.plan.held.length,
    open: draft.plan.open,
    pastDue: [...past].map(([day, some]) => ({ day, count: some.length })),
    today: ctx.today,
    inWindow: inWindow(ctx.calendar, ctx.now),
  }
}

/** Tells each unit what is new: as the day's digest where none has gone out, else as the day's one push. */
const announce = async (trx: Trx, ctx: CommandContext, fresh: readonly Pair[], from: number): Promise<number> => {
  if (!inWindow(ctx.calendar, ctx.now)) return 0
  const concerned = new Set(fresh.map(({ unitId }) => unitId))
  const source = await readDigestSource(trx)
  const mine = dailyDigests(source, ctx.today, ctx.calendar).filter(({ unitIds }) =>
    unitIds.some((id) => concerned.has(id)),
  )
  const cause = `inbox/${ctx.incoming.id}`
  // The supervision office's own digest is still to come this morning: its officers are told by a push.
  const officers = new Set(
    source.people.filter((person) => isSupervision(person, ctx.supervisionOfficeId)).map(({ id }) => id),
  )
  const digests = mine.filter(({ memberId }) => !officers.has(memberId)).map((digest) => ({ ...digest, cause }))
  const written = new Set((await writeDigests(trx, digests, { at: ctx.now, today: ctx.today })).map(({ key }) => key))
  for (const { key, memberId, to, body, unitIds } of mine) {
    if (written.has(key) || to === null) continue
    const push = {
      kind: 'publish' as const,
      key: `publish/${ctx.incoming.id}/member ${memberId}`,
      cause,
      memberId,
      to,
      numbers: fresh.flatMap(({ unitId }, at) => (unitIds.includes(unitId) ? [from + at] : [])),
      at: ctx.now,
      today: ctx.today,
      body,
      inWindow: true,
    }
    // What is over the quota stays unannounced, and so is new in the next digest.
    if ((await enqueuePush(trx, push)) === 'queued') await markAnnounced(trx, unitIds, ctx.today)
  }
  return mine.length
}

export default defineCommand({
  name: '发布',
  aliases: ['publish'],
  summary: '把草稿发给各单位,写上条数才发',
  examples: ['发布', '发布 891'],
  english: 'Send the draft to the units',
  rights: ['supervision'],
  where: 'private',
  args: { count: typedCount },
  run: async (trx, ctx, { count }) => {
    const draft = await openDraft(trx, ctx, { forUpdate: true })
    const { notice, plan } = draft
    const fresh = plan.ready.filter((pair) => !draft.issued.has(pairKey(pair)))
    const input = await publishInput(trx, ctx, draft, fresh)
    if (fresh.length === 0) {
      const open =
        plan.open.length > 0 ? `还没定的:第${plan.open.join('、')}问,定后再发布。例:答 ${plan.open[0]} 是` : ''
      throw new Refusal(
        `【${notice.shortName}】没有可发布的${draft.issued.size > 0 ? `,已发布${draft.issued.size}条` : ''}。${open}`,
      )
    }
    if (count === null) return publishFirst(input)
    if (count !== fresh.length) {
      throw new Refusal(`条数不对:您写了${count},现在要发的是${fresh.length}条。确定请回「发布 ${fresh.length}」。`)
    }
    const itemIds = await addItems(trx, notice.id, notice.reading.items)
    const highest = await highestNumber(trx)
    await addAssignments(
      trx,
      fresh.map((pair, at) => ({
        number: highest + at + 1,
        notice_id: notice.id,
        item_id: itemIds.get(pair.place)!,
        unit_id: pair.unitId,
        role: pair.role,
        due_on: pair.dueOn,
        inherited: pair.inherited,
        receiver_unit_id: pair.receiverUnitId,
        published_at: ctx.now,
      })),
    )
    await markPublished(trx, notice.id, ctx.now)
    const messages = await announce(trx, ctx, fresh, highest + 1)
    const numbered = fresh.map((pair, at) => ({ ...pair, number: highest + at + 1 }))
    ctx.record({
      what: 'publish',
      notice: notice.id,
      assignments: numbered.map(({ number }) => number),
      after: {
        ...statesOf(numbered.map(({ number }) => ({ number, state: 'open' }))),
        dueOn: numbersBy(numbered, ({ dueOn }) => dueOn),
        unit: numbersBy(numbered, ({ unitId }) => unitId),
        receiver: numbersBy(numbered, ({ receiverUnitId }) => receiverUnitId),
      },
    })
    const total = plan.ready.length + plan.held.length
    return publishedSaid({ ...input, from: highest + 1, to: highest + fresh.length, messages, total })
  },
})
