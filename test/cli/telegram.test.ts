import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openTelegramCounty, type Speaker, type TelegramCounty } from '../support/telegram-people.ts'

const png = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)
const link = 'http://www.example.gov.cn/t0604.html'

const pictures = ({ told }: Speaker) => told().flatMap(({ file }) => (file === undefined ? [] : [file]))

let county: TelegramCounty
let office: Speaker
let reviewer: Speaker
let leader: Speaker
let police: Speaker
let health: Speaker
beforeAll(async () => {
  county = await openTelegramCounty()
})
afterAll(() => county.close())

/** One conversation, in order: each `it` goes on where the one before stopped. */
describe('npm start with Telegram, from the circular to the leader’s summary', { timeout: 60_000 }, () => {
  it('binds people by codes of duban invite, and tells a stranger how', async () => {
    const stranger = county.standin.addPerson('路人')
    await county.standin.says(stranger, '在吗')
    office = await county.binds('县政府督查室', 'officer')
    reviewer = await county.binds('县政务服务和大数据管理局', 'officer', 'link')
    leader = await county.binds('-', 'leader')
    police = await county.binds('县公安局')
    health = await county.binds('县卫健局', 'liaison', 'link')
    expect(county.standin.seen(stranger.id).map(({ text }) => text)).toEqual([expect.stringContaining('绑定 邀请码')])
    expect(health.told()).toEqual([expect.objectContaining({ text: expect.stringContaining('您是县卫健局联络员') })])
  })

  it('shows each in the menu what they may say, and a stranger nothing else than to bind', async () => {
    const { standin } = county
    const menu = ({ person }: Pick<Speaker, 'person'>): string[] => standin.menuOf(person).map(({ command }) => command)
    await standin.waitFor(() => menu(office).includes('publish') && menu(health).includes('done'))
    expect(menu(health)).not.toContain('publish')
    expect(menu({ person: standin.addPerson('新人') })).not.toContain('done')
  })

  it('publishes the sample by a button, and each liaison reads one digest', async () => {
    await office.says('预览', '共892条', '其中2条先不发', '招投中心')
    await office.says('答 1 是', '现在可发布891条')
    await office.says('发布', '将发布891条', '「发布 891」')
    await Promise.all([
      office.presses('发布 891', '#1–#891'),
      police.after(async () => {}, '待办21条', '#42'),
      health.after(async () => {}, '待办19条', '#36', '请回「收到」', '也可以直接回:事项'),
    ])
    expect(county.standin.answers.length).toBe(1)
    expect(health.told().length).toBe(2)
  })

  it('lists by its Latin name, and takes 收到 typed or pressed', async () => {
    await Promise.all([
      police.says('/my', '待办21条', '#42').then(() => police.says('收到', '已签收21条')),
      health.presses('收到', '已签收19条'),
    ])
    expect(health.last('#36').buttons.map(({ says }) => says)).not.toContain('收到')
  })

  it('takes reports in full-width signs, with a picture and its caption, and with an album', async () => {
    expect(await health.says(`整改　３６　已公开 ${link}`, '#36 已报')).toContain('剩18条')
    await health.sends(
      { name: '截图.png', bytes: png, as: 'photo' },
      { caption: `整改 41 已公开 ${link}` },
      '#41 已报',
      '附件1个已存',
    )
    const album = [1, 2, 3].map((at) => ({ name: `${at}.png`, bytes: new Uint8Array([...png, at]) }))
    await health.sendsAlbum(album, '整改 1 见图', '#1 已报', '附件3个已存', '没附网址')
    await health.sends({ name: '函.txt', bytes: new TextEncoder().encode('函') }, {}, '是哪一条的')
    await health.says('整改 62 1', '还差②省平台备案', '附件1个已存')
  })

  it('takes the number from the message that is replied to', async () => {
    await health.replies(health.last('#41 已报'), '撤回', '#41 已撤回')
    await health.replies(health.last('#41 已撤回'), '补上了', '是「整改 41 补上了」吗')
    await health.presses('整改 41 补上了', '#41 已报')
    const digest = county.standin.seen(police.person.id)[1]!
    expect(await police.replies(digest, '整改 已注销', '是哪一条')).toContain('例:整改 80 已注销')
  })

  it('is judged by the reviewer, who sees words and pictures', async () => {
    await reviewer.says('/review', '待审3条', '县卫健局 #36', '见图')
    await reviewer.says('详情 1', '待审核', '整改:见图')
    await county.standin.waitFor(() => pictures(reviewer).length === 3)
    expect(pictures(reviewer).map(({ bytes }) => bytes.length)).toEqual([1, 2, 3].map(() => png.length + 1))
    await reviewer.says('通过 36', '#36 已销号')
    await Promise.all([
      reviewer.says('退回 1 请附网址', '已退回1条(#1)', '县卫健局'),
      health.after(async () => {}, '退回1条', '请附网址', '整改 1 说明'),
    ])
    await health.replies(health.last('请附网址'), `整改 已附 ${link}`, '#1 已报')
    await reviewer.says('通过 1', '#1 已销号')
    await reviewer.says('通过 2', '不归您审核')
  })

  it('writes to each once on the next morning, and the leader asks for a summary', async () => {
    const before = police.told().length
    expect(await county.clock('next')).toContain('2021-06-07')
    expect(police.told().slice(before)).toEqual([
      expect.objectContaining({ text: expect.stringContaining('还有1个工作日:8日') }),
    ])
    await county.clock('2021-06-07T08:41')
    expect(office.last('督查室日报').text).toMatch(/今早8:30.*66\/66/)
    expect(reviewer.last('待您审核').text).toContain('待审')
    await leader.says('汇总', '共891条', '销号2')
    await leader.says('汇总 县卫健局', '共19条')
    expect(county.standin.refusals).toEqual([])
  })
})
