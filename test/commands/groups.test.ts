import { afterEach, describe, expect, it } from 'vitest'

import { commands } from '#commands/index.ts'
import { menuFor } from '#commands/command.ts'

import { office, trialApp, type TrialApp } from '../support/app.ts'
import { createFaulty, type FaultyChannel } from '../support/faulty-channel.ts'
import { speaker } from '../support/speaker.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
  trial = undefined
})

interface Town extends TrialApp {
  readonly wecom: FaultyChannel
  readonly from: (account: string, text: string, kind?: 'single' | 'group') => Promise<string>
  readonly bind: (account: string, post: string) => Promise<void>
}

const start = async (): Promise<Town> => {
  const wecom = createFaulty('wecom')
  const made = (trial = await trialApp({ channels: [wecom] }))
  await made.publish()
  const from = speaker(made, wecom)
  const bind = async (account: string, post: string): Promise<void> => {
    const { text } = await made.say(office, `邀请 ${post}`)
    await from(account, `绑定 ${/邀请码 (\w{6})/.exec(text)?.[1]}`)
  }
  return { ...made, wecom, from, bind }
}

describe('in a group', () => {
  it('every command that shows anything is refused, and what it needs is said by 帮助', async () => {
    const town = await start()
    const everything = '县政府督查室 审核员 赵明'
    await town.bind('zhao', '县卫健局 联络员 赵明')
    await town.bind('zhao', everything)
    for (const command of commands.filter(({ where }) => where === 'private')) {
      const said = await town.from('zhao', command.examples[0]!, 'group')
      expect(said).toBe(`「${command.name}」不在群里发,请单独发给我。`)
    }
    const help = await town.from('zhao', '帮助', 'group')
    expect(help).toContain('整改 12')
    expect(help).not.toMatch(/事项 —|名册|绑定/)
    expect(await town.from('zhao', '帮助 事项', 'group')).toContain('不在群里发')
    expect(await town.from('zhao', '帮助 事项')).toContain('请单独发给我,不在群里用')
    expect(await town.from('zhao', '帮助')).toContain('在群里要@我,只能用')
  })

  it('a change names numbers and states, and no unit, item, file or list', async () => {
    const town = await start()
    await town.bind('wang', '县卫健局 联络员 王芳')
    await town.bind('li', '县政务服务和大数据管理局 审核员 李平')
    const said: string[] = []
    const say = async (account: string, text: string, expected: string): Promise<void> => {
      const answer = await town.from(account, text, 'group')
      expect(answer).toContain(expected)
      said.push(answer)
    }
    await say('wang', '收到', '已签收19条')
    await say('wang', '整改 36 已更新', '#36 已报,待审核。')
    await say('wang', '整改 62', '#62 没有办成,请单独发给我。')
    await say('wang', '整改 62 1 平台已注销', '#62 已记,还没有报齐')
    await say('wang', '撤回 36', '#36 已撤回')
    await say('wang', '整改 36 已更新', '#36 已报')
    await say('wang', '整改 2 已更新', '贵单位没有 #2')
    await say('wang', '整改 已更新', '是哪一条?')
    await say('wang', '天气好', '没看懂')
    await say('li', '通过 县卫健局 全部', '一次审多条请单独发给我')
    await say('li', '通过 36', '#36 已销号')
    await say('li', '通过 36', '#36 现在是「已销号」')
    await say('li', '通过 62', '#62 没有办成')
    await say('li', '通过 99999', '#99999 没有办成')
    const units = await town.db.selectFrom('unit').select('name').execute()
    const items = await town.db.selectFrom('item').select('title').execute()
    const told = said.filter((one) => !one.startsWith('没看懂')).join('\n')
    expect(units.filter(({ name }) => told.includes(name))).toEqual([])
    expect(items.filter(({ title }) => told.includes(title))).toEqual([])
    const bodies = await town.db.selectFrom('message').where('chat', 'like', 'group of %').select('body').execute()
    const buttons = bodies.flatMap(({ body }) => (body.buttons ?? []).map(({ says }) => says))
    expect(buttons.filter((says) => /事项|共同|待审|名册|详情/.test(says))).toEqual([])
  })

  it('汇总 is numbers there, and names outside', async () => {
    const town = await start()
    await town.bind('boss', '- 县领导 王县长')
    const inGroup = await town.from('boss', '汇总', 'group')
    expect(inGroup).toMatch(/共891条,已销号0,待审核0,待整改891/)
    expect(inGroup).not.toMatch(/局|镇/)
    expect(await town.from('boss', '汇总 县公安局', 'group')).toContain('请单独问我')
    expect(await town.from('boss', '汇总')).toContain('最')
  })

  it('strangers are told how to bind once an hour, however much the others say', async () => {
    const town = await start()
    await town.bind('wang', '县卫健局')
    const ask = async (account: string): Promise<string> => {
      const id = `stranger-${account}-${Math.random()}`
      const chat = { id: 'all of us', kind: 'group' as const }
      await town.wecom.say({ id, channel: 'wecom', chat, from: account, kind: 'text', text: '事项', files: [] })
      await town.app.idle()
      const row = await town.db.selectFrom('inbox').where('incoming_id', '=', id).select('id').executeTakeFirstOrThrow()
      const found = town.wecom.ledger.find(({ key }) => key === `reply/${row.id}`)
      return found?.text ?? ''
    }
    expect(await ask('wang')).toContain('请单独发给我')
    expect(await ask('x')).toContain('单独给我发「绑定 邀请码」')
    expect(await ask('y')).toBe('')
    await town.clock('2021-06-04T10:30')
    expect(await ask('y')).toContain('绑定 邀请码')
  })
})

describe('the menu of a platform', () => {
  it('has every command by a Latin name, in Chinese and English', () => {
    const menu = menuFor(commands)
    expect(menu.length).toBe(commands.length)
    expect(new Set(menu.map(({ command }) => command)).size).toBe(menu.length)
    for (const { command, summary } of menu) {
      expect(command).toMatch(/^[a-z0-9_]{1,32}$/)
      expect(summary.zh.length).toBeGreaterThan(2)
      expect(summary.en).toMatch(/^[A-Z][ -~]{5,60}$/)
    }
  })
})
