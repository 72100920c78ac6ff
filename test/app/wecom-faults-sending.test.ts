import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { plain } from '#src/domain/message.ts'

import { office } from '../support/app.ts'
import { rowsLike } from '../support/queue.ts'
import { wecomHouse, type WecomHouse } from '../support/wecom-house.ts'

let house: WecomHouse
const people = { wangfang: '县公安局', zhangwei: '县教育局', lina: '县财政局' } as const
type Person = keyof typeof people

beforeEach(async () => {
  house = await wecomHouse()
  for (const [user, unit] of Object.entries(people)) await house.bind(user, unit)
})
afterEach(() => house.close())

const says = (text: string) => house.trial.say(office, text)
const broadcast = async (words: string): Promise<void> => {
  const { buttons } = await says(`广播 全部 ${words}`)
  await says(buttons.find((one) => one.startsWith('广播'))!)
}
/** The row of a push to somebody. */
const row = async (pattern: string, user: Person) =>
  (await rowsLike(house.trial.db, pattern)).find(({ chat }) => chat === user)
/** What somebody was shown with these words in it, cards not counted: they are buttons below a message. */
const copies = (user: Person, words: string): string[] =>
  house.standin.seen(user).flatMap(({ kind, text }) => (kind !== 'card' && text.includes(words) ? [text] : []))
const marked = (texts: readonly string[]): boolean[] => texts.map((text) => text.startsWith('(可能重复)'))
/** When messages were written to somebody's chat, taken or not. */
const tries = (user: Person): number[] =>
  house.standin.transcript.flatMap(({ at, dir, frame }) => {
    const { cmd, body } = frame as { cmd?: string; body?: { chatid?: string } }
    return dir === 'in' && cmd === 'aibot_send_msg' && body?.chatid === user ? [at] : []
  })
const push = { cmd: 'aibot_send_msg' }
/** Some time, in steps in which everything due is sent. */
const pass = async (steps: number, ms: number): Promise<void> => {
  for (let step = 0; step < steps; step += 1) {
    await house.machine.move(ms)
    await house.trial.app.idle()
  }
}
/** Gives somebody a second account, on the local chat. */
const alsoLocal = async (user: Person, id: string): Promise<void> => {
  const { db } = house.trial
  const { memberId } = await db
    .selectFrom('address')
    .where('channel', '=', 'wecom')
    .where('id', '=', user)
    .select('member_id as memberId')
    .executeTakeFirstOrThrow()
  await db.insertInto('address').values({ channel: 'local', id, member_id: memberId, position: 2 }).execute()
}

describe('a send whose fate is not known', () => {
  it('F5: cut off before its acknowledgement: a reminder comes again once and marked, another push does not', async () => {
    const cut = { kind: 'drop', when: 'after' } as const
    house.standin.faults.add({ ...push, chat: 'wangfang', action: cut })
    await broadcast('明天开会')
    expect(await row('broadcast/%', 'wangfang')).toMatchObject({ state: 'unknown', attempt: 1 })
    // Whatever else was on its way over that connection is in doubt with it.
    expect((await says('回执')).text).toMatch(/送达未知\d家:.*县公安局/)
    house.standin.faults.add({ ...push, chat: 'zhangwei', times: 2, action: cut })
    await house.trial.publish()
    await expect.poll(async () => (await row('digest/%', 'zhangwei'))?.state).toBe('unknown')
    await house.restart()
    await pass(5, 61_000)
    expect(copies('wangfang', '明天开会')).toHaveLength(1)
    expect(marked(copies('zhangwei', '【政务公开'))).toEqual([false, true])
    house.standin.faults.add({ ...push, chat: 'lina', action: cut })
    const before = copies('lina', '【政务公开').length
    await house.trial.clock('2021-06-07T08:31')
    await expect.poll(async () => (await row('digest/2021-06-07/%', 'lina'))?.state).toBe('sent')
    await pass(5, 61_000)
    expect(marked(copies('lina', '【政务公开').slice(before))).toEqual([false, true])
    for (const user of ['wangfang', 'zhangwei'] as const)
      expect(copies(user, '【政务公开').filter((text) => !text.startsWith('(可能重复)')).length).toBeLessThanOrEqual(2)
  })

  it('F6: acknowledged too late: the same, and the late one settles nothing else', async () => {
    const late = { kind: 'ack', how: 'late', ms: 600 } as const
    house.standin.faults.add({ cmd: 'aibot_respond_msg', chat: 'wangfang', action: late })
    const never = house.standin.faults.add({ ...push, chat: 'wangfang', action: { kind: 'ack', how: 'never' } })
    await house.asks('wangfang', '我')
    // The second copy was on its way when the acknowledgement of the first one came.
    expect(await row('reply/%', 'wangfang').then(() => rowsLike(house.trial.db, 'reply/%'))).toContainEqual(
      expect.objectContaining({ chat: 'wangfang', state: 'unknown', attempt: 2 }),
    )
    expect(never.struck).toBe(1)
    const answers = house.standin.ledger.filter(({ chat }) => chat === 'wangfang').slice(-2)
    expect(answers.map(({ cmd }) => cmd)).toEqual(['aibot_respond_msg', 'aibot_send_msg'])
    expect(marked(answers.map(({ text }) => text))).toEqual([false, true])
    house.standin.faults.add({ ...push, chat: 'wangfang', action: late })
    house.standin.faults.add({ ...push, chat: 'zhangwei', action: { kind: 'refuse', errcode: 93_006 } })
    await broadcast('明天开会')
    expect(await row('broadcast/%', 'wangfang')).toMatchObject({ state: 'unknown', attempt: 1 })
    expect(await row('broadcast/%', 'zhangwei')).toMatchObject({ state: 'phone' })
    expect(await row('broadcast/%', 'lina')).toMatchObject({ state: 'sent' })
    expect(house.standin.connections()).toBe(1)
  })

  it('F7: acknowledgements that come twice or for nobody settle nothing', async () => {
    house.standin.faults.add({ ...push, chat: 'wangfang', action: { kind: 'ack', how: 'twice' } })
    house.standin.faults.add({ ...push, chat: 'zhangwei', action: { kind: 'ack', how: 'foreign' } })
    await broadcast('明天开会')
    const states = await Promise.all((['wangfang', 'zhangwei', 'lina'] as const).map((one) => row('broadcast/%', one)))
    expect(states.map((one) => one?.state)).toEqual(['sent', 'unknown', 'sent'])
    expect(await house.asks('lina', '我')).toContain('县财政局')
  })
})

describe('a gateway that finds it too fast', () => {
  it('F10: in one chat: that one waits a minute each time, the others get theirs', async () => {
    house.standin.faults.add({ ...push, chat: 'zhangwei', times: 2, action: { kind: 'refuse', errcode: 846_607 } })
    await house.trial.publish()
    expect(await row('digest/%', 'zhangwei')).toMatchObject({ state: 'queued', attempt: 0 })
    for (const other of ['wangfang', 'lina'] as const)
      expect(await row('digest/%', other)).toMatchObject({ state: 'sent' })
    await pass(3, 65_000)
    expect(await row('digest/%', 'zhangwei')).toMatchObject({ state: 'sent', attempt: 1 })
    const [first, second, third] = tries('zhangwei')
    expect(second! - first!).toBeGreaterThanOrEqual(60_000)
    expect(third! - second!).toBeGreaterThanOrEqual(60_000)
    expect(marked(copies('zhangwei', '【政务公开'))).toEqual([false])
  })

  it('F10: for good: whoever has another account is told there after minutes, the others wait', async () => {
    await alsoLocal('zhangwei', 'zhangwei-local')
    const fault = house.standin.faults.add({
      ...push,
      times: Infinity,
      action: { kind: 'refuse', errcode: 846_607 },
    })
    await house.trial.publish()
    await pass(9, 61_000)
    expect(await row('digest/%', 'zhangwei')).toBeUndefined()
    const moved = (await rowsLike(house.trial.db, 'digest/%')).filter(({ chat }) => chat === 'zhangwei-local')
    expect(moved).toMatchObject([{ channel: 'local', state: 'sent' }])
    expect(await row('digest/%', 'wangfang')).toMatchObject({ state: 'queued' })
    // Three chats a minute at most find it out together, for nine minutes.
    expect(fault.struck).toBeLessThanOrEqual(27)
    house.standin.faults.clear()
    await pass(3, 120_000)
    expect(await row('digest/%', 'wangfang')).toMatchObject({ state: 'sent' })
    expect(copies('zhangwei', '【政务公开')).toEqual([])
    expect(marked(copies('wangfang', '【政务公开'))).toEqual([false])
  })
})

describe('a gateway that has forgotten', () => {
  it('F11: the session: a new connection is made and the message is sent once', async () => {
    house.standin.faults.forget()
    await broadcast('明天开会')
    // What found no session while the new one was made comes some seconds later.
    await pass(2, 6000)
    for (const user of ['wangfang', 'zhangwei', 'lina'] as const) {
      expect(await row('broadcast/%', user)).toMatchObject({ state: 'sent' })
      expect(copies(user, '明天开会')).toHaveLength(1)
    }
    expect(house.standin.subscribes).toHaveLength(2)
    await house.standin.waitFor((one) => one.connections() === 1)
  })

  it.each([846_605, 846_608])('F12: what is answered (%i): one push takes the place of the reply', async (errcode) => {
    house.standin.faults.add({ cmd: 'aibot_respond_msg', times: Infinity, action: { kind: 'refuse', errcode } })
    const before = house.shown('wangfang').length
    expect(await house.asks('wangfang', '我')).toContain('县公安局')
    expect(house.shown('wangfang')).toHaveLength(before + 1)
    expect(house.standin.ledger.at(-1)).toMatchObject({ cmd: 'aibot_send_msg', chat: 'wangfang' })
    expect(await row('reply/%', 'wangfang')).toMatchObject({ state: 'sent', attempt: 1 })
    expect(tries('wangfang')).toHaveLength(1)
  })
})

describe('somebody who cannot be written to', () => {
  it('F13: is tried once, shown to the office, and tried again when he writes', async () => {
    house.standin.removeUser('wangfang')
    await broadcast('明天开会')
    expect(await row('broadcast/%', 'wangfang')).toMatchObject({
      state: 'phone',
      reason: expect.stringContaining('未开通'),
    })
    const told = await house.trial.db
      .selectFrom('message')
      .where('key', 'like', 'gone/%')
      .where('chat', '=', office)
      .select('body')
      .execute()
    expect(told).toHaveLength(1)
    expect(plain(told[0]!.body)).toMatch(/1人收不到消息.*\n.*县公安局.*未开通/)
    expect((await says('电话单')).text).toContain('县公安局')
    await house.trial.publish()
    await pass(5, 61_000)
    expect(tries('wangfang')).toHaveLength(1)
    house.standin.addUser('wangfang')
    expect(await house.asks('wangfang', '我')).toContain('县公安局')
    await house.trial.clock('2021-06-07T08:31')
    expect(copies('wangfang', '【政务公开')).toHaveLength(1)
  })
})

describe('a gateway that does not answer', () => {
  it('F14: no pong and no acknowledgement comes, the socket stays: it is left for a new one, no reminder is lost', async () => {
    // It takes in and says nothing, until it is left.
    const deaf = {
      when: () => house.standin.subscribes.length === 1,
      times: Infinity,
      action: { kind: 'ignore' },
    } as const
    house.standin.faults.add({ cmd: 'ping', ...deaf })
    const sends = house.standin.faults.add({ ...push, ...deaf })
    await house.trial.publish()
    for (const user of ['wangfang', 'zhangwei', 'lina'] as const) {
      await expect.poll(async () => (await row('digest/%', user))?.state).toBe('sent')
      expect(copies(user, '【政务公开')).toHaveLength(1)
    }
    expect(sends.struck).toBeGreaterThan(0)
    await house.standin.waitFor((one) => one.connections() === 1)
  })

  it('F18: for ten minutes: it is asked again and again, and the reminder of that morning comes once', async () => {
    await alsoLocal('zhangwei', 'zhangwei-local')
    await house.trial.publish()
    for (const user of ['wangfang', 'zhangwei'] as const) expect(copies(user, '【政务公开')).toHaveLength(1)
    house.standin.faults.refuseTcp()
    await expect.poll(() => house.channel.state!().connected).toBe(false)
    await house.trial.clock('2021-06-07T08:31')
    const attempts = (): number => house.logged().match(/wecom connection ended/g)?.length ?? 0
    for (let step = 0; step < 20; step += 1) {
      const before = attempts()
      await pass(1, 30_000)
      await expect.poll(attempts).toBeGreaterThan(before)
    }
    expect(await row('digest/2021-06-07/%', 'wangfang')).toMatchObject({ state: 'queued' })
    house.standin.faults.acceptTcp()
    await expect.poll(() => house.channel.state!().connected).toBe(true)
    await house.trial.app.tick(house.trial.app.now())
    await pass(3, 61_000)
    expect(marked(copies('wangfang', '【政务公开'))).toEqual([false, false])
    // He was told on his other account meanwhile, once.
    expect(copies('zhangwei', '【政务公开')).toHaveLength(1)
    const elsewhere = (await rowsLike(house.trial.db, 'digest/2021-06-07/%')).filter(
      ({ chat }) => chat === 'zhangwei-local',
    )
    expect(elsewhere).toMatchObject([{ state: 'sent', attempt: 1 }])
  })
})
