import { readFileSync } from 'node:fs'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { sampleCircular } from '#src/trial.ts'

import { openWecomCounty, type WecomCounty } from '../support/wecom-people.ts'

const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') // prettier-ignore
const liaisons = ['wang', 'li', 'sun'] as const
/** Real milliseconds. */
const patienceMs = 20_000

let county: WecomCounty
beforeAll(async () => {
  county = await openWecomCounty()
}, 60_000)
afterAll(() => county.close())

/** One speaks, and reads these words in the answer. */
const step = async (user: string, text: string, ...parts: (string | RegExp)[]): Promise<string> => {
  const answer = await county.say(user, text)
  for (const part of parts) expect(answer.text).toMatch(part)
  return answer.text
}

/** Somebody's bubbles that came by themselves, cards apart. */
const pushes = (user: string): string[] => {
  const own = county.standin.seen(user).filter(({ kind, answers }) => kind === 'markdown' && answers === undefined)
  return own.map(({ text }) => text)
}

/** Waits until a bubble of this kind says these words. */
const told = (user: string, words: string, kind = 'markdown'): Promise<void> =>
  county.standin.waitFor(
    ({ seen }) => seen(user).some((one) => one.kind === kind && one.text.includes(words)),
    patienceMs,
  )

/** A trial with WeCom set, seen only from the phones of its people; each `it` goes on where the one before stopped. */
describe('npm start with WeCom', { timeout: 60_000 }, () => {
  it('binds whoever sends a code in the single chat, and says to others how', async () => {
    await step('stranger', '事项', '绑定')
    await step('stranger', '绑定 AAAAAA', '邀请码')
    expect((await county.bind('zhao', '县政府督查室', 'officer')).text).toContain('您是县政府督查室审核员')
    expect((await county.bind('qian', '县政务服务和大数据管理局', 'officer')).text).toContain('管理局审核员')
    expect((await county.bind('zhou', '-', 'leader')).text).toContain('您是县领导')
    expect((await county.bind('wang', '县卫健局')).text).toContain('县卫健局联络员(A岗)')
    expect((await county.bind('li', '县公安局')).text).toContain('县公安局联络员(A岗)')
    expect((await county.bind('sun', '县医保局')).text).toContain('现在没有待办')
  })

  it('reads the circular, asks, and publishes when the count is typed', async () => {
    await step('wang', `导入 ${readFileSync(sampleCircular, 'utf8')}`, '不在您的权限内')
    await step('zhao', `导入 ${readFileSync(sampleCircular, 'utf8')}`, '已经导入过', '回「预览」')
    await step('zhao', '预览', '共892条', '其中2条先不发', '招投中心')
    await step('zhao', '答 1 是', '「招投中心」→ 县招商促进中心', '现在可发布891条')
    await step('zhao', '发布', '将发布891条', '66家', '「发布 891」')
    expect(await step('zhao', '发布 891', '#1–#891')).toContain('66条消息')
  })

  it('tells each liaison at once, in one message with a card below it, and nobody else', async () => {
    const units = { wang: '县卫健局 待办19条', li: '县公安局 待办21条', sun: '县医保局 待办16条' }
    for (const user of liaisons) {
      await told(user, units[user], 'card')
      const [text, ...more] = pushes(user)
      expect(more).toEqual([])
      expect(text).toContain(`【政务公开-0604】${units[user]}`)
      expect(text).toContain('6月8日到期(还有2个工作日:7日、8日)')
      expect(text).toContain('请回「收到」')
      // As a phone shows it: no marks, no escapes.
      expect(text).not.toMatch(/[*\\]|^#+ /m)
      const card = county.standin.seen(user).at(-1)
      expect(card?.text).toBe(`【政务公开-0604】${units[user]}`)
      expect(card?.buttons.map(({ says }) => says)).toEqual(['收到', '事项', '共同'])
    }
    for (const user of ['qian', 'zhou', 'stranger']) expect(pushes(user)).toEqual([])
  })

  it('takes 收到 by the card, which then has no buttons, and by words', async () => {
    expect((await county.press('wang', '收到')).text).toContain('已签收19条')
    const card = () => county.standin.seen('wang').find(({ kind }) => kind === 'card')
    await county.standin.waitFor(() => card()?.buttons.length === 0)
    expect(card()?.text).toBe('已按「收到」\n还可以回:事项 / 共同')
    await step('wang', '收到', '之前已经签收过')
    await step('li', '收到', '已签收21条')
  })

  it('lists the items, and takes reports with words, a picture, and a file that came alone', async () => {
    await step('wang', '事项', '待办19条', '今天到期 1条', '#36', '共同事项12')
    await step('wang', '整改 36 已公开 http://a.gov.cn/_b_*c', '#36 已报', '剩18条')
    const mixed = await county.send('wang', '截图.png', picture, { caption: '整改 1 已补齐' })
    expect(mixed.text).toMatch(/#1 已报[^]*附件1个已存/)
    expect((await county.send('wang', '专题.png', picture, { kind: 'file' })).text).toMatch(/收到专题\.png.*哪一条/s)
    await step('wang', '整改 41', '#41 已报', '附件1个已存')
    await step('wang', '整该 62', '「整改 62」')
    await step('wang', '整改 共同 都已公开', '(12条)', '剩4条')
    await step('li', '整改 36 已公开', '贵单位没有 #36')
  })

  it('lets the reviewer see what was sent, accept and return it', async () => {
    const waiting = await step('qian', '待审', '待审15条', '县卫健局 #36', '共同事项 1家')
    expect(waiting).toContain('http://a.gov.cn/_b_*c')
    await step('qian', '详情 41', '六稳六保')
    const shown = () => county.standin.seen('qian').flatMap(({ file }) => file ?? [])
    await county.standin.waitFor(() => shown().length > 0, patienceMs)
    expect(shown().map(({ bytes }) => Buffer.from(bytes).equals(picture))).toEqual([true])
    await step('qian', '通过 1', '#1 已销号', '还有14条待审')
    await step('qian', '退回 36 链接打不开', '已退回1条')
    await step('qian', '通过 县卫健局 共同', '「通过 县卫健局 共同 12」')
    await step('qian', '通过 县卫健局 共同 12', '已销号(12条)')
    await told('wang', '链接打不开')
    expect(pushes('wang').at(-1)).toMatch(/#36[^]*「整改 36/)
    await step('wang', '整改 36 已更换 http://a.gov.cn/c', '#36 已报')
    await step('qian', '通过 36', '#36 已销号')
    await step('wang', '通过 41', '不在您的权限内')
  })

  it('reminds on Monday morning, one message each', async () => {
    const before = liaisons.map((user) => pushes(user).length)
    expect((await county.clock('next')).trim()).toBe('2021-06-07 星期一 08:30')
    for (const [at, user] of liaisons.entries())
      expect(pushes(user).slice(before[at])).toEqual([expect.stringContaining('待办')])
    expect(pushes('wang').at(-1)).toMatch(/待办4条[^]*还有1个工作日:8日/)
    expect(pushes('li').at(-1)).toContain('已逾期1个工作日(应于6月4日)')
    expect(pushes('zhou').at(-1)).toContain('【政务公开-0604】6月7日汇总')
    expect(pushes('qian').at(-1)).toContain('待您审核1条')
    // On opening the chat: what stands in the morning's message already is not said again.
    await county.standin.userOpens('wang')
    await county.standin.waitFor(({ seen }) => seen('wang').some(({ kind }) => kind === 'text'), patienceMs)
    expect(county.standin.seen('wang').findLast(({ kind }) => kind === 'text')?.text).toMatch(
      /您是县卫健局联络员[^]*待办4条[^]*今天的提醒里都有/,
    )
  })

  it('broadcasts, and shows who has acknowledged', async () => {
    await step('zhao', '广播 县卫健局、县公安局、县医保局 请报*截图*', '3人可达', '「广播 3」')
    await step('zhao', '广播 3', '已发3人')
    for (const user of liaisons) await told(user, '请报*截图*')
    await told('li', '县政府督查室通知', 'card')
    expect((await county.press('li', '收到')).text).toContain('通知已签收')
    await step('sun', '收到', '和通知')
    await step('zhao', '回执', '收到2家', '送达未回1家:县卫健局')
    // One digest and one other push a day.
    await step('zhao', '广播 县卫健局 再报一次', '1人可达')
    await step('zhao', '广播 1', '1人今天已另收过一条')
  })

  it('tells who is late, and the leader in one answer', async () => {
    await county.clock('2021-06-09T08:31')
    expect(pushes('li').at(-1)).toContain('已逾期1个工作日(应于6月8日) 20条')
    expect(pushes('zhao').some((text) => text.includes('督查室日报'))).toBe(true)
    expect(pushes('wang').filter((text) => text.includes('再报一次'))).toHaveLength(1)
    await step('zhao', '逾期', '逾期876条', '县公安局 21条')
    await step('zhou', '汇总', '共891条:销号14', '逾期876条', '逾期最多')
    await step('zhou', '逾期 县公安局', '县公安局')
    // A client that knows no escapes reads our own words all the same.
    const all = ['zhao', 'qian', 'zhou', ...liaisons].flatMap((user) => county.standin.seen(user))
    const ours = all.filter(({ kind, raw }) => kind !== 'card' && !/截图|a\.gov\.cn/.test(raw))
    expect(ours.filter(({ raw }) => raw.includes('\\'))).toEqual([])
    await step('zhou', '发布 1', '不在您的权限内')
    expect(county.standin.ledger.filter(({ text }) => text.includes('可能重复'))).toEqual([])
  })
})
