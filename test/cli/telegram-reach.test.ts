import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openTelegramCounty, type Speaker, type TelegramCounty } from '../support/telegram-people.ts'

let county: TelegramCounty
let office: Speaker
let police: Speaker
let health: Speaker
beforeAll(async () => {
  county = await openTelegramCounty()
  office = await county.binds('县政府督查室', 'officer')
  police = await county.binds('县公安局')
  health = await county.binds('县卫健局')
  await office.says('答 1 是', '现在可发布891条')
  await Promise.all([
    office.says('发布 891', '#1–#891'),
    police.after(async () => {}, '待办21条'),
    health.after(async () => {}, '待办19条'),
  ])
})
afterAll(() => county.close())

describe('npm start with Telegram, who is reached and where', { timeout: 60_000 }, () => {
  it('in a group hears only what is said to it, and shows no unit another one’s items', async () => {
    const { standin } = county
    const group = standin.addGroup([police.person, health.person])
    await standin.says(police.person, '中午吃什么', { group })
    const refused = await county.inGroup(group, police, `/my@${standin.bot.username}`, {}, '「事项」不在群里发')
    expect(refused).not.toContain('#')
    const done = await county.inGroup(
      group,
      health,
      `/done@${standin.bot.username} 36 疫苗监管已公开`,
      {},
      '#36 已报,待审核',
    )
    expect(done).not.toMatch(/疫苗|卫健/)
    await county.inGroup(group, police, `/done@${standin.bot.username} 41 我也报`, {}, '#41')
    await county.inGroup(group, health, '撤回 36', { replyTo: standin.lastMessageId(group.id) }, '#36 已撤回')
    // Four were said to it, each has its answer under it; the talk has none.
    expect(standin.seen(group.id).length).toBe(4)
    expect(standin.seen(group.id).every(({ replyTo }) => replyTo !== undefined)).toBe(true)
    expect(standin.pending()).toBe(0)
  })

  it('does nothing by an edited message, but offers it to be sent', async () => {
    await police.says('整改 42 1', '#42 已记')
    await police.edits('整改 43 1', '改过的消息不算数')
    await police.presses('整改 43 1', '#43 已记')
    expect(await police.says('详情 42', '报①')).not.toContain('43')
  })

  it('tells the office who has blocked the bot, rings them instead, and comes back when let in again', async () => {
    const { standin } = county
    await office.after(() => standin.blocks(police.person), '1人收不到消息', '县公安局', '已拉黑机器人')
    await office.presses('电话单', '电话单1家', '县公安局')
    const before = police.told().length
    await county.clock('next')
    expect(police.told().length).toBe(before)
    expect(health.last('还有1个工作日').text).toContain('待办19条')
    await county.clock('2021-06-07T08:41')
    expect(office.last('督查室日报').text).toContain('电话单1家')
    expect(office.told().filter(({ text }) => text.includes('人收不到消息')).length).toBe(1)
    await police.after(() => standin.unblocks(police.person), '您好,您是县公安局联络员', '待办21条')
    await office.says('电话单', '今天没有要打电话的')
    await county.clock('next')
    expect(police.told().at(-1)!.text).toContain('今天到期')
    expect(standin.refusals).toEqual([])
  })
})
