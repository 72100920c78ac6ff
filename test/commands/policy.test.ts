import { afterEach, describe, expect, it } from 'vitest'

import { dialogue, leader, office, reviewer, trialApp, type TrialApp } from '../support/app.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
  trial = undefined
})
const start = async (): Promise<TrialApp> => {
  trial = await trialApp()
  await trial.publish()
  return trial
}
const events = async ({ db }: TrialApp, what: string): Promise<string[]> =>
  (await db.selectFrom('event').where('line', 'like', `%"what":"${what}"%`).select('line').execute()).map(
    ({ line }) => line,
  )

describe('策略', () => {
  it('says the policy in words, and foretells what then happens', async () => {
    const made = await start()
    const { text } = await made.say(office, '策略')
    expect(text).toContain('到期前3、1个工作日和当天各提醒一次')
    const lines = [...text.matchAll(/(\d+)月(\d+)日\(星期.\) (\d+)人/g)].map(([, month, day, liaisons]) => ({
      day: `2021-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`,
      liaisons: Number(liaisons),
    }))
    expect(lines.length).toBe(10)
    await made.clock(`${lines.at(-1)!.day}T09:00`)
    const keys = await made.db
      .selectFrom('message')
      .where('cause', 'like', 'run/digest/%')
      .select('cause')
      .orderBy('id')
      .execute()
    const happened = [...Map.groupBy(keys, ({ cause }) => cause.slice(-10))].map(([day, some]) => ({
      day,
      liaisons: some.length,
    }))
    expect(happened).toEqual(lines)
  })

  it('is changed for this notice only after a look at what it would do, and recorded', async () => {
    const made = await start()
    await dialogue(made, [
      [office, '策略 提前 5 2 0', '将改为', '3、1个工作日', '→', '5、2个工作日', '「策略 提前 5 2 0 确认」', '6月7日'],
      [office, '策略', '到期前3、1个工作日'],
      [office, '策略 提前 5 2 0 确认', '已改'],
      [office, '策略 逾期3 确认', '头3个工作日'],
      [office, '策略', '到期前5、2个工作日', '头3个工作日'],
    ])
    await made.clock('2021-06-18T09:00')
    const days = ['2021-06-07', '2021-06-08', '2021-06-09', '2021-06-11', '2021-06-15', '2021-06-18']
    const sizes = await Promise.all(days.map(async (day) => (await made.digests(day)).size))
    expect(sizes).toEqual([21, 66, 66, 66, 0, 0])
    await dialogue(made, [
      [office, '策略 默认 确认', '已改'],
      [office, '策略', '到期前3、1个工作日', '头5个工作日'],
    ])
    expect((await events(made, 'policy')).length).toBe(3)
    expect((await events(made, 'policy'))[0]).toContain('"before":{"stages":[3,1,0]')
  })

  it('refuses what is no policy, and whoever is not of the office', async () => {
    const made = await start()
    await dialogue(made, [
      [office, '策略 提前', '例:策略 提前 5 2 0'],
      [office, '策略 逾期 五天', '请只写数字'],
      ['县公安局', '策略', '不在您的权限内'],
      [reviewer, '策略', '不在您的权限内'],
    ])
  })
})

describe('催办', () => {
  it('chases by number at once, a unit or all with the count typed, one message a liaison', async () => {
    const made = await start()
    await dialogue(made, [
      [office, '催办', '将催办891条,66家', '「催办 全部 891」'],
      [office, '催办 县公安局', '将催办21条,1家', '「催办 县公安局 21」'],
      [office, '催办 县公安局 20', '条数不对', '「催办 县公安局 21」'],
      [office, '催办 县公安局 21', '已催办21条:发给1人'],
      [office, '催办 1、36 999', '已催办2条:发给1人', '没有 #999'],
      [office, '催办 县公安局 21', '1人并入下一次8:30的提醒'],
    ])
    const { others } = await made.say(office, '催办 全部 891')
    expect(others.filter(({ state }) => state === 'sent').length).toBe(64)
    expect((await events(made, 'chase')).length).toBe(4)
  })

  it('does not chase what is handed in', async () => {
    const made = await start()
    await made.say('县民政局', '整改 全部 都已公开 http://www.example.gov.cn')
    await dialogue(made, [
      [office, '催办 县民政局', '没有待整改的,不用催'],
      ['县公安局', '催办 1', '不在您的权限内'],
    ])
    const { text } = await made.say(office, '催办 136 137 138 139 140')
    expect(text).not.toContain('出错')
  })

  it('leaves to the telephone whom no channel reaches', async () => {
    const made = await start()
    await made.db.deleteFrom('address').where('id', 'in', ['县卫健局', '县卫健局:head']).execute()
    await made.db.updateTable('member').set({ phone: '13900000001' }).where('name', '=', '县卫健局联络员').execute()
    await dialogue(made, [
      [office, '催办 1', '1家没有可达的联络员(县卫健局),已列入电话单'],
      [office, '电话单', '电话单1家', '县卫健局(联络员收不到消息)', '13900000001', '请给机器人发一句话'],
      ['县公安局', '电话单', '不在您的权限内'],
    ])
    await made.clock('2021-06-08T08:41')
    await dialogue(made, [[office, '电话单', '县卫健局(联络员收不到消息)', '#84 已逾期2个工作日']])
  })
})

describe('约谈', () => {
  it('lists who qualifies with the facts, and the office strikes and restores a name', async () => {
    const made = await start()
    for (const unit of ['县民政局', '县公安局']) await made.say(unit, '收到')
    await dialogue(made, [[leader, '约谈', '没有够约谈条件的单位']])
    await made.clock('2021-06-11T09:00')
    await dialogue(made, [
      [
        leader,
        '约谈',
        '够约谈条件66家',
        '县公安局 逾期21条(本单位共21条),最长5个工作日',
        '6月4日告知,6月4日签收,提醒过6天',
      ],
      [leader, '约谈 除 县公安局 正在抗洪', '由督查室办'],
      [office, '约谈 除 县公安局', '请写明理由'],
      [office, '约谈 除 县公安局 正在抗洪', '已从约谈名单划去'],
      [leader, '约谈', '够约谈条件65家', '县公安局(6月11日划去:正在抗洪)'],
      [office, '约谈 除 县公安局 再划', '不在约谈名单里'],
      [office, '约谈 恢复 县公安局', '已恢复'],
      [office, '约谈 恢复 县公安局', '没有被划去'],
      [leader, '约谈', '够约谈条件66家'],
      ['县公安局', '约谈', '不在您的权限内'],
    ])
    expect((await events(made, 'strike')).length).toBe(1)
    expect((await events(made, 'restore')).length).toBe(1)
  })

  it('is named in the leader’s Monday, which has the record’s head', async () => {
    const made = await start()
    await made.clock('2021-06-15T08:31')
    const rows = await made.db
      .selectFrom('message')
      .where('chat', '=', leader)
      .select(['key', 'body'])
      .orderBy('id')
      .execute()
    expect(rows.map(({ key }) => key.slice(0, 17))).toEqual(['digest/2021-06-07', 'digest/2021-06-15'])
    expect(JSON.stringify(rows.at(-1)!.body)).toMatch(/够约谈条件66家.*记录链头 [0-9a-f]{8}/)
  })
})
