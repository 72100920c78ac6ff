import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'

import { enqueuePush } from '#db/pushes.ts'
import { dateAt } from '#src/domain/instant.ts'
import { plain, say } from '#src/domain/message.ts'
import { type PushKind, pushRanks } from '#src/domain/pushes.ts'
import { inWindow } from '#src/domain/reminders.ts'

import { calendar, dialogue, instant, office, reviewer, trialApp, type TrialApp } from '../support/app.ts'
import { createFaulty, type FaultyChannel } from '../support/faulty-channel.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
  trial = undefined
})

/** The sample published at nine on 4 June; 县公安局's liaison is on the faulty channel at `a`. */
const start = async (): Promise<{ made: TrialApp; faulty: FaultyChannel; memberId: number }> => {
  const faulty = createFaulty()
  const made = (trial = await trialApp({ channels: [faulty] }))
  const where = made.db.updateTable('address').set({ channel: 'faulty', id: 'a' }).where('id', '=', '县公安局')
  const { member_id: memberId } = await where.returning('member_id').executeTakeFirstOrThrow()
  await made.publish()
  return { made, faulty, memberId }
}
const later = { kind: 'refused' as const, retry: 'later' as const, after: 30 * 60_000, reason: '429' }

let count = 0
const pushTo = async (
  { db }: TrialApp,
  memberId: number,
  kind: PushKind,
  at: string,
  numbers: number[] = [42],
): Promise<'queued' | 'merged'> => {
  const now = instant(at)
  count += 1
  const key = `${kind}/${count}/member ${memberId}`
  const push = { kind, key, cause: 'test', memberId, to: { channel: 'faulty', id: 'a' }, numbers, at: now }
  return db
    .transaction()
    .execute((trx) =>
      enqueuePush(trx, { ...push, today: dateAt(now), body: say(`说${count}`), inWindow: inWindow(calendar, now) }),
    )
}
const pushes = async ({ db }: TrialApp): Promise<string[]> => {
  const rows = await db.selectFrom('message').where('push_kind', 'is not', null).selectAll().orderBy('id').execute()
  return rows.map((row) => `${row.push_kind} ${row.state}`)
}

describe('the one push a day', () => {
  it('of a higher rank takes the place of a lower one that has not gone out, which the next digest says', async () => {
    const { made, faulty } = await start()
    await made.say('县公安局', '收到')
    faulty.script('a', later)
    await made.db
      .updateTable('assignment')
      .set({ state: 'submitted', state_before: 'open' })
      .where('number', '=', 43)
      .execute()
    await made.say(office, '催办 42')
    expect(await pushes(made)).toEqual(['chase queued'])
    await made.say(reviewer, '退回 43 请附截图')
    expect(await pushes(made)).toEqual(['chase merged', 'return sent'])
    await dialogue(made, [[office, '催办 44', '1人并入下一次']])
    await made.clock('2021-06-07T08:31')
    const digest = faulty.ledger.at(-1)!.text
    expect(digest).toContain('6月4日催办:#42')
    expect(digest).toContain('6月4日催办:#44')
    const carried = await made.db.selectFrom('message').where('state', '=', 'merged').select('carried_by').execute()
    expect(carried.map(({ carried_by: by }) => by?.slice(0, 17))).toEqual(['digest/2021-06-07', 'digest/2021-06-07'])
  })

  it('makes a displaced notice new again', async () => {
    const { made, faulty, memberId } = await start()
    faulty.script('a', later)
    expect(await pushTo(made, memberId, 'publish', '2021-06-04T10:00', [42])).toBe('queued')
    expect(await pushTo(made, memberId, 'return', '2021-06-04T10:00', [43])).toBe('queued')
    const row = await made.db
      .selectFrom('assignment')
      .where('number', '=', 42)
      .select('announced_on')
      .executeTakeFirst()
    expect(row?.announced_on).toBeNull()
  })

  it('is one, whoever asks at the same moment', async () => {
    const { made, memberId } = await start()
    const kinds = ['chase', 'chase', 'return', 'broadcast', 'return', 'publish'] as const
    const placed = await Promise.all(kinds.map((kind) => pushTo(made, memberId, kind, '2021-06-04T10:00')))
    expect(placed.filter((place) => place === 'queued').length).toBeGreaterThan(0)
    const rows = await made.db.selectFrom('message').where('push_on', 'is not', null).select('push_kind').execute()
    expect(rows.map(({ push_kind: kind }) => kind)).toEqual(['return'])
    expect((await pushes(made)).length).toBe(kinds.length)
  })

  it('that did not get out by the end of the day moves into the next digest, a digest to the telephone', async () => {
    const { made, faulty } = await start()
    faulty.script('a', later, later)
    await made.say(office, '催办 42')
    await made.clock('2021-06-04T17:31')
    expect(await pushes(made)).toEqual(['chase merged'])
    faulty.script('a', later, later, later)
    await made.clock('2021-06-07T18:00')
    const digests = await made.db
      .selectFrom('message')
      .where('chat', '=', 'a')
      .where('key', 'like', 'digest/2021-06-07%')
      .select(['state', 'reason'])
      .execute()
    expect(digests).toEqual([{ state: 'phone', reason: '到下班仍未发出' }])
    await made.clock('2021-06-08T08:00')
    await dialogue(made, [[office, '电话单', '县公安局(今天没送达)', '#80']])
  })

  it('what falls due before the next digest is on today’s call sheet', async () => {
    const { made } = await start()
    await made.say(office, '催办 42')
    await dialogue(made, [
      [office, '催办 80', '并入下一次'], // due today
      [office, '电话单', '县公安局(今天不能再发,等不到下次提醒)', '#80 今天到期'],
    ])
  })
})

describe('moved, never dropped', () => {
  it('every push ends in a named state, and what was merged is said later', { timeout: 60_000 }, async () => {
    const { made, faulty } = await start()
    const { db } = made
    const owned = await db
      .selectFrom('assignment')
      .innerJoin('appointment', 'appointment.unit_id', 'assignment.unit_id')
      .where('appointment.role', '=', 'liaison')
      .where('assignment.number', '<=', 60)
      .select(['assignment.number', 'appointment.member_id as memberId'])
      .execute()
    const times = ['2021-06-04', '2021-06-05', '2021-06-11', '2021-06-15'].flatMap((day) =>
      ['09:30', '15:00', '20:00'].map((time) => `${day}T${time}`),
    )
    const wish = fc.record({
      kind: fc.constantFrom(...(Object.keys(pushRanks) as PushKind[])),
      about: fc.constantFrom(...owned),
      at: fc.constantFrom(...times),
      waits: fc.boolean(),
    })
    // One long story rather than many short ones: a database is what takes the time.
    const wishes = fc.sample(fc.array(wish, { minLength: 150, maxLength: 150 }), 1)[0]!
    for (const [at, some] of [...Map.groupBy(wishes, (one) => one.at)].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      await made.clock(at)
      for (const { kind, about, waits } of some) {
        if (waits) faulty.script('a', later)
        await pushTo(made, about.memberId, kind, at, [about.number])
        if (!waits) await made.app.idle()
      }
    }
    faulty.script('a')
    await made.clock('2021-06-16T18:00')
    const rows = await db.selectFrom('message').where('push_kind', 'is not', null).selectAll().execute()
    expect(rows.length).toBe(wishes.length)
    expect(rows.filter(({ state }) => !['sent', 'merged', 'obsolete'].includes(state))).toEqual([])
    const digests = new Map(
      (await db.selectFrom('message').where('key', 'like', 'digest/%').selectAll().execute()).map((row) => [
        row.key,
        row,
      ]),
    )
    const merged = rows.filter(({ state }) => state === 'merged')
    expect(merged.length).toBeGreaterThan(30)
    for (const row of merged) {
      const digest = digests.get(row.carried_by ?? '')
      // A digest that no channel took is rung for, with everything in it.
      expect(['sent', 'phone']).toContain(digest?.state)
      expect(digest?.member_id).toBe(row.member_id)
      expect(digest!.created_at > row.created_at).toBe(true)
      const inWords = ['broadcast', 'instruction', 'transfer'].includes(row.push_kind!)
      expect(plain(digest!.body)).toContain(inWords ? plain(row.body) : `#${row.numbers![0]}`)
    }
    const sent = Map.groupBy(
      rows.filter(({ state }) => state === 'sent'),
      (row) => `${row.member_id} ${dateAt(row.sent_at!)}`,
    )
    expect([...sent.values()].filter((some) => some.length > 1)).toEqual([])
  })
})
