import { afterEach, describe, expect, it } from 'vitest'

import { channelRows } from '#db/channels.ts'
import type { Limits, Outcome } from '#src/channels/channel.ts'
import { millisOf } from '#src/domain/instant.ts'

import { trialApp, type TrialApp } from '../support/app.ts'
import { createFaulty, type FaultyChannel, type Sent } from '../support/faulty-channel.ts'
import { virtualMachine } from '../support/machine.ts'
import { queueRows, rowsLike } from '../support/queue.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
  trial = undefined
})

const perChat = [{ most: 1, withinMs: 1000 }]
const start = async (limits: Limits, answersAfter = 60): Promise<{ made: TrialApp; faulty: FaultyChannel }> => {
  const machine = virtualMachine()
  const faulty = createFaulty('faulty', { limits, machine, answersAfter })
  const made = (trial = await trialApp({ channels: [faulty], machine }))
  return { made, faulty }
}
const bulk = (count: number, chat: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => ({ key: `bulk/${at}`, chat: chat(at) }))
const until = async (test: () => boolean): Promise<void> => {
  for (let turn = 0; !test() && turn < 200_000; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(test()).toBe(true)
}
const spans = (sent: readonly Sent[]): number[] => sent.slice(1).map(({ at }, index) => at - sent[index]!.at)

describe('pace', () => {
  it('keeps the rate of the bot, and an answer leaves within two seconds whatever is queued', async () => {
    const { made, faulty } = await start({ perSecond: 25, windows: () => perChat })
    const at = made.app.now()
    await queueRows(
      made.db,
      at,
      bulk(300, (one) => `chat${one}`),
    )
    const drained = made.app.idle()
    await until(() => faulty.ledger.length > 100)
    const asked = made.machine.now()
    // In a chat that has its own bulk waiting, too.
    await queueRows(made.db, at, [
      { key: 'answer/1', chat: 'chat299', lane: 0 },
      { key: 'answer/2', chat: 'somebody', lane: 0 },
    ])
    await made.app.tick(at)
    await drained
    await made.app.idle()
    expect(faulty.ledger.length).toBe(302)
    for (const key of ['answer/1', 'answer/2'])
      expect(faulty.ledger.find((sent) => sent.key === key)!.at - asked).toBeLessThan(2000)
    const asks = faulty.asked.map((one) => one.at)
    const seconds = (Math.max(...asks) - Math.min(...asks)) / 1000
    expect(302 / seconds).toBeGreaterThan(25 * 0.98)
    for (const from of asks)
      expect(asks.filter((one) => one >= from && one < from + 1000).length).toBeLessThanOrEqual(28)
  })

  it('keeps a chat’s gap and its order; what waits for one chat holds up no other', async () => {
    const { made, faulty } = await start({
      perSecond: 25,
      windows: (chat) =>
        chat === 'group'
          ? [
              { most: 1, withinMs: 3000 },
              { most: 5, withinMs: 60_000 },
            ]
          : perChat,
    })
    const at = made.app.now()
    await queueRows(made.db, at, [
      ...Array.from({ length: 12 }, (_, one) => ({ key: `group/${one}`, chat: 'group' })),
      ...bulk(120, (one) => `chat${one % 40}`),
    ])
    await made.app.idle()
    for (let turn = 0; turn < 4; turn += 1) {
      await made.machine.move(3000)
      await made.app.idle()
    }
    const of = (chat: string): Sent[] => faulty.ledger.filter(({ to }) => to === chat)
    // Three rounds of forty chats at 25 a second, the group in the midst of it.
    const chats = faulty.ledger.filter(({ to }) => to !== 'group')
    expect(chats.length).toBe(120)
    expect((chats.at(-1)!.at - chats[0]!.at) / 1000).toBeLessThan(6)
    for (let one = 0; one < 40; one += 1) {
      expect(of(`chat${one}`).map(({ key }) => key)).toEqual([one, one + 40, one + 80].map((n) => `bulk/${n}`))
      expect(Math.min(...spans(of(`chat${one}`)))).toBeGreaterThanOrEqual(1000)
    }
    expect(of('group').map(({ key }) => key)).toEqual([0, 1, 2, 3, 4].map((n) => `group/${n}`))
    expect(Math.min(...spans(of('group')))).toBeGreaterThanOrEqual(3000)
    // The sixth waits for the minute, and none of them has been tried.
    const rest = (await rowsLike(made.db, 'group/%')).slice(5)
    expect(rest.map(({ state, attempt }) => [state, attempt])).toEqual(Array.from({ length: 7 }, () => ['queued', 0]))
    await made.machine.move(60_000)
    await made.app.idle()
    expect(of('group').length).toBeGreaterThan(5)
  })
})

const refused = (pace: 'chat' | 'bot', after: number): Outcome => ({
  kind: 'refused',
  retry: 'later',
  pace,
  after,
  reason: '429',
})

describe('a limit that the platform names', () => {
  it('for a chat keeps that chat waiting, the others not, and is no attempt', async () => {
    const { made, faulty } = await start({ perSecond: 25, windows: () => [] })
    faulty.script('a', ...Array.from({ length: 22 }, () => refused('chat', 60_000)))
    await queueRows(made.db, made.app.now(), [
      { key: 'first', chat: 'a' },
      { key: 'second', chat: 'a', lane: 0 },
      { key: 'third', chat: 'b' },
    ])
    await made.app.idle()
    expect(faulty.ledger.map(({ key }) => key)).toEqual(['third'])
    // One of each lane was on its way.
    expect(faulty.asked.filter(({ to }) => to === 'a').length).toBeLessThanOrEqual(2)
    for (let minute = 0; minute < 12; minute += 1) {
      const before = faulty.asked.length
      await made.machine.move(57_000)
      await made.app.idle()
      expect(faulty.asked.length).toBe(before)
      await made.machine.move(10_000)
      await made.app.idle()
    }
    // More than eight refusals, and it is still the same address.
    expect(await rowsLike(made.db, '%')).toMatchObject([
      { key: 'first', state: 'sent', attempt: 1 },
      { key: 'second', state: 'sent', attempt: 1 },
      { key: 'third', state: 'sent' },
    ])
  })

  it('for a chat that lasts for minutes leads to its member’s other account, where there is one', async () => {
    const { made, faulty } = await start({ perSecond: 25, windows: () => [] })
    faulty.script('a', ...Array.from({ length: 22 }, () => refused('chat', 60_000)))
    const of = made.db.updateTable('address').set({ channel: 'faulty', id: 'a' }).where('id', '=', '县公安局')
    const { memberId } = await of.returning('member_id as memberId').executeTakeFirstOrThrow()
    const second = { channel: 'local', id: '县公安局', member_id: memberId, position: 2 }
    await made.db.insertInto('address').values(second).execute()
    await queueRows(made.db, made.app.now(), [{ key: 'digest/a', chat: 'a', memberId }])
    await made.app.idle()
    for (let turn = 0; turn < 4; turn += 1) {
      await made.machine.move(66_000)
      await made.app.idle()
    }
    expect(await rowsLike(made.db, 'digest/a')).toMatchObject([{ state: 'queued', channel: 'faulty', attempt: 0 }])
    await made.machine.move(66_000)
    await made.app.idle()
    expect(await rowsLike(made.db, 'digest/a')).toMatchObject([{ state: 'sent', channel: 'local' }])
  })

  it('for the bot that lasts for minutes does so too, and a message that gets through ends it', async () => {
    const { made, faulty } = await start({ perSecond: 25, windows: () => [] })
    const of = made.db.updateTable('address').set({ channel: 'faulty', id: 'a' }).where('id', '=', '县公安局')
    const { memberId } = await of.returning('member_id as memberId').executeTakeFirstOrThrow()
    const second = { channel: 'local', id: '县公安局', member_id: memberId, position: 2 }
    await made.db.insertInto('address').values(second).execute()
    const minutes = async (count: number): Promise<void> => {
      for (let minute = 0; minute < count; minute += 1) {
        await made.machine.move(66_000)
        await made.app.idle()
      }
    }
    const queue = async (key: string, refusals: number): Promise<void> => {
      faulty.script('a', ...Array.from({ length: refusals }, () => refused('bot', 60_000)))
      await queueRows(made.db, made.app.now(), [{ key, chat: 'a', memberId }])
      await made.app.idle()
    }
    await queue('digest/a', 3)
    await minutes(3)
    expect(await rowsLike(made.db, 'digest/a')).toMatchObject([{ state: 'sent', channel: 'faulty' }])
    await queue('digest/b', 22)
    await minutes(4)
    expect(await rowsLike(made.db, 'digest/b')).toMatchObject([{ state: 'queued', channel: 'faulty', attempt: 0 }])
    await minutes(2)
    expect(await rowsLike(made.db, 'digest/b')).toMatchObject([{ state: 'sent', channel: 'local' }])
  })

  it('for the bot pauses all of it, also after a restart, and slows it down', async () => {
    const { made, faulty } = await start({ perSecond: 20, windows: () => [] }, 0)
    faulty.script('chat3', refused('bot', 30_000))
    await queueRows(
      made.db,
      made.app.now(),
      bulk(60, (one) => `chat${one}`),
    )
    await made.app.idle()
    const paused = faulty.ledger.length
    expect(paused).toBeLessThan(30)
    const [row] = await channelRows(made.db)
    expect(row).toMatchObject({ name: 'faulty' })
    expect(millisOf(row!.paused_until!) - made.machine.now()).toBeGreaterThan(20_000)
    await made.app.stop()
    const again = await trialApp({ store: made, machine: made.machine, channels: [faulty] })
    await again.app.idle()
    expect(faulty.ledger.length).toBe(paused)
    await made.machine.move(36_000)
    await again.app.idle()
    expect(faulty.ledger.length).toBe(60)
    expect(
      (await rowsLike(made.db, 'bulk/%')).filter(({ state, attempt }) => state !== 'sent' || attempt !== 1),
    ).toEqual([])
    await again.app.stop()
  })

  it('slows the bot down for as long as that lasts', async () => {
    const { made, faulty } = await start({ perSecond: 20, windows: () => [] }, 0)
    faulty.script('chat0', refused('bot', 1000))
    await queueRows(
      made.db,
      made.app.now(),
      bulk(101, (one) => `chat${one}`),
    )
    await made.app.idle()
    await made.machine.move(3000)
    await made.app.idle()
    const after = faulty.ledger.slice(-90)
    const rate = 89_000 / (after.at(-1)!.at - after[0]!.at)
    expect(rate).toBeGreaterThan(15)
    expect(rate).toBeLessThan(17.5)
  })
})
