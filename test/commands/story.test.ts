import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { dialogue, leader, office, reviewer, trialApp, type TrialApp } from '../support/app.ts'

let trial: TrialApp
beforeAll(async () => {
  trial = await trialApp()
})
afterAll(async () => {
  await trial.app.stop()
  await trial.close()
})

/** The story of the demo as one conversation, in order: each `it` goes on where the one before stopped. */
describe('from the circular to the leader’s summary', () => {
  it('reads the sample and asks what it doubts', async () => {
    await dialogue(trial, [
      [
        office,
        '预览',
        '共892条',
        '其中2条先不发',
        '招投中心',
        '有需要征求意见的相关单位',
        '县直各责任单位',
        '县移动公司',
        '就是今天',
        '30/37',
      ],
      [office, '答 1 是', '「招投中心」→ 县招商促进中心', '现在可发布891条'],
      [office, '答 5含 7照发 8可以', '已定3处'],
      [office, '预览 县卫健局', '19条', '一-3', '附2-22', '正文-1', '共同12条'],
    ])
  })

  it('publishes only with the count typed, and each unit gets one message', async () => {
    await dialogue(trial, [
      [office, '发布', '将发布891条', '66家', '「发布 891」'],
      [office, '发布 890', '条数不对', '「发布 891」'],
      [office, '发布 8 91', '不是条数'],
    ])
    const { text, others } = await trial.say(office, '发布 891')
    expect(text).toContain('#1–#891')
    expect(others.map(({ state }) => state)).toEqual(Array.from({ length: 66 }, () => 'sent'))
    expect(new Set(others.map(({ to }) => to)).size).toBe(66)
    await dialogue(trial, [[office, '发布', '没有可发布的', '第2、3、4问']])
  })

  it('gives numbers in the order of the design', async () => {
    const rows = await trial.db
      .selectFrom('assignment')
      .innerJoin('item', 'item.id', 'assignment.item_id')
      .innerJoin('unit', 'unit.id', 'assignment.unit_id')
      .select(['number', 'item.place', 'unit.name', 'due_on'])
      .orderBy('number')
      .execute()
    const at = (number: number): string =>
      `${rows[number - 1]!.place} ${rows[number - 1]!.name} ${rows[number - 1]!.due_on}`
    expect(at(1)).toBe('一-3 县卫健局 2021-06-08')
    expect(at(41)).toBe('十五-13 县卫健局 2021-06-08')
    expect(at(42)).toBe('附2-1 县公安局 2021-06-08')
    expect(at(78)).toBe('正文-1 县人社局 2021-06-04')
    expect(at(99)).toBe('正文-2 县政府办公室 2021-06-08')
    // A unit's twelve are consecutive.
    expect(rows.slice(159, 171).map(({ name }) => name)).toEqual(Array.from({ length: 12 }, () => '县政府办公室'))
    expect(rows.length).toBe(891)
  })

  it('lists a liaison’s duties with the days left, and takes them one line each', async () => {
    await dialogue(trial, [
      ['县卫健局', '收到', '已签收19条'],
      ['县卫健局', '收到了', '之前已经签收过'],
      ['县卫健局', '事项', '待办19条', '今天到期 1条', '还有2个工作日:7日、8日', '#36', '共同事项12'],
      ['县卫健局', '详情 36', '重点领域 十五-8', '疫苗监管', '含当日', '7日、8日'],
      ['县卫健局', '整改 36 已公开 http://www.example.gov.cn/t0604.html', '#36 已报', '剩18条'],
      ['县卫健局', '整改 1、41 都做了', '#1 #41 已报', '没附网址', '剩16条'],
      ['县卫健局', '撤回 41', '#41 已撤回'],
      ['县卫健局', '整改41 补上了 http://www.example.gov.cn', '#41 已报'],
      ['县卫健局', '整改 62 已注销', '三样', '整改 62 1'],
      ['县卫健局', '整改 62 1 平台已注销', '还差②省平台备案 ③国家系统'],
      ['县卫健局', '整改 62 2、3 都备案了', '#62 已报'],
      ['县卫健局', '整改 共同 除 363 都已公开', '(11条)', '剩4条'],
      ['县卫健局', '共同', '#363', '已报或已结'],
    ])
  })

  it('lets the receiver accept and return, never the unit itself', async () => {
    await dialogue(trial, [
      [reviewer, '待审', '待审15条', '县卫健局 #36', '县卫健局 11条'],
      [reviewer, '通过 36', '#36 已销号'],
      [reviewer, '退回 1 41 请附网址', '已退回2条', '县卫健局'],
      [reviewer, '通过 县卫健局 共同', '将通过11条', '「通过 县卫健局 共同 11」'],
      [reviewer, '通过 县卫健局 共同 11', '已销号(11条)'],
      ['县政务服务和大数据管理局', '整改 21 已公开 http://www.example.gov.cn', '待县政府督查室审核'],
      [reviewer, '通过 21', '不归您审核'],
      [office, '待审', '#21'],
      [office, '通过 21', '#21 已销号'],
      ['县政府办公室', '整改 2 已公开 http://www.example.gov.cn', '待县领导审核'],
      [office, '通过 2', '不归您审核'],
      [leader, '通过 2', '#2 已销号'],
      ['县卫健局', '事项', '#1', '已退回:请附网址'],
    ])
  })

  it('sends one digest a liaison on Monday, with one day left', async () => {
    await trial.clock('2021-06-07T08:31')
    const digests = await trial.digests('2021-06-07')
    expect(digests.size).toBe(66)
    expect(digests.get('县公安局')).toContain('还有1个工作日:8日')
    expect(digests.get('县卫健局')).toContain('已退回:请附网址')
    expect([...(await trial.digests('2021-06-05')), ...(await trial.digests('2021-06-06'))]).toEqual([])
  })

  it('shows who is late on the ninth, and the leader the same counts as the database', async () => {
    await trial.clock('2021-06-09T08:31')
    expect((await trial.digests('2021-06-09')).get('县公安局')).toContain('已逾期1个工作日(应于6月8日)')
    const count = async (state: string): Promise<number> =>
      (
        await trial.db
          .selectFrom('assignment')
          .where('state', '=', state as 'open')
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow()
      ).n
    const { text } = await trial.say(leader, '汇总')
    expect(text).toContain(`销号${await count('closed')}(`)
    expect(text).toContain(
      `待审${await count('submitted')}|待整改${await count('open')}|退回${await count('returned')}`,
    )
    await dialogue(trial, [
      [leader, '逾期', '县公安局 21条'],
      [leader, '逾期 县司法局', '1家', '县司法局'],
      ['县公安局', '整改 42-48 1 平台都注销了', '#42 已记,还差②', '#48 已记'],
      ['县公安局', '整改 42-48 全部已注销', '(7条)'],
      [reviewer, '通过 42', '已销号'],
      [reviewer, '详情 42', /报①:平台都注销了\n· .*报①②③:已注销\n· .*通过,已销号/],
      [leader, '汇总 县公安局', '共21条'],
      [leader, '汇总 没有这个局', '没有叫', '例:汇总 县公安局'],
    ])
  })
})
