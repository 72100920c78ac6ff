import { afterEach, describe, expect, it } from 'vitest'

import { dialogue, office, trialApp, type TrialApp } from '../support/app.ts'
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
  /** Says something from a WeCom account; resolves with the answer, '' where there is none. */
  readonly from: (account: string, text: string, chat?: 'group') => Promise<string>
  /** Asks the office for a code. */
  readonly invite: (post: string) => Promise<string>
}

const start = async (): Promise<Town> => {
  const wecom = createFaulty('wecom')
  const made = await trialApp({ channels: [wecom] })
  trial = made
  const invite = async (post: string): Promise<string> => {
    const { text } = await made.say(office, `邀请 ${post}`)
    return /邀请码 (\w{6}):/.exec(text)?.[1] ?? `no code in: ${text}`
  }
  return { ...made, wecom, invite, from: speaker(made, wecom) }
}

const record = async ({ db }: TrialApp): Promise<string> =>
  (await db.selectFrom('event').select('line').orderBy('id').execute()).map(({ line }) => line).join('\n')

describe('a code', () => {
  it('binds a stranger to its post, who is welcomed with what is open (story 1)', async () => {
    const town = await start()
    await town.publish()
    const code = await town.invite('县卫健局')
    const welcome = await town.from('wang', `绑定 ${code}`)
    expect(welcome).toContain('您好,您是县卫健局联络员(A岗)。')
    expect(welcome).toContain('机器人工作日8:30发一条提醒,当天至多再加一条通知;晚上和节假日不发。')
    expect(welcome).toContain('县卫健局 待办19条')
    expect(welcome).toContain('请回「收到」')
    expect(await town.from('wang', '收到')).toContain('已签收19条')
    expect(await town.from('wang', '我')).toContain('企业微信')
    expect(await record(town)).toContain('"what":"bind"')
  })

  it('is taken in full-width and lower-case letters, glued or by /start', async () => {
    const town = await start()
    const wide = (code: string): string =>
      Array.from(code.toLowerCase(), (char) => String.fromCodePoint(char.codePointAt(0)! + 0xfee0)).join('')
    expect(await town.from('a', `绑定 ${wide(await town.invite('县卫健局'))}`)).toContain('您是县卫健局联络员(A岗)')
    expect(await town.from('b', `/start ${(await town.invite('县教育局')).toLowerCase()}`)).toContain('您是县教育局')
    expect(await town.from('c', `绑定${await town.invite('县审计局')}`)).toContain('您是县审计局')
  })

  it('works once, and a day long', async () => {
    const town = await start()
    const code = await town.invite('县卫健局')
    await town.from('wang', `绑定 ${code}`)
    expect(await town.from('wang', `绑定 ${code}`)).toContain('您已经是县卫健局联络员(A岗)')
    expect(await town.from('li', `绑定 ${code}`)).toContain('邀请码不对、已用过或已过期')
    const late = await town.invite('县教育局')
    await town.clock('2021-06-05T09:00')
    expect(await town.from('li', `绑定 ${late}`)).toContain('已过期')
  })

  it('is replaced by the next one for the same post, and can be revoked', async () => {
    const town = await start()
    const first = await town.invite('县卫健局')
    const { text } = await town.say(office, '邀请 卫健局 联络员')
    expect(text).toContain('原来的邀请码已作废')
    expect(await town.from('wang', `绑定 ${first}`)).toContain('邀请码不对')
    await dialogue(town, [
      [office, '邀请', '还没用的邀请码1个', '县卫健局联络员(A岗)'],
      [office, '邀请', '例:邀请 作废 县卫健局 联络员'],
      [office, '邀请 作废 县卫健局联络员', '已作废'],
      [office, '邀请', '没有还没用的邀请码'],
    ])
    const [, second = ''] = /邀请码 (\w{6})/.exec(text) ?? []
    expect(await town.from('wang', `绑定 ${second}`)).toContain('邀请码不对')
  })

  it('is nowhere in the record, and only its hash in the table', async () => {
    const town = await start()
    const codes = [await town.invite('县卫健局 联络员 王芳 13812345678'), await town.invite('- 县领导')]
    await town.from('wang', `绑定 ${codes[0]}`)
    const kept = JSON.stringify([await record(town), await town.db.selectFrom('invite').selectAll().execute()])
    for (const code of codes) expect(kept).not.toContain(code)
    expect(await record(town)).not.toContain('13812345678')
  })

  it('is guessed five times an hour at most', async () => {
    const town = await start()
    const code = await town.invite('县卫健局')
    for (const left of [4, 3, 2, 1]) expect(await town.from('x', `绑定 ABCDE${left + 2}`)).toContain(`还可试${left}次`)
    expect(await town.from('x', '绑定 ABCDEF')).toContain('已试错5次')
    expect(await town.from('x', `绑定 ${code}`)).toContain('一小时内已试错5次')
    expect(await town.from('y', '绑定 ABCDEF')).toContain('还可试4次')
    await town.clock('2021-06-04T10:01')
    expect(await town.from('x', `绑定 ${code}`)).toContain('您是县卫健局联络员')
  })

  it('is refused in a group, and in words when it cannot be one', async () => {
    const town = await start()
    const code = await town.invite('县卫健局')
    expect(await town.from('wang', `绑定 ${code}`, 'group')).toContain('不在群里发,请单独发给我')
    expect(await town.from('wang', '绑定 12')).toContain('邀请码是6位')
    expect(await town.from('wang', `绑定 ${code}`)).toContain('您是县卫健局联络员')
  })
})

describe('who may do what', () => {
  it('a stranger can only bind, and learns nothing of units', async () => {
    const town = await start()
    expect(await town.from('x', '单位 县卫健局')).toContain('还没有绑定')
    expect(await town.from('x', '名册')).toBe('')
    expect(await town.from('x', '绑定 ABCDEF')).not.toMatch(/局|镇/)
  })

  it('inviting is for the supervision office and the administrator, who sees no item', async () => {
    const town = await start()
    await town.publish()
    await dialogue(town, [
      ['县卫健局', '邀请 县卫健局 B岗', '不在您的权限内'],
      ['县政务服务和大数据管理局:officer', '名册', '不在您的权限内'],
      ['admin', '邀请 县卫健局 B岗', '县卫健局联络员(B岗)'],
      ['admin', '单位 县卫健局', '待办19条', '县卫生健康局'],
      ['admin', '事项', '不在您的权限内'],
      ['admin', '详情 1', /不在您的权限内|没有/],
      ['admin', '汇总', '不在您的权限内'],
      ['admin', '逾期', '不在您的权限内'],
    ])
  })

  it('says what is wrong with an invitation', async () => {
    const town = await start()
    await dialogue(town, [
      [office, '邀请 县卫建局', '县卫健局'],
      [office, '邀请 联络员', '请写单位'],
      [office, '邀请 县卫健局 县领导', '不属于单位'],
      [office, '邀请 - 管理员', '管理员', /绑定 \w{6}/],
      [office, '邀请 县领导', '县领导'],
      [office, '绑定', '您是县政府督查室审核员', '绑定 邀请码'],
    ])
  })
})

describe('several posts', () => {
  it('of one person are bound to one account', async () => {
    const town = await start()
    await town.from('wang', `绑定 ${await town.invite('县卫健局')}`)
    expect(await town.from('wang', `绑定 ${await town.invite('县医保局 B岗')}`)).toContain(
      '您是县卫健局联络员(A岗)、县医保局联络员(B岗)',
    )
    expect(await town.from('wang', `绑定 ${await town.invite('县卫健局')}`)).toContain('不用再绑定')
    const { n } = await town.db
      .selectFrom('address')
      .where('channel', '=', 'wecom')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    expect(n).toBe(1)
  })

  it('the trial’s person gives way to a real account, and a leaver to the next one', async () => {
    const town = await start()
    await town.publish()
    await town.from('wang', `绑定 ${await town.invite('县卫健局')}`)
    expect((await town.say('县卫健局', '事项')).text).toContain('还没有绑定身份')
    expect((await town.say(office, '邀请 县卫健局')).text).toContain('现任县卫健局联络员(A岗)(企业微信)')
    await town.from('li', `绑定 ${await town.invite('县卫健局')}`)
    expect(await town.from('wang', '事项')).toContain('您的身份已停用')
    expect(await town.from('li', '事项')).toContain('县卫健局 待办19条')
    // The office's virtual officer stays until a real one comes.
    await town.from('zhao', `绑定 ${await town.invite('县政府督查室 审核员')}`)
    expect((await town.say(office, '预览')).text).toContain('还没有绑定身份')
    expect(await town.from('zhao', '名册')).toContain('68家单位')
    expect(await town.from('zhao', '名册', 'group')).toContain('不在群里发')
  })
})
