import { afterEach, describe, expect, it } from 'vitest'

import { plain } from '#src/domain/message.ts'

import { type LiveApp, liveApp } from '../support/live.ts'

let live: LiveApp | undefined
afterEach(async () => {
  await live?.app.stop()
  await live?.close()
  live = undefined
})

const units = { name: '单位.csv', text: '单位,类别\n县政府督查室,部门\n县卫健局,部门\n县教育局,部门' }

interface Town extends LiveApp {
  readonly from: (account: string, text: string, app?: 'wecom' | 'telegram') => Promise<string>
  readonly bind: (account: string, post: string, app?: 'wecom' | 'telegram') => Promise<void>
}

const start = async (): Promise<Town> => {
  const county = (live = await liveApp())
  await county.say('admin', `绑定 ${await county.adminCode()}`)
  await county.say('admin', '单位 导入', [units])
  await county.say('admin', '单位 导入 3')
  await county.say('admin', '单位 督查室 县政府督查室')
  const from: Town['from'] = async (account, text, app = 'wecom') =>
    plain(await county.hear(account, { text }, county[app]))
  const bind: Town['bind'] = async (account, post, app = 'wecom') => {
    const answer = await from('admin', `邀请 ${post}`)
    await from(account, `绑定 ${/邀请码 (\w{6})/.exec(answer)?.[1]}`, app)
  }
  return { ...county, from, bind }
}

const codeIn = (text: string): string => /绑定 (\w{6})/.exec(text)?.[1] ?? `no code in: ${text}`

describe('a second account of the same person', () => {
  it('is bound by a code of his own, ends no post, and can be put first or dropped', async () => {
    const town = await start()
    await town.bind('wang', '县卫健局 联络员 王芳')
    expect(await town.from('wang', '我')).toContain('还想在Telegram里收:回「我 加绑」')
    const offer = await town.from('wang', '我 加绑')
    expect(offer).toContain('请在Telegram里找到')
    const code = codeIn(offer)
    expect(await town.from('wang', `绑定 ${code}`)).toContain('请在另一个应用里')
    expect(await town.from('77', `绑定 ${code}`, 'telegram')).toContain('您是县卫健局联络员(A岗)。Telegram已加绑')
    const me = await town.from('77', '我', 'telegram')
    expect(me).toContain('企业微信(先发这里)\n· Telegram')
    expect(await town.from('admin', '名册 县卫健局')).toContain('王芳 联络员(A岗) 企业微信、Telegram')
    // Used once.
    expect(await town.from('88', `绑定 ${code}`, 'telegram')).toContain('邀请码不对')

    expect(await town.from('77', '我 首选 tg', 'telegram')).toContain('先发Telegram,收不到再发企业微信')
    expect(await town.from('wang', '我')).toContain('Telegram(先发这里)\n· 企业微信')
    expect(await town.from('wang', '我 解绑 Telegram')).toContain('Telegram已解绑')
    expect(await town.from('77', '事项', 'telegram')).toContain('还没有绑定身份')
    expect(await town.from('wang', '我 解绑 企业微信')).toContain('唯一')
    expect(await town.from('wang', '我 解绑 Telegram')).toContain('您没有绑定Telegram')
    const lines = (await town.db.selectFrom('event').select('line').execute()).map(({ line }) => line).join('\n')
    for (const what of ['accountCode', 'bindAccount', 'preferAccount', 'dropAccount'])
      expect(lines).toContain(`"what":"${what}"`)
    expect(lines).not.toContain(code)
    expect(lines).not.toContain('succeed')
  })

  it('is refused where the account is another person’s, or the app has one already', async () => {
    const town = await start()
    await town.bind('wang', '县卫健局 联络员 王芳')
    await town.bind('99', '县教育局 联络员 李平', 'telegram')
    const code = codeIn(await town.from('wang', '我 加绑'))
    expect(await town.from('99', `绑定 ${code}`, 'telegram')).toContain('已经绑定为县教育局联络员(A岗)')
    expect(await town.from('other', `绑定 ${code}`)).toContain('企业微信里已经有一个账号')
    expect(await town.from('77', `绑定 ${code}`, 'telegram')).toContain('已加绑')
    // A newer code makes the older one void; with both bound there is nothing to add.
    expect(await town.from('wang', '我 加绑')).toContain('没有接入别的应用')
    // The account that is dead gives way to a new one of the same app.
    await town.hear('77', { kind: 'blocked' }, town.telegram)
    expect(await town.from('wang', '我')).toContain('Telegram:收不到(已拉黑机器人)')
    const again = codeIn(await town.from('wang', '我 加绑'))
    expect(await town.from('78', `绑定 ${again}`, 'telegram')).toContain('已加绑')
    expect(await town.from('77', '我', 'telegram')).toContain('还没有绑定身份')
  })

  it('is void when its owner has left', async () => {
    const town = await start()
    await town.bind('wang', '县卫健局 联络员 王芳')
    const code = codeIn(await town.from('wang', '我 加绑'))
    await town.from('admin', '停用 王芳 确认')
    expect(await town.from('77', `绑定 ${code}`, 'telegram')).toContain('已经停用')
    expect(await town.from('77', '我', 'telegram')).not.toContain('王芳')
  })
})

describe('a word after the unit', () => {
  it('is a name only where it looks like one or stands beside a role', async () => {
    const town = await start()
    for (const name of ['王芳', '欧阳明月', '李平'])
      expect(await town.from('admin', `邀请 县卫健局 ${name}`)).toContain(`联络员(A岗) ${name}`)
    for (const word of ['皇帝', '主任', '文员', '全部', '安全员', 'Tom'])
      expect(await town.from('admin', `邀请 县卫健局 ${word}`)).toContain(`「${word}」不是角色,也不像姓名`)
    expect(await town.from('admin', '邀请 县卫健局 联络员 买买提')).toContain('联络员(A岗) 买买提')
  })

  it('of a coming version is named, and common speech is not taken for it', async () => {
    const town = await start()
    await town.bind('wang', '县卫健局 联络员 王芳')
    for (const said of ['补充 12 材料', '接收', '报告', '延期 12 6月10日', '异议 12', '交接', '请假', '/extend 12'])
      expect(await town.from('wang', said)).toContain('还没有做好')
    for (const said of ['补充好了', '改好了', '查收一下'])
      expect(await town.from('wang', said)).not.toContain('还没有做好')
    for (const said of ['改 一-3 单位 县公安局', '查 12', '工作日 6月4日 6月8日', '立项 县卫健局 某事 6月10日'])
      expect(await town.from('wang', said)).toContain('还没有做好')
  })
})
