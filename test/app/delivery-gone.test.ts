import { afterEach, describe, expect, it } from 'vitest'

import { moveChat, reviveAddress } from '#db/members.ts'
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

const blocked = { kind: 'refused', retry: 'other-route', gone: true, reason: '已拉黑机器人' } as const

/** Every liaison is bound on the faulty channel, under the name of their unit. */
const start = async (): Promise<{ made: TrialApp; faulty: FaultyChannel; chats: readonly string[] }> => {
  const faulty = createFaulty()
  const made = (trial = await trialApp({ channels: [faulty] }))
  const liaisons = made.db
    .updateTable('address')
    .set({ channel: 'faulty' })
    .where('id', 'not like', '%:%')
    .where('id', 'not in', ['leader', 'admin'])
  const rows = await liaisons.returning('id').execute()
  return { made, faulty, chats: rows.map(({ id }) => id) }
}
const addressAt = async ({ db }: TrialApp, id: string) =>
  db.selectFrom('address').where('channel', '=', 'faulty').where('id', '=', id).selectAll().executeTakeFirst()
const toldOffice = async ({ db }: TrialApp) => {
  const rows = await db
    .selectFrom('message')
    .where('key', 'like', 'gone/%')
    .where('chat', '=', office)
    .select(['body', 'state'])
    .orderBy('id')
    .execute()
  return rows.map(({ body, state }) => ({ state, text: plain(body) }))
}

describe('a dead address', () => {
  it('of fifty in a broadcast: all on the call sheet, the office told once, the rest served', async () => {
    const { made, faulty, chats } = await start()
    await made.publish()
    const dead = chats.slice(0, 50)
    for (const chat of dead) faulty.script(chat, blocked, blocked, blocked)
    await made.say(office, '广播 全部 明天开会')
    await made.say(office, '广播 66')
    const rows = await rowsLike(made.db, 'broadcast/%')
    expect(new Set(rows.flatMap(({ state, chat }) => (state === 'phone' ? [chat] : [])))).toEqual(new Set(dead))
    expect(rows.filter(({ state }) => state === 'sent').length).toBe(rows.length - 50)
    expect(await addressAt(made, dead[0]!)).toMatchObject({ gone_reason: '已拉黑机器人' })
    const told = await toldOffice(made)
    expect(told.length).toBe(1)
    expect(told[0]).toMatchObject({ state: 'sent' })
    expect(told[0]!.text).toContain('50人收不到消息,已列入电话单')
    expect(told[0]!.text).toContain('另有41人')
    expect(told[0]!.text.split('\n').length).toBeLessThan(15)
    // The next morning nobody asks their chats again, and the office hears nothing new.
    const asked = faulty.asked.length
    await made.clock('2021-06-07T08:31')
    expect(faulty.asked.slice(asked).filter(({ to }) => dead.includes(to))).toEqual([])
    expect((await toldOffice(made)).length).toBe(1)
    expect((await made.say(office, '电话单')).text).toContain(dead[0]!)
  })

  it('is not asked again for what was queued before it died; the next one is told of alone', async () => {
    const { made, faulty, chats } = await start()
    const [a = '', b = ''] = chats
    faulty.script(a, blocked)
    const member = async (id: string): Promise<number> => (await addressAt(made, id))!.member_id
    await queueRows(made.db, made.app.now(), [
      { key: 'digest/1', chat: a, memberId: await member(a) },
      { key: 'digest/2', chat: a, memberId: await member(a) },
    ])
    await made.app.idle()
    expect(faulty.asked.length).toBe(1)
    expect(await rowsLike(made.db, 'digest/%')).toMatchObject([
      { state: 'phone', reason: '已拉黑机器人' },
      { state: 'phone', reason: '已拉黑机器人' },
    ])
    faulty.script(b, blocked)
    await queueRows(made.db, made.app.now(), [{ key: 'digest/3', chat: b, memberId: await member(b) }])
    await made.app.idle()
    const told = await toldOffice(made)
    expect(told.length).toBe(2)
    expect(told[1]!.text).toContain(`1人收不到消息,已列入电话单:\n· ${b}`)
    expect(told[1]!.text).not.toContain(a)
  })

  it('gives way to the member’s next account, which the office reads', async () => {
    const { made, faulty, chats } = await start()
    const [a = ''] = chats
    const { member_id: memberId } = (await addressAt(made, a))!
    await made.db.insertInto('address').values({ channel: 'local', id: a, member_id: memberId, position: 2 }).execute()
    faulty.script(a, blocked)
    await queueRows(made.db, made.app.now(), [{ key: 'digest/1', chat: a, memberId }])
    await made.app.idle()
    expect(await rowsLike(made.db, 'digest/%')).toMatchObject([{ state: 'sent', channel: 'local', attempt: 1 }])
    const [told] = await toldOffice(made)
    expect(told!.text).toContain('1人有一个账号收不到,已改用另一个')
    expect(told!.text).toContain('已拉黑机器人,改用本机试用')
  })

  it('lives again when its owner writes', async () => {
    const { made, faulty, chats } = await start()
    const [a = ''] = chats
    const { member_id: memberId } = (await addressAt(made, a))!
    faulty.script(a, blocked)
    await queueRows(made.db, made.app.now(), [{ key: 'digest/1', chat: a, memberId }])
    await made.app.idle()
    const revive = () => made.db.transaction().execute((trx) => reviveAddress(trx, { channel: 'faulty', id: a }))
    expect([await revive(), await revive()]).toEqual([true, false])
    expect(await addressAt(made, a)).toMatchObject({ gone_at: null, gone_reason: null, told_at: null })
    await queueRows(made.db, made.app.now(), [{ key: 'digest/2', chat: a, memberId }])
    await made.app.idle()
    expect(faulty.ledger.map(({ key }) => key)).toEqual(['digest/2'])
  })

  it('is told of while other things are still being sent, when that takes long', async () => {
    const { made, faulty, chats } = await start()
    const [a = ''] = chats
    const { member_id: memberId } = (await addressAt(made, a))!
    const answered = Promise.withResolvers<void>()
    faulty.script('slow', () => answered.promise.then(() => ({ kind: 'sent', ref: 'late' })))
    faulty.script(a, blocked)
    await queueRows(made.db, made.app.now(), [
      { key: 'digest/1', chat: a, memberId },
      { key: 'reply/slow', chat: 'slow' },
    ])
    const idle = made.app.idle()
    const minutes = async (test: () => Promise<boolean>, most: number): Promise<boolean> => {
      for (let turn = 0; turn < most && !(await test()); turn += 1) {
        await made.machine.move(30_000)
        await made.app.tick(made.app.now())
      }
      return test()
    }
    const isTold = async (): Promise<boolean> => (await toldOffice(made)).some(({ state }) => state === 'sent')
    expect(await minutes(isTold, 18)).toBe(false)
    expect(await minutes(isTold, 60)).toBe(true)
    answered.resolve()
    await idle
    expect((await toldOffice(made)).length).toBe(1)
  })

  it('of which nobody can be told now is told of later', async () => {
    const { made, faulty, chats } = await start()
    const [a = ''] = chats
    const { member_id: memberId } = (await addressAt(made, a))!
    await made.db
      .updateTable('address')
      .set({ id: 'away' })
      .where('id', 'in', [office, 'admin'])
      .execute()
      .catch(() => {})
    const officers = await made.db.selectFrom('address').where('channel', '=', 'local').selectAll().execute()
    await made.db.deleteFrom('address').where('channel', '=', 'local').execute()
    faulty.script(a, blocked)
    await queueRows(made.db, made.app.now(), [{ key: 'digest/1', chat: a, memberId }])
    await made.app.idle()
    expect(await addressAt(made, a)).toMatchObject({ told_at: null })
    await made.db.insertInto('address').values(officers).execute()
    await made.app.idle()
    expect((await addressAt(made, a))!.told_at).not.toBeNull()
    expect((await toldOffice(made)).length).toBe(1)
  })
})

describe('a chat that has another id from now on', () => {
  it('keeps its order, its binding and what is still to be sent', async () => {
    const { made, faulty, chats } = await start()
    const [a = ''] = chats
    const { member_id: memberId } = (await addressAt(made, a))!
    faulty.script(a, { kind: 'refused', retry: 'later', movedTo: 'b', reason: 'migrated' })
    await queueRows(
      made.db,
      made.app.now(),
      [1, 2, 3].map((one) => ({ key: `digest/${one}`, chat: a, memberId })),
    )
    await made.app.idle()
    expect(faulty.ledger.map(({ to, key }) => [to, key])).toEqual([1, 2, 3].map((one) => ['b', `digest/${one}`]))
    expect(await addressAt(made, a)).toBeUndefined()
    expect(await addressAt(made, 'b')).toMatchObject({ member_id: memberId })
  })

  it('and moves in a circle is given up', async () => {
    const { made, faulty } = await start()
    const move = (movedTo: string) => ({ kind: 'refused', retry: 'later', movedTo, reason: 'migrated' }) as const
    faulty.script('x', ...Array.from({ length: 20 }, () => move('y')))
    faulty.script('y', ...Array.from({ length: 20 }, () => move('x')))
    await queueRows(made.db, made.app.now(), [{ key: 'reply/x', chat: 'x' }])
    await made.app.idle()
    expect(await rowsLike(made.db, 'reply/x')).toMatchObject([{ state: 'phone', attempt: 8 }])
  })

  it('that is bound already leaves one binding', async () => {
    const { made, chats } = await start()
    const [a = '', b = ''] = chats
    const before = await addressAt(made, b)
    await made.db.transaction().execute((trx) => moveChat(trx, 'faulty', a, b))
    expect(await addressAt(made, a)).toBeUndefined()
    expect(await addressAt(made, b)).toEqual(before)
  })
})
