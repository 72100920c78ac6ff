import { afterEach, describe, expect, it } from 'vitest'

import { markSending } from '#db/sending.ts'
import { settleInterrupted } from '#src/delivery.ts'

import { instant, office, trialApp, type TrialApp } from '../support/app.ts'
import { createFaulty, type FaultyChannel } from '../support/faulty-channel.ts'
import { queueRows, rowsLike } from '../support/queue.ts'

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

/** Whoever speaks at the faulty channel's `a`. */
const said = {
  channel: 'faulty',
  chat: { id: 'a', kind: 'single' },
  from: 'a',
  kind: 'text',
  files: [],
} as const

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

  it('repeats an answer of unknown fate once, marked: somebody waits for it', async () => {
    const { trial: made, faulty } = await start('faulty/a')
    faulty.script('a', { kind: 'unknown', reason: 'no ack' }, { kind: 'unknown', reason: 'no ack' })
    await faulty.say({ ...said, id: '1', text: '帮助' })
    await made.app.idle()
    expect(await rowsLike(made.db, 'reply/%')).toMatchObject([{ state: 'unknown', attempt: 2 }])
    expect(faulty.ledger.map(({ text }) => text.startsWith('(可能重复)'))).toEqual([false, true])
  })

  it('leaves another push of unknown fate to the office', async () => {
    const { trial: made, faulty } = await start('faulty/a')
    await made.publish()
    await made.say(office, '广播 全部 明天开会')
    faulty.script('a', { kind: 'unknown', reason: 'no ack' })
    await made.say(office, '广播 66')
    expect(await rowsLike(made.db, 'broadcast/%')).toContainEqual(
      expect.objectContaining({ chat: 'a', state: 'unknown' }),
    )
    expect((await made.say(office, '回执')).text).toContain('送达未知1家:县公安局')
  })

  it('repeats once, marked, whatever a dead process was sending', async () => {
    const { trial: made } = await start('faulty/a')
    const { db } = made
    const keys = ['digest/1', 'reply/1', 'return/1', 'reply/2']
    await queueRows(
      db,
      made.app.now(),
      keys.map((key) => ({ key, chat: `chat of ${key}` })),
    )
    const ids = (await db.selectFrom('message').select('id').orderBy('id').execute()).map(({ id }) => id)
    const moment = { business: made.app.now(), machine: instant('2030-01-01') }
    // The last one had not its turn yet.
    const marked = await markSending(db, 'faulty', moment, { epoch: 1, ids: ids.slice(0, 3) })
    expect(marked.map(({ key }) => key)).toEqual(keys.slice(0, 3))
    await settleInterrupted(db, 2)
    const rows = await db.selectFrom('message').select(['state', 'reason', 'body']).orderBy('id').execute()
    expect(rows.map(({ state, reason }) => [state, reason])).toEqual([
      ...Array.from({ length: 3 }, () => ['queued', '发送时程序中断']),
      ['queued', null],
    ])
    expect(rows.map(({ body }) => body.title)).toEqual(['(可能重复)', '(可能重复)', '(可能重复)', undefined])
    await db.updateTable('message').set({ state: 'sending', epoch: 2 }).where('key', '=', 'return/1').execute()
    await settleInterrupted(db, 3)
    expect((await rowsLike(db, 'return/%')).map(({ state }) => state)).toEqual(['unknown'])
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
    const bulk = Array.from({ length: 40 }, (_, index) => ({ key: `bulk/${index}`, chat: `chat${index % 4}` }))
    await queueRows(made.db, made.app.now(), [...bulk, { key: 'answer', chat: 'chat9', lane: 0 }])
    await made.app.idle()
    const keys = faulty.ledger.map(({ key }) => key)
    expect(keys.indexOf('answer')).toBe(0)
    for (const chat of [0, 1, 2, 3]) {
      const own = faulty.ledger.filter(({ to }) => to === `chat${chat}`).map(({ key }) => Number(key.split('/')[1]))
      expect(own).toEqual(own.toSorted((a, b) => a - b))
      expect(own.length).toBe(10)
    }
  })
})
