import { afterEach, describe, expect, it } from 'vitest'

import { dialogue, leader, office, reviewer, trialApp, type TrialApp } from '../support/app.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
  trial = undefined
})
const start = async (at?: string): Promise<TrialApp> => (trial = await trialApp(at === undefined ? {} : { at }))

describe('广播', () => {
  it('shows to how many first, and goes out once with the count typed', async () => {
    const made = await start()
    await dialogue(made, [
      [office, '广播 乡镇 明天18点前报整改情况', '11家单位,11人可达', '明天18点前报整改情况', '「广播 11」'],
      [office, '广播 12', '人数不对', '「广播 11」'],
    ])
    const { text, others } = await made.say(office, '广播 11')
    expect(text).toContain('已发11人')
    expect(others.map(({ state }) => state)).toEqual(Array.from({ length: 11 }, () => 'sent'))
    expect(others[0]?.text).toContain('明天18点前报整改情况')
    await dialogue(made, [[office, '广播 11', '没有等您确认的广播']])
  })

  it('failure 16: a test message reaches nobody before its count is typed, and never by the leader’s word', async () => {
    const made = await start()
    const draft = await made.say(office, '广播 全部 测试')
    expect(draft.text).toContain('确定请回「广播 61」')
    expect(draft.others).toEqual([])
    await dialogue(made, [
      [leader, '广播 全部 测试', '不在您的权限内'],
      [office, '回执', '还没有发过广播'],
    ])
    const sent = await made.db.selectFrom('message').where('push_kind', 'is not', null).select('id').execute()
    expect(sent).toEqual([])
  })

  it('to all goes to whoever holds an item too, a hospital and a village among them', async () => {
    const made = await start()
    await dialogue(made, [[office, '广播 全部 请注意', '61家单位']])
    await made.publish()
    await dialogue(made, [[office, '广播 全部 请注意', '66家单位,66人可达']])
  })

  it.each([
    ['广播', '请先写范围'],
    ['广播 全部', '请先写范围'],
    ['广播 县不存在局 你好', '不是名册里的单位'],
    ['广播 62', '没有等您确认的广播'],
  ])('%s is answered in words', async (said, answer) => {
    await dialogue(await start(), [[office, said, answer]])
  })

  it('is the supervision office’s alone', async () => {
    const made = await start()
    await dialogue(made, [
      [reviewer, '广播 全部 你好', '不在您的权限内'],
      ['县卫健局', '回执', '不在您的权限内'],
    ])
  })

  it('outside office hours is carried into the next morning’s digest, never dropped', async () => {
    const made = await start('2021-06-04T18:00')
    await made.say(office, '广播 县卫健局、麦市镇 请于周一报送')
    expect((await made.say(office, '广播 2')).text).toContain('并入下一次提醒')
    await made.clock('2021-06-07T08:31')
    const digests = await made.digests('2021-06-07')
    expect(digests.get('县卫健局')).toContain('请于周一报送')
    expect(digests.get('麦市镇')).toContain('请于周一报送')
  })
})

describe('回执', () => {
  it('tells by unit who has it, and reminds only who has not answered, within the quota', async () => {
    const made = await start()
    await made.say(office, '广播 县卫健局、麦市镇、县教育局 明天18点前报')
    await made.say(office, '广播 3')
    await dialogue(made, [
      ['县卫健局', '收到', '通知已签收'],
      [office, '回执', '收到1家', '送达未回2家', '麦市镇', '县教育局'],
      // Each of the two had its one push today.
      [office, '回执 提醒', '不再发第三条'],
      ['麦市镇', '收到', '通知已签收'],
      [office, '回执', '收到2家'],
    ])
    await made.clock('2021-06-07T08:31')
    const digests = await made.digests('2021-06-07')
    expect(digests.get('县教育局')).toContain('明天18点前报')
    expect(digests.has('县卫健局')).toBe(false)
  })

  it('without a broadcast says so', async () => {
    await dialogue(await start(), [[office, '回执', '还没有发过广播']])
  })
})

describe('代录', () => {
  it('enters what a unit telephoned, marked, for the receiver to judge', async () => {
    const made = await start()
    await made.publish()
    await dialogue(made, [
      [office, '代录 36 电话里说已公开', '已替县卫健局记下#36', '电话代录', '待县政务服务和大数据管理局审核'],
      [office, '代录 62 1 平台已注销', '还差②省平台备案 ③国家系统'],
      [office, '代录 县教育局 收到', '已替县教育局签收'],
      [reviewer, '待审', '(电话代录)电话里说已公开'],
      ['县卫健局', '详情 36', '电话代录整改'],
      [reviewer, '通过 36', '已销号'],
    ])
  })

  it.each([
    ['代录 99999 已办', '没有 #99999'],
    ['代录', '请写明是哪几条'],
    ['代录 县卫健局 已办', '要写编号'],
    ['代录 99 已报', '不能代录'],
  ])('%s is refused in words', async (said, answer) => {
    const made = await start()
    await made.publish()
    // #99 is the government office's own, the parent of the supervision office.
    await dialogue(made, [[office, said, answer]])
  })
})
