import { afterEach, describe, expect, it } from 'vitest'

import type { Incoming } from '#src/channels/channel.ts'
import { plain } from '#src/domain/message.ts'

import { dialogue, office, reviewer, trialApp, type TrialApp } from '../support/app.ts'
import { createFaulty } from '../support/faulty-channel.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
  trial = undefined
})

let count = 0 // of this worker; an update's id is used once

interface Town extends TrialApp {
  /** Something happens in the chat of an account; resolves with the answer, '' where there is none, and its buttons. */
  readonly hear: (
    account: string,
    incoming: Partial<Incoming>,
  ) => Promise<{ readonly text: string; readonly buttons: readonly string[] }>
  readonly bind: (account: string, post: string) => Promise<void>
}

/** The sample, published, with a second channel of real accounts. */
const start = async (): Promise<Town> => {
  const telegram = createFaulty('telegram')
  const made = (trial = await trialApp({ channels: [telegram] }))
  await made.publish()
  const hear: Town['hear'] = async (account, incoming) => {
    count += 1
    const id = `heard-${count}`
    const chat = { id: account, kind: 'single' as const }
    await telegram.say({ id, channel: 'telegram', chat, from: account, kind: 'text', text: '', files: [], ...incoming })
    await made.app.idle()
    const { db } = made
    const row = await db.selectFrom('inbox').where('incoming_id', '=', id).select('id').executeTakeFirstOrThrow()
    const found = await db.selectFrom('message').where('key', '=', `reply/${row.id}`).select('body').executeTakeFirst()
    if (found === undefined) return { text: '', buttons: [] }
    return { text: plain(found.body), buttons: (found.body.buttons ?? []).map(({ says }) => says) }
  }
  const bind = async (account: string, post: string): Promise<void> => {
    const { text } = await made.say(office, `邀请 ${post}`)
    await hear(account, { text: `绑定 ${/邀请码 (\w{6})/.exec(text)?.[1]}` })
  }
  return { ...made, hear, bind }
}

const group = { id: 'the group', kind: 'group' } as const

describe('a chat that is opened', () => {
  it('shows what is open without announcing it, shortly when the digest was there today', async () => {
    const town = await start()
    await town.bind('wang', '县卫健局')
    // As if nothing had been told yet.
    await town.db.updateTable('assignment').set({ announced_on: null }).execute()
    const first = await town.hear('wang', { kind: 'opened' })
    expect(first.text).toContain('您好,您是县卫健局联络员(A岗)。')
    expect(first.text).toContain('县卫健局 待办19条')
    expect(first.text).toContain('#36')
    expect(first.buttons).toContain('收到')
    const { announced_on: told } = await town.db
      .selectFrom('assignment')
      .where('number', '=', 36)
      .select('announced_on')
      .executeTakeFirstOrThrow()
    expect(told).toBeNull()
    await town.clock('2021-06-07T08:31')
    const again = await town.hear('wang', { kind: 'opened' })
    expect(again.text).toContain('待办19条')
    expect(again.text).toContain('今天的提醒里都有')
    expect(again.text).not.toContain('#36')
  })

  it('tells who has nothing open, an officer what waits, and a stranger once an hour how to bind', async () => {
    const town = await start()
    await town.bind('zhao', '县政务服务和大数据管理局 审核员 赵明')
    await dialogue(town, [['县卫健局', '整改 36 已公开']])
    expect((await town.hear('zhao', { kind: 'opened' })).text).toContain('待审1条')
    await town.bind('qian', '县医院 联络员 钱红')
    await town.hear('qian', { text: '整改 全部 已办' })
    expect((await town.hear('qian', { kind: 'opened' })).text).toContain('现在没有待办')
    expect((await town.hear('nobody', { kind: 'opened' })).text).toContain('还没有绑定身份')
    expect((await town.hear('nobody', { kind: 'opened' })).text).toBe('')
    await town.clock('2021-06-04T10:30')
    expect((await town.hear('nobody', { kind: 'opened' })).text).toContain('还没有绑定身份')
  })
})

describe('a message that was edited', () => {
  it('does nothing, and is offered to be sent again', async () => {
    const town = await start()
    await town.bind('wang', '县卫健局')
    const edited = await town.hear('wang', { kind: 'edited', text: '整改 36 已更新' })
    expect(edited.text).toContain('改过的消息不算数')
    expect(edited.buttons).toEqual(['整改 36 已更新'])
    const long = await town.hear('wang', { kind: 'edited', text: `整改 36 ${'已更新'.repeat(30)}` })
    expect(long.buttons).toEqual([])
    expect((await town.hear('wang', { kind: 'edited', text: '今天天气好' })).text).toContain('请重新发一条')
    expect((await town.hear('nobody', { kind: 'edited', text: '整改 36' })).text).toContain('还没有绑定身份')
    await dialogue(town, [[reviewer, '待审', '没有']])
  })
})

describe('who shuts the bot out', () => {
  it('is shown as such at once, and reached again when he writes', async () => {
    const town = await start()
    await town.bind('wang', '县卫健局 联络员 王芳')
    expect((await town.hear('wang', { kind: 'blocked' })).text).toBe('')
    await dialogue(town, [
      [office, '名册 县卫健局', '王芳 联络员(A岗) 收不到(已拉黑机器人)', '请打电话让他打开机器人'],
      [office, '名册', '收不到1人', '联络员已开通67家'],
      [office, '状态', '收不到1'],
    ])
    // Even something that is refused shows that he is there; what is said in a group does not.
    await town.hear('wang', { text: '我', chat: group })
    await dialogue(town, [[office, '名册 县卫健局', '收不到']])
    expect((await town.hear('wang', { text: '整改 99999' })).text).toContain('贵单位没有')
    await dialogue(town, [[office, '名册 县卫健局', '王芳 联络员(A岗) Telegram']])
    const lines = (await town.db.selectFrom('event').select('line').execute()).map(({ line }) => line).join('\n')
    expect(lines).toContain('"what":"blocked"')
    expect(lines).toContain('"what":"revived"')
  })

  it('a chat that moved takes its address along; a hidden account is told why it cannot be bound', async () => {
    const town = await start()
    await town.bind('wang', '县卫健局')
    expect((await town.hear('wang', { kind: 'moved', text: 'wang2' })).text).toBe('')
    expect((await town.hear('wang2', { text: '收到' })).text).toContain('已签收')
    const code = /邀请码 (\w{6})/.exec((await town.say(office, '邀请 县教育局')).text)?.[1]
    const hidden = await town.hear('woAJ2GCAAAd4uL12hdfsdasassdDmAAAAA', { kind: 'hidden', text: `绑定 ${code}` })
    expect(hidden.text).toContain('超级管理员')
    expect((await town.hear('wu', { text: `绑定 ${code}` })).text).toContain('您是县教育局联络员')
  })
})

describe('a reply to a message of ours', () => {
  it('takes its number from there, when one is named and none was typed', async () => {
    const town = await start()
    await town.bind('wang', '县卫健局')
    const quoted = '今天到期1条\n#36 疫苗监管\n例:整改 36 已更新 网址'
    expect((await town.hear('wang', { text: '详情', quoted })).text).toContain('#36')
    expect((await town.hear('wang', { text: '整改 已公开 http://a.gov.cn', quoted })).text).toContain('#36 已报')
    expect((await town.hear('wang', { text: '撤回', quoted: '#36 已报,待审核。' })).text).toContain('#36 已撤回')
    expect((await town.hear('wang', { text: '整改 41 已公开', quoted })).text).toContain('#41 已报')
    const { text } = await town.say(reviewer, '待审')
    expect(text).not.toContain('#36')
  })

  it('asks where several are named, and offers free text as a report', async () => {
    const town = await start()
    await town.bind('wang', '县卫健局')
    const several = await town.hear('wang', { text: '整改 已公开', quoted: '本单位2:#36 疫苗监管 #41 公共卫生专题' })
    expect(several.text).toContain('是哪一条?那条消息里有2条:#36 #41')
    expect(several.buttons).toEqual(['整改 36 已公开', '整改 41 已公开'])
    const free = await town.hear('wang', { text: '网址已经更新', quoted: '#36 疫苗监管' })
    expect(free.text).toContain('是「整改 36 网址已经更新」吗')
    expect(free.buttons).toEqual(['整改 36 网址已经更新'])
    expect((await town.hear('wang', { text: '好的', quoted: '#36 疫苗监管' })).text).toContain('好的。')
    const file = { id: 'f', name: '截图.png', size: 0 }
    expect((await town.hear('wang', { text: '', files: [file], quoted: '#36' })).buttons).toEqual(['整改 36 见附件'])
  })

  it('gives nobody another unit’s item', async () => {
    const town = await start()
    await town.bind('wang', '县卫健局')
    // #2 is another unit's: as if nothing had been quoted.
    expect((await town.hear('wang', { text: '整改 已公开', quoted: '#2 别家的' })).text).toContain('是哪一条?您有')
    expect((await town.hear('wang', { text: '整改 已公开', quoted: '#2 别家的 #36' })).text).toContain('#36 已报')
    await town.bind('zhao', '县政务服务和大数据管理局 审核员 赵明')
    expect((await town.hear('zhao', { text: '退回 请附网址', quoted: '#36 已报' })).text).toContain('已退回1条(#36)')
  })
})
