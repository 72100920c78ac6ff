import { readFileSync } from 'node:fs'

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { sampleCircular } from '#src/trial.ts'

import { type Person, type SeenMessage } from '../standin/telegram/index.ts'
import { telegramTown, type TelegramTown } from '../support/telegram-town.ts'

let town: TelegramTown
let health: Person
let police: Person
let reviewer: Person
beforeAll(async () => {
  town = await telegramTown()
  health = await town.binds('县卫健局')
  police = await town.binds('县公安局')
  reviewer = await town.binds('县政务服务和大数据管理局 审核员')
})
afterAll(() => town.end())
const withdraw = (): Promise<string> => town.says(health, '撤回 36')
afterEach(withdraw)

/** Telegram's clients cut a long text into messages of 4,096 characters at most, sent one after the other. */
const saysAsClientsDo = (person: Person, text: string): Promise<readonly SeenMessage[]> =>
  town.hears(person, async () => {
    const pieces = text.match(/[^]{1,4096}/g)!
    const ids = await Promise.all(pieces.map((piece) => town.standin.says(person, piece)))
    return ids.at(-1)!
  })
const joined = (messages: readonly SeenMessage[]): string => messages.map(({ text }) => text).join('')
const family = '👨‍👩‍👧‍👦'
const flag = '🇨🇳'

describe('what somebody writes', () => {
  it.for([
    '<script>alert(1)</script>',
    'a & b &lt; &amp;#60;',
    '_*[x](http://a.b) `c` ~d~ ||e||',
    '</b></pre>',
    family + flag,
  ])('is shown as it was written: %s', async (note) => {
    await town.says(health, `整改 36 ${note}`)
    expect(await town.says(reviewer, '待审')).toContain(note)
    const detail = await town.hears(reviewer, () => town.standin.says(reviewer, '详情 36'))
    expect(joined(detail)).toContain(`报整改:${note}`)
    for (const { entities } of detail) expect(entities.filter(({ type }) => /link|code|pre/.test(type))).toEqual([])
    expect(await town.says(health, note)).not.toBe('')
    expect(town.standin.refusals).toEqual([])
  })

  it('is not broken within a sign where a message ends', async () => {
    for (const sign of [flag, family, '👍🏽', '𠮷', 'é'.normalize('NFD')]) {
      const note = `${sign.repeat(9000 / sign.length)}完`
      await town.says(health, `整改 36 ${note}`)
      const list = await town.hears(reviewer, () => town.standin.says(reviewer, '待审'))
      expect(joined(list)).not.toContain('\uFFFD')
      const detail = await town.hears(reviewer, () => town.standin.says(reviewer, '详情 36'))
      expect(detail.length).toBeGreaterThan(2)
      expect(joined(detail)).toContain(note)
      const count = (text: string): number => [...new Intl.Segmenter('zh').segment(text)].length
      expect(detail.reduce((sum, { text }) => sum + count(text), 0)).toBe(count(joined(detail)))
      await withdraw()
    }
  })

  it('may be shortened in the middle of a sign, and still is answered and listed', async () => {
    for (const note of ['😀'.repeat(100), `x${'😀'.repeat(100)}`, `x${'𠮷'.repeat(100)}`]) {
      expect(await town.says(health, note)).toMatch(/没看懂「x?(?:😀|𠮷){9,10}…」/u)
      await town.says(health, `整改 36 ${note}`)
      expect(await town.says(reviewer, '待审')).toMatch(/ x?(?:😀|𠮷){29,30}…/u)
      await withdraw()
    }
  })

  it('of ten thousand characters, which clients send in pieces, arrives whole', async () => {
    const note = `${Array.from({ length: 1250 }, (_, at) => `第${String(at).padStart(4, '0')}句话。`).join('')}完`
    expect(note.length).toBeGreaterThan(9900)
    expect(joined(await saysAsClientsDo(health, `整改 36 ${note}`))).toMatch(/^#36 已报[^]*剩18条/)
    expect(await town.says(reviewer, '待审')).toMatch(/第0006句话.{0,9}…[^]*看原文「详情 36」/)
    const detail = await town.hears(reviewer, () => town.standin.says(reviewer, '详情 36'))
    expect(joined(detail)).toContain(note)
    expect(detail.every(({ text }) => text.length <= 4096)).toBe(true)
  })

  it('is read as the whole circular it is, pasted', async () => {
    const officer = await town.binds('县政府督查室 审核员')
    const answer = joined(await saysAsClientsDo(officer, `导入\n${readFileSync(sampleCircular, 'utf8')}`))
    expect(answer).toContain('这份通报已经导入过:【政务公开-0604】已发布。没有重复导入。')
  })
})

describe('a file', () => {
  it('of 21 MB is refused in words, and nothing else is lost', async () => {
    const { standin } = town
    const size = 21 * 1024 * 1024
    const sent = (caption: string, told: number | undefined) =>
      town.hears(health, () =>
        standin.sendsFile(health, '录像.mp4', new Uint8Array(9), { caption, ...(told && { size: told }) }),
      )
    expect(joined(await sent('整改 36 见录像', size))).toContain('「录像.mp4」超过20兆,请压缩后再发')
    expect(await town.says(reviewer, '待审')).toContain('现在没有待审的')
    expect(joined(await sent('整改 36 见录像', undefined))).toContain('附件1个已存')
  })

  it('with a hostile name is named as it is, without a path', async () => {
    const { standin } = town
    const name = '../../etc/<b>&.txt\u202E\u0007'
    const answer = joined(await town.hears(health, () => standin.sendsFile(health, name, new Uint8Array(9))))
    expect(answer).toContain('收到<b>&.txt。是哪一条的')
  })
})

describe('a press that no button of theirs offered', () => {
  const press = (person: Person, data: string): Promise<readonly SeenMessage[]> =>
    town.hears(person, () => town.standin.presses(person, town.standin.lastMessageId(person.id), data))

  it('gets nothing done at another unit’s item, and shows nothing of it', async () => {
    for (const data of [
      '整改 36 已办',
      '详情 36',
      '撤回 36',
      '通过 36',
      '退回 36 不行',
      '预览',
      '发布 891',
      '电话单',
    ]) {
      const answer = `${data} → ${joined(await press(police, data))}`
      expect(answer).toMatch(/ → .*(?:没有|不在您的权限内|不归您)/)
      expect(answer).not.toMatch(/疫苗|卫健/)
    }
    expect(await town.says(health, '详情 36')).toMatch(/县卫健局\|待整改/)
  })

  it('is answered also where it is no command, or too long to be one', async () => {
    for (const data of ['x', '%00', 'noop:1', '<script>', '整'.repeat(21), ' ', '/start AAAAAA', '绑定 AAAAAA'])
      expect(`${data} → ${joined(await press(police, data))}`).toMatch(/ → [^]*(?:没看懂|是空的|邀请码|已经是)/)
  })
})

describe('an update', () => {
  it('that fits no schema is dropped, logged without its contents, and stops nobody', async () => {
    const { standin } = town
    const raw = [
      { message: { message_id: 'x', chat: { id: police.id, type: 'private' }, text: 'geheim' } },
      { message: { message_id: 7, chat: { id: police.id, type: 'planet' }, text: 'geheim' } },
      { message: null },
      {
        message: {
          message_id: 7,
          date: 1,
          chat: { id: police.id, type: 'private' },
          from: { id: police.id, is_bot: false },
        },
      },
      { poll_answer: { geheim: 1 } },
      { callback_query: { id: 1, from: 3 } },
      { my_chat_member: {} },
    ]
    const before = standin.seen(police.id).length
    const ids = raw.map((update) => standin.sendRaw(update))
    expect(await town.says(police, '我')).toContain('县公安局联络员')
    await Promise.all(ids.map((id) => standin.acknowledged(id)))
    expect(standin.seen(police.id).length).toBe(before + 1)
    expect(town.logged()).toContain('update not understood, dropped')
    expect(town.logged()).not.toContain('geheim')
    expect(town.logged()).not.toContain(standin.token)
  })
})
