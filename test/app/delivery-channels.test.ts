import { afterEach, describe, expect, it } from 'vitest'

import { channelRows } from '#db/channels.ts'
import { plain } from '#src/domain/message.ts'

import { office, trialApp, type TrialApp } from '../support/app.ts'
import { createFaulty, type FaultyChannel } from '../support/faulty-channel.ts'
import { queueRows, rowsLike } from '../support/queue.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
  trial = undefined
})

interface Scene {
  readonly made: TrialApp
  readonly first: FaultyChannel
  readonly second: FaultyChannel
  readonly memberId: number
}

/** The liaison of 县公安局 is bound at `a` of the first platform, and of the second where `second` says so. */
const start = async (routes: readonly ('first' | 'second')[]): Promise<Scene> => {
  const [first, second] = [createFaulty('first'), createFaulty('second')]
  const made = (trial = await trialApp({ channels: [first, second] }))
  const gone = made.db.deleteFrom('address').where('id', '=', '县公安局').returning('member_id as memberId')
  const { memberId } = await gone.executeTakeFirstOrThrow()
  const rows = routes.map((channel, at) => ({ channel, id: 'a', member_id: memberId, position: at + 1 }))
  await made.db.insertInto('address').values(rows).execute()
  return { made, first, second, memberId }
}
const pass = async ({ machine, app }: TrialApp, ms: number): Promise<void> => {
  await machine.move(ms)
  await app.idle()
}
const digest = async ({ db }: TrialApp) => {
  const rows = await rowsLike(db, 'digest/%')
  return rows.filter(({ chat }) => chat === 'a')
}
const minute = 60_000

describe('a channel that is cut off', () => {
  it('burns nothing: its rows wait, and go out once when it is back', async () => {
    const { made, first } = await start(['first'])
    first.stand({ connected: false, trouble: '连不上' })
    await made.publish()
    for (let turn = 0; turn < 20; turn += 1) await pass(made, minute)
    expect(first.asked).toEqual([])
    expect(await digest(made)).toMatchObject([{ state: 'queued', attempt: 0 }])
    first.stand({ connected: true })
    await made.app.watch()
    await made.app.idle()
    expect(first.ledger.length).toBe(1)
    expect(await digest(made)).toMatchObject([{ state: 'sent', attempt: 1 }])
    await pass(made, minute)
    expect(first.ledger.length).toBe(1)
  })

  it('is waited for five minutes, then its members’ other accounts are used', async () => {
    const { made, first, second } = await start(['first', 'second'])
    first.stand({ connected: false })
    await made.publish()
    await pass(made, 4 * minute)
    expect(second.ledger).toEqual([])
    await pass(made, 2 * minute)
    expect(second.ledger.length).toBe(1)
    expect(await digest(made)).toMatchObject([{ state: 'sent', channel: 'second' }])
    first.stand({ connected: true })
    await pass(made, minute)
    expect(first.asked).toEqual([])
  })

  it('whose other one is cut off, too, is waited for until office hours end; then somebody is to ring', async () => {
    const { made, first, second } = await start(['first', 'second'])
    first.stand({ connected: false })
    second.stand({ connected: false })
    await made.publish()
    for (let turn = 0; turn < 10; turn += 1) await pass(made, minute)
    expect(await digest(made)).toMatchObject([{ state: 'queued', channel: 'first' }])
    await made.clock('2021-06-04T17:31')
    expect(await digest(made)).toMatchObject([{ state: 'phone', reason: '到下班仍未发出' }])
  })

  it('wakes the rows by itself when it is back', async () => {
    const { made, first } = await start(['first'])
    first.stand({ connected: false })
    await made.publish()
    first.stand({ connected: true })
    await made.machine.move(3000)
    for (let turn = 0; first.ledger.length === 0 && turn < 20_000; turn += 1)
      await new Promise((resolve) => setImmediate(resolve))
    expect(first.ledger.length).toBe(1)
  })
})

describe('a channel that is lost', () => {
  it('gives its rows to the next account at once', async () => {
    const { made, first, second } = await start(['first', 'second'])
    first.stand({ connected: false, lost: true, trouble: '密钥不对' })
    await made.publish()
    expect(first.asked).toEqual([])
    expect(second.ledger.length).toBe(1)
  })

  it('gives what has no other account to the call sheet, and says why', async () => {
    const { made, first } = await start(['first'])
    first.stand({ connected: false, lost: true, trouble: '密钥不对' })
    await made.publish()
    expect(await digest(made)).toMatchObject([{ state: 'phone', reason: 'first:密钥不对' }])
    expect((await made.say(office, '电话单')).text).toContain('县公安局')
  })

  it('is never returned to from the account after it', async () => {
    const { made, first, second } = await start(['first', 'second'])
    second.script('a', { kind: 'refused', retry: 'other-route', reason: 'no' })
    first.stand({ connected: false, lost: true })
    await made.publish()
    expect(await digest(made)).toMatchObject([{ state: 'phone', reason: 'no' }])
  })

  it('or that is not configured any more, is as good as lost', async () => {
    const { made, second, memberId } = await start(['second'])
    await queueRows(made.db, made.app.now(), [
      { key: 'digest/old', chat: 'x', channel: 'elsewhere', memberId },
      { key: 'reply/old', chat: 'x', channel: 'elsewhere' },
    ])
    await made.app.idle()
    expect(second.ledger.map(({ key }) => key)).toEqual(['digest/old'])
    expect(await rowsLike(made.db, '%/old')).toMatchObject([
      { state: 'sent' },
      { state: 'phone', reason: '没有接入 elsewhere' },
    ])
  })
})

describe('the end', () => {
  it('waits for what is being sent, and begins nothing', async () => {
    const { made, first } = await start(['first'])
    const answered = Promise.withResolvers<void>()
    first.script('slow', async () => {
      await answered.promise
      return { kind: 'sent', ref: 'late' }
    })
    await queueRows(
      made.db,
      made.app.now(),
      ['slow', 'slow', 'slow'].map((chat, at) => ({ key: `k/${at}`, chat, channel: 'first' })),
    )
    const idle = made.app.idle()
    for (let turn = 0; first.asked.length === 0 && turn < 20_000; turn += 1)
      await new Promise((resolve) => setImmediate(resolve))
    const stopped = made.app.stop()
    answered.resolve()
    await Promise.all([stopped, idle])
    expect((await rowsLike(made.db, 'k/%')).map(({ state }) => state)).toEqual(['sent', 'queued', 'queued'])
    expect(first.asked.length).toBe(1)
  })
})

describe('how the channels stand', () => {
  it('is noted for whoever looks from beside', async () => {
    const { made, first } = await start(['first'])
    const heard = made.machine.now()
    first.stand({ connected: false, trouble: '连不上', heard: { single: heard } })
    await made.app.watch()
    const row = async () => (await channelRows(made.db)).find(({ name }) => name === 'first')
    expect(await row()).toMatchObject({ connected: false, trouble: '连不上', heard_group: null })
    expect((await row())!.heard_single).not.toBeNull()
    first.stand({ connected: true, heard: { group: heard } })
    await made.app.watch()
    expect(await row()).toMatchObject({ connected: true, trouble: null })
    // What was heard alone is noted once a minute.
    const before = (await row())!.heard_group
    first.stand({ connected: true, heard: { group: heard + 5000 } })
    await made.app.watch()
    expect((await row())!.heard_group).toBe(before)
    await made.machine.move(minute)
    await made.app.watch()
    expect((await row())!.heard_group).not.toBe(before)
    expect((await channelRows(made.db)).map(({ name }) => name)).toEqual(['first', 'local', 'second'])
  })

  it('alarms whoever can mend it, by a channel that works, once an hour', async () => {
    const { made, first } = await start(['first'])
    const alarms = async () => {
      const rows = await made.db
        .selectFrom('message')
        .where('key', 'like', 'alarm/%')
        .selectAll()
        .orderBy('id')
        .execute()
      return rows.map(({ state, channel, chat, body }) => [state, channel, chat, plain(body)] as const)
    }
    first.stand({ connected: false })
    const words = 'WECOM_BOT_SECRET 不对:请到管理后台核对'
    await made.app.alarm('first', words)
    await made.app.alarm('first', words)
    await made.app.idle()
    const told = await alarms()
    expect(told.map(([state, channel]) => [state, channel])).toEqual(told.map(() => ['sent', 'local']))
    expect(told.map(([, , chat]) => chat)).toEqual(expect.arrayContaining(['admin', office]))
    expect(new Set(told.map(([, , chat]) => chat)).size).toBe(told.length)
    for (const [, , , text] of told) expect(text).toContain(words)
    await made.machine.move(61 * minute)
    await made.app.alarm('first', words)
    await made.app.idle()
    expect((await alarms()).length).toBe(told.length * 2)
    await made.app.alarm('local', words)
    await made.app.idle()
    // Nobody has another account than the one in trouble.
    expect((await alarms()).length).toBe(told.length * 2)
  })
})
