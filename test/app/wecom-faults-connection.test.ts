import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { channelRows } from '#db/channels.ts'
import { plain } from '#src/domain/message.ts'

import { office } from '../support/app.ts'
import { wecomHouse, type WecomHouse } from '../support/wecom-house.ts'

let house: WecomHouse
const minute = 60_000
/** As it is shipped: at least three minutes; half as much again by the lot that is drawn here. */
const parkMs = 180_000

beforeEach(async () => {
  house = await wecomHouse({}, { parkMs, stableMs: minute })
  await house.bind('wangfang', '县公安局')
})
afterEach(() => house.close())

const state = () => house.channel.state!()
const connected = async (): Promise<void> => {
  await expect.poll(() => state().connected).toBe(true)
}
const pass = async (steps: number, ms: number): Promise<void> => {
  for (let step = 0; step < steps; step += 1) {
    await house.machine.move(ms)
    await house.trial.app.idle()
  }
}
const digests = (): string[] =>
  house.standin
    .seen('wangfang')
    .flatMap(({ kind, text }) => (kind !== 'card' && text.includes('【政务公开') ? [text] : []))
/** What the office was told unasked. */
const alarmsToOffice = async (): Promise<string[]> => {
  const rows = await house.trial.db
    .selectFrom('message')
    .where('key', 'like', 'alarm/%')
    .where('chat', '=', office)
    .where('state', '=', 'sent')
    .select('body')
    .execute()
  return rows.map(({ body }) => plain(body))
}

describe('a connection', () => {
  it('F1: whose subscribe is never answered is given up for a new one, and what waits goes out once', async () => {
    const fault = house.standin.faults.add({ cmd: 'aibot_subscribe', times: 3, action: { kind: 'ignore' } })
    house.standin.faults.drop()
    await expect.poll(() => state().trouble).toContain('没有应答登录')
    expect(state().connected).toBe(false)
    await house.trial.publish()
    await connected()
    expect(fault.struck).toBe(3)
    await expect.poll(digests).toHaveLength(1)
    await house.standin.waitFor((one) => one.connections() === 1)
  })

  it('F2: with a secret that is refused stops after three tries, and says which settings are wrong', async () => {
    const refused = { kind: 'refuse', errcode: 853_000, errmsg: 'invalid bot_id or secret' } as const
    house.standin.faults.add({ cmd: 'aibot_subscribe', times: Infinity, action: refused })
    const before = house.standin.subscribes.length
    house.standin.faults.drop()
    await expect.poll(() => state().lost).toBe(true)
    await expect.poll(alarmsToOffice).toEqual([expect.stringMatching(/WECOM_BOT_ID.*WECOM_BOT_SECRET.*853000/)])
    await pass(10, minute)
    expect(house.standin.subscribes.length - before).toBe(3)
    expect(house.alarms).toHaveLength(1)
    const status = (await house.trial.say(office, '状态')).text
    expect(status).toContain('企业微信断线')
  })

  it('F3: taken over by another subscriber is left to him for minutes each time, with one alarm', async () => {
    const before = house.standin.subscribes.length
    await house.standin.evict()
    await expect.poll(() => state().lost).toBe(true)
    await expect.poll(alarmsToOffice).toEqual([expect.stringContaining('别处登录')])
    for (let round = 1; round <= 3; round += 1) {
      // Four and a half minutes are drawn; what it asked for within them would be seen below.
      await pass(2, 2 * minute)
      await pass(1, minute)
      await house.standin.waitFor((one) => one.subscribes.length === before + round)
      await connected()
      // He wants it back at once.
      await house.standin.evict()
      await expect.poll(() => state().lost).toBe(true)
    }
    const times = house.standin.subscribes.slice(before - 1)
    for (const [at, time] of times.slice(2).entries()) expect(time - times[at + 1]!).toBeGreaterThanOrEqual(parkMs)
    expect(house.alarms).toHaveLength(1)
  })

  it('F15: that brings nothing of groups any more shows when each kind of chat was last heard', async () => {
    house.standin.addGroup('wrGROUP', ['wangfang'])
    await house.asks('wangfang', '我', { group: 'wrGROUP' })
    await house.machine.move(minute)
    await house.asks('wangfang', '我')
    const before = { ...state().heard }
    expect(before.single! - before.group!).toBeGreaterThanOrEqual(minute)
    house.standin.faults.drop()
    await house.standin.waitFor((one) => one.subscribes.length === 2)
    await connected()
    house.standin.faults.add({
      cmd: 'aibot_msg_callback',
      chat: 'wrGROUP',
      times: Infinity,
      action: { kind: 'ignore' },
    })
    await house.machine.move(60 * minute)
    await house.standin.userSays('wangfang', '我', { group: 'wrGROUP' })
    await house.asks('wangfang', '我')
    expect(state().heard).toMatchObject({ group: before.group })
    expect(state().heard!.single! - before.single!).toBeGreaterThanOrEqual(60 * minute)
    // An hour apart, to the minute.
    const [, single, group] = /企业微信在线,最近来信单聊(\S+?:\d\d)、群(\S+?:\d\d)/.exec(
      (await house.trial.say(office, '状态')).text,
    )!
    expect(single).not.toBe(group)
    await house.trial.app.watch()
    const row = (await channelRows(house.trial.db)).find(({ name }) => name === 'wecom')
    expect(Date.parse(row!.heard_single!) - Date.parse(row!.heard_group!)).toBeGreaterThanOrEqual(60 * minute)
  })
})
