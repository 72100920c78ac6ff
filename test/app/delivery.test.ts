import { afterEach, describe, expect, it } from 'vitest'

import { claimHeads } from '#db/messages.ts'
import { settleInterrupted } from '#src/delivery.ts'

import { instant, office, trialApp, type TrialApp } from '../support/app.ts'
import { createFaulty, type FaultyChannel } from '../support/faulty-channel.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
})

/** The sample published, with the liaison of 县公安局 on the faulty channel first. */
const start = async (...routes: readonly string[]): Promise<{ trial: TrialApp; faulty: FaultyChannel }> => {
  const faulty = createFaulty()
  const made = await trialApp({ channels: [faulty] })
  trial = made
  const { memberId } = await made.db
    .selectFrom('address')
    .where('id', '=', '县公安局')
    .select('member_id as memberId')
    .executeTakeFirstOrThrow()
  await made.db.deleteFrom('address').where('member_id', '=', memberId).execute()
  const rows = routes.map((route, at) => {
    const [channel, id] = route.split('/') as [string, string]
    return { channel, id, member_id: memberId, position: at + 1 }
  })
  if (rows.length > 0) await made.db.insertInto('address').values(rows).execute()
  return { trial: made, faulty }
}

const digestOf = async ({ db }: TrialApp) =>
  db
    .selectFrom('message')
    .innerJoin('member', 'member.id', 'message.member_id')
    .where('member.name', '=', '县公安局联络员')
    .where('message.key', 'like', 'digest/%')
    .select([
      'message.id',
      'message.state',
      'message.attempt',
      'message.channel',
      'message.chat',
      'message.reason',
      'retry_at',
    ])
    .execute()

describe('what becomes of a message', () => {
  it('is sent once', async () => {
    const { trial: made, faulty } = await start('faulty/a')
    await made.publish()
    expect(await digestOf(made)).toMatchObject([{ state: 'sent', attempt: 1 }])
    expect(faulty.ledger.map(({ to }) => to)).toEqual(['a'])
  })

  it('goes by the next route when the first is closed', async () => {
    const { trial: made, faulty } = await start('faulty/a', 'faulty/b')
    faulty.script('a', { kind: 'refused', retry: 'other-route', reason: 'blocked' })
    await made.publish()
    expect(await digestOf(made)).toMatchObject([{ state: 'sent', chat: 'b' }])
  })

  it('goes on the call sheet when every route is closed, and says why', async () => {
    const { trial: made, faulty } = await start('faulty/a')
    faulty.script('a', { kind: 'refused', retry: 'other-route', reason: 'blocked by the user' })
    await made.publish()
    expect(await digestOf(made)).toMatchObject([{ state: 'phone', reason: 'blocked by the user' }])
  })

  it('keeps the delay of a refusal that asks for later, and comes back by itself', async () => {
    const { trial: made, faulty } = await start('faulty/a')
    faulty.script('a', { kind: 'refused', retry: 'later', after: 3_600_000, reason: '429' })
    await made.publish()
    const [row] = await digestOf(made)
    expect(row).toMatchObject({ state: 'queued', reason: '429' })
    expect(row?.retry_at).not.toBeNull()
    await made.db
      .updateTable('message')
      .set({ retry_at: instant('2000-01-01') })
      .where('id', '=', row!.id)
      .execute()
    await made.app.idle()
    expect(await digestOf(made)).toMatchObject([{ state: 'sent', attempt: 2 }])
  })

  it('repeats a reminder of unknown fate once, marked, then stops', async () => {
    const { trial: made, faulty } = await start('faulty/a')
    faulty.script('a', { kind: 'unknown', reason: 'no ack' }, { kind: 'unknown', reason: 'no ack' })
    await made.publish()
    expect(await digestOf(made)).toMatchObject([{ state: 'unknown', attempt: 2 }])
    expect(faulty.ledger.map(({ text }) => text.startsWith('(可能重复)'))).toEqual([false, true])
  })

  it('takes a channel that throws for an unknown fate', async () => {
    const { trial: made, faulty } = await start('faulty/a')
    faulty.script('a', new Error('socket hang up'))
    await made.publish()
    expect(await digestOf(made)).toMatchObject([{ state: 'sent', attempt: 2 }])
  })

  it('tells before publishing who cannot be reached, and sends the rest', async () => {
    const { trial: made } = await start()
    await made.say(office, '答 1 是')
    expect((await made.say(office, '发布')).text).toContain('电话单1家(没有可达的联络员):县公安局')
    await made.say(office, '发布 891')
    expect(await digestOf(made)).toEqual([])
  })

  it('finds what a dead process was sending, and repeats only the reminder', async () => {
    const { trial: made, faulty } = await start('faulty/a')
    faulty.script('a', { kind: 'refused', retry: 'later', after: 3_600_000, reason: 'wait' })
    await made.publish()
    const { db } = made
    await db.updateTable('message').set({ retry_at: null, attempt: 0 }).where('key', 'like', 'digest/%').execute()
    const claim = { epoch: 1, business: made.app.now(), machine: instant('2030-01-01'), limit: 5 }
    expect((await claimHeads(db, claim)).map(({ chat }) => chat)).toEqual(['a'])
    await db.updateTable('message').set({ state: 'sending', epoch: 1 }).where('key', 'like', 'reply/%').execute()
    await settleInterrupted(db, 2)
    expect(await digestOf(made)).toMatchObject([{ state: 'queued', reason: '发送时程序中断' }])
    const replies = await db.selectFrom('message').where('key', 'like', 'reply/%').select('state').execute()
    expect(new Set(replies.map(({ state }) => state))).toEqual(new Set(['unknown']))
  })

  it('a push over the quota of the day is kept as merged', async () => {
    const { trial: made, faulty } = await start('faulty/a')
    await made.publish()
    for (const number of [42, 43]) {
      await made.db
        .updateTable('assignment')
        .set({ state: 'submitted', state_before: 'open' })
        .where('number', '=', number)
        .execute()
      await made.say('县政务服务和大数据管理局:officer', `退回 ${number} 请附截图`)
    }
    const pushes = await made.db
      .selectFrom('message')
      .where('key', 'like', 'return/%')
      .select('state')
      .orderBy('id')
      .execute()
    expect(pushes.map(({ state }) => state)).toEqual(['sent', 'merged'])
    expect(faulty.ledger.length).toBe(2)
    await made.clock('2021-06-07T08:30')
    expect(faulty.ledger.at(-1)?.text).toContain('#43')
  })
})

describe('order', () => {
  it('keeps the order of a chat, and an answer overtakes the bulk', async () => {
    const { trial: made, faulty } = await start('faulty/a')
    const at = made.app.now()
    const row = (key: string, lane: number, chat: string) => ({
      key,
      cause: 'test',
      member_id: null,
      channel: 'faulty',
      chat,
      lane,
      not_before: at,
      retry_at: null,
      push_on: null,
      state: 'queued' as const,
      epoch: null,
      body: JSON.stringify({ blocks: [] }),
      ref: null,
      reason: null,
      created_at: at,
      sent_at: null,
    })
    const bulk = Array.from({ length: 40 }, (_, index) => row(`bulk/${index}`, 2, `chat${index % 4}`))
    await made.db
      .insertInto('message')
      .values([...bulk, row('answer', 0, 'chat9')])
      .execute()
    await made.app.idle()
    const keys = faulty.ledger.map(({ key }) => key)
    expect(keys.indexOf('answer')).toBeLessThan(4)
    for (const chat of [0, 1, 2, 3]) {
      const own = faulty.ledger.filter(({ to }) => to === `chat${chat}`).map(({ key }) => Number(key.split('/')[1]))
      expect(own).toEqual(own.toSorted((a, b) => a - b))
      expect(own.length).toBe(10)
    }
  })
})
