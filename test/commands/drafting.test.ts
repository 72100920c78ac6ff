import { afterEach, describe, expect, it } from 'vitest'

import { dialogue, leader, office, reviewer, trialApp, type TrialApp } from '../support/app.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
  trial = undefined
})
const start = async (at?: string): Promise<TrialApp> => (trial = await trialApp(at === undefined ? {} : { at }))

const dueDays = async ({ db }: TrialApp): Promise<Record<string, number>> => {
  const rows = await db
    .selectFrom('assignment')
    .select((eb) => ['due_on', eb.fn.countAll<number>().as('n')])
    .groupBy('due_on')
    .orderBy('due_on')
    .execute()
  return Object.fromEntries(rows.map(({ due_on, n }) => [due_on, n]))
}

describe('answers', () => {
  it('of every kind change what is published', async () => {
    const made = await start()
    await dialogue(made, [
      [office, '答 1 2', '「招投中心」→ 县公共资源交易中心'],
      [office, '答 2 县卫健局、县医院', '县卫健局、县医院'],
      [office, '答 3 所有县直单位', '已定1处'],
      [office, '答 4 县移动公司', '县移动公司', /现在可发布\d+条。/],
      [office, '答 5 除 大溪湿地公园管理处', '除大溪湿地公园管理处'],
      [office, '答 6 6月12日', '6月12日'],
      [office, '预览', '6月12日(星期六)', '休息日,之前最后一个工作日是6月11日'],
      [office, '答 6 6月10日', '6月10日'],
      [office, '答 7 6月7日', '6月7日'],
      [office, '答 8 可以', '已定1处'],
    ])
    // 41 + 2 + 47 explicit and open, 37 accounts, 21 self-criticisms, 60 reports, 12 × 60 common.
    await dialogue(made, [[office, '发布', '「发布 928」']])
    await made.say(office, '发布 928')
    expect(await dueDays(made)).toEqual({ '2021-06-07': 21, '2021-06-08': 60, '2021-06-10': 847 })
    await dialogue(made, [['大溪湿地公园管理处', '事项', '目前没有事项']])
  })

  it('drop what shall not be sent, and zones are left out by 不含', async () => {
    const made = await start()
    await dialogue(made, [
      [office, '答１是 ２不发 3 不发；4不发，5 不含 7不发', '已定6处'],
      [office, '发布', '「发布 831」'],
    ])
  })

  it('are remembered as a name: the next circular does not ask again', async () => {
    const made = await start()
    await made.say(office, '答 1 是')
    await made.publish()
    await dialogue(made, [
      [
        office,
        '导入 关于招投平台整改的通报\n各单位:\n一、存在的问题\n1.招投平台信息更新不及时。(责任单位:招投中心)\n请于6月20日前将整改情况报县政府督查室。\n县政府办公室\n2021年6月4日',
        '招投',
      ],
      [office, '预览 县招商促进中心', '一-1'],
    ])
  })
})

describe('publishing', () => {
  it('sends the rest later, numbered on from the highest, and a unit told today is told by its one push', async () => {
    const made = await start()
    await made.publish()
    await dialogue(made, [
      [office, '答 4 县移动公司', '现在可发布1条'],
      [office, '答 2 县卫健局', '现在可发布2条'],
      [office, '发布', '将发布2条', '「发布 2」'],
    ])
    const { text, others } = await made.say(office, '发布 2')
    expect(text).toContain('#892–#893')
    expect(others.map(({ to }) => to).toSorted()).toEqual(['县卫健局', '县移动公司'].toSorted())
    const keys = await made.db
      .selectFrom('message')
      .where('chat', 'in', ['县卫健局', '县移动公司'])
      .where('key', 'not like', 'reply/%')
      .select(['chat', 'key', 'state'])
      .orderBy('id')
      .execute()
    expect(keys.map(({ chat, key, state }) => `${chat} ${key.split('/')[0]} ${state}`).toSorted()).toEqual(
      ['县卫健局 digest sent', '县卫健局 publish sent', '县移动公司 digest sent'].toSorted(),
    )
    await dialogue(made, [['县卫健局', '详情 892', '二-2']])
  })

  it('outside office hours sends nothing before the next working morning', async () => {
    const made = await start('2021-06-04T18:00')
    await made.say(office, '答 1 是')
    const { text, others } = await made.say(office, '发布 891')
    expect(text).toContain('下一个工作日8:30')
    expect(others).toEqual([])
    await made.clock('2021-06-06T23:00')
    expect((await made.digests('2021-06-05')).size).toBe(0)
    await made.clock('2021-06-07T08:30')
    expect((await made.digests('2021-06-07')).size).toBe(66)
  })

  it('says which days are past', async () => {
    const made = await start('2021-06-07T09:00')
    await dialogue(made, [
      [office, '答 1 是', '已定'],
      [office, '发布', '21条期限6月4日已过'],
    ])
  })
})

describe('digests', () => {
  it('go to nobody whose unit has handed in everything, and to no one on a rest day', async () => {
    const made = await start()
    await made.publish()
    await dialogue(made, [
      ['县民政局', '整改 共同 都已公开 http://www.example.gov.cn', '(12条)', '剩1条'],
      ['县民政局', '整改 已报送', '已报', '都报完了'],
      ['县民政局', '事项', '没有待办了', '待审核13'],
    ])
    await made.clock('2021-06-07T08:31')
    const digests = await made.digests('2021-06-07')
    expect(digests.has('县民政局')).toBe(false)
    expect(digests.size).toBe(65)
    await made.clock('2021-06-15T08:31')
    for (const day of ['2021-06-12', '2021-06-13', '2021-06-14']) expect((await made.digests(day)).size).toBe(0)
    expect((await made.digests('2021-06-15')).size).toBe(65)
  })

  it('slow down after five working days overdue', async () => {
    const made = await start()
    await made.publish()
    await made.clock('2021-07-02T17:00')
    const days = await made.db
      .selectFrom('message')
      .where('chat', '=', '县民政局')
      .where('key', 'like', 'digest/%')
      .select('key')
      .orderBy('id')
      .execute()
    expect(days.map(({ key }) => key.slice(7, 17))).toEqual([
      '2021-06-04', // publication
      '2021-06-07', // 1 left
      '2021-06-08', // today
      '2021-06-09', // overdue 1 to 5
      '2021-06-10',
      '2021-06-11',
      '2021-06-15',
      '2021-06-16',
      '2021-06-23', // 10
      '2021-06-30', // 15
    ])
  })
})

describe('judging', () => {
  it('of a bulk is complete only with the right count, and leaves out the named', async () => {
    const made = await start()
    await made.publish()
    for (const unit of ['县卫健局', '县教育局', '麦市镇']) await made.say(unit, '整改 共同 已公开')
    await dialogue(made, [
      [reviewer, '通过 一-1 全部 除 麦市镇', '将通过2条', '「通过 一-1 全部 除 麦市镇 2」'],
      [reviewer, '通过 一-1 全部 除 麦市镇 3', '条数不对', '「通过 一-1 全部 除 麦市镇 2」'],
      [reviewer, '通过 一-1 全部 除 麦市镇 2', '已销号(2条)'],
      [reviewer, '退回 县教育局 共同 请附网址', '将退回11条', '「退回 县教育局 共同 11 请附网址」'],
      [reviewer, '退回 县教育局 共同 11 请附网址', '已退回11条'],
      [reviewer, '通过 全部', '将通过23条'],
      ['县教育局', '共同', '已退回:请附网址'],
      [leader, '汇总 县教育局', '退回11'],
    ])
  })

  it('is refused to whoever acts for the unit, its parent or its child, whatever the row says', async () => {
    const made = await start()
    await made.publish()
    await made.say('县政务服务和大数据管理局', '整改 21 已公开')
    const unit = await made.db
      .selectFrom('unit')
      .where('name', '=', '县政务服务和大数据管理局')
      .select('id')
      .executeTakeFirstOrThrow()
    await made.db.updateTable('assignment').set({ receiver_unit_id: unit.id }).where('number', '=', 21).execute()
    await dialogue(made, [[reviewer, '通过 21', '是贵单位(或上下级)自己的']])
  })
})
