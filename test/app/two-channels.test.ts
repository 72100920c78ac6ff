import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { plain } from '#src/domain/message.ts'

import type { Person } from '../standin/telegram/index.ts'
import { office } from '../support/app.ts'
import { until } from '../support/data-dir.ts'
import { bindTwice, twoChannels, type TwoChannels } from '../support/two-channels.ts'

let house: TwoChannels
let person: Person
const user = 'WangJianGuo'
beforeEach(async () => {
  house = await twoChannels()
  person = await bindTwice(house, user)
})
afterEach(() => house.end())

/** Digests: in WeCom its buttons are a card of their own, which does not say what is open. */
const digests = (read: readonly string[]): number =>
  read.filter((text) => /县公安局 待办21条[^]*共同事项12/.test(text)).length
const read = () => [digests(house.readInWecom(user)), digests(house.readInTelegram(person))]
/** What the office was told of dead accounts. */
const toldGone = async (): Promise<string[]> => {
  const sent = house.db.selectFrom('message').where('key', 'like', 'gone/%').where('state', '=', 'sent')
  const rows = await sent.where('chat', '=', office).select('body').orderBy('id').execute()
  return rows.map(({ body }) => plain(body))
}
const minute = 60_000

const deaths: Record<string, (house: TwoChannels) => Promise<void>> = {
  'is refused its secret': async ({ wecom }) => {
    wecom.faults.add({ cmd: 'aibot_subscribe', times: Infinity, action: { kind: 'refuse', errcode: 40_001 } })
    wecom.faults.drop()
  },
  'is taken over by another process': async ({ wecom }) => void (await wecom.evict()),
  'cannot be reached': async ({ wecom }) => wecom.faults.refuseTcp(),
}

describe('somebody bound in WeCom and in Telegram', { timeout: 60_000 }, () => {
  it('is written to once, where they want it first, and answered where they ask', async () => {
    await house.publish()
    expect(read()).toEqual([1, 0])

    const [inWecom, inTelegram] = [house.readInWecom(user).length, house.readInTelegram(person).length]
    expect(await house.inTelegram(person, '收到')).toContain('已签收21条')
    expect(house.readInWecom(user).length).toBe(inWecom)
    expect(await house.inWecom(user, '详情 42')).toContain('县公安局')
    expect(house.readInTelegram(person).length).toBe(inTelegram + 1)

    expect(await house.inWecom(user, '我 首选 Telegram')).toContain('消息先发Telegram')
    const before = house.readInWecom(user).length
    await house.clock('2021-06-07T08:31')
    expect(house.readInWecom(user).length).toBe(before)
    expect(read()).toEqual([1, 1])
  })

  it.for(Object.entries(deaths))('is told in Telegram when the WeCom bot %s, then by telephone', async ([, dies]) => {
    const { app, telegram, machine } = house
    await dies(house)
    await until(() => app.channels()['wecom']?.connected === false)
    await house.publish()
    // Longer than a channel that may come back is waited for.
    for (let waited = 0; waited < 12 && read()[1] === 0; waited += 1) {
      await machine.move(minute)
      await until(() => app.channels()['telegram']?.connected === true)
      await app.idle()
    }
    expect(read()).toEqual([0, 1])
    const said = house.readInTelegram(person).length
    expect(await house.inTelegram(person, '收到')).toContain('已签收21条')
    expect(house.readInTelegram(person).length).toBe(said + 1)

    await telegram.acknowledged(await telegram.blocks(person))
    await app.idle()
    await house.clock('2021-06-07T08:31')
    await house.clock('2021-06-07T17:31')
    expect(read()).toEqual([0, 1])
    expect((await house.say(office, '电话单')).text).toMatch(/电话单1家\n· 县公安局\(今天没送达\)/)
    expect(await toldGone()).toEqual([expect.stringContaining('县公安局联络员(A岗):Telegram已拉黑机器人')])
    expect(house.alarms.length).toBeLessThan(2)
  })

  it('is told in WeCom when they have blocked the Telegram bot they wanted first, and the office reads so', async () => {
    await house.inTelegram(person, '我 首选 Telegram')
    await house.telegram.acknowledged(await house.telegram.blocks(person))
    await house.publish()
    expect(read()).toEqual([1, 0])
    expect(await toldGone()).toEqual([expect.stringMatching(/已改用另一个[^]*Telegram已拉黑机器人,改用企业微信/)])
    await house.telegram.acknowledged(await house.telegram.unblocks(person))
    await house.clock('2021-06-07T08:31')
    expect(house.readInTelegram(person).at(-1)).toContain('还有1个工作日')
  })
})
