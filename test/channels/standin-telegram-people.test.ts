import { Api } from 'grammy'
import type { Update } from 'grammy/types'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { type Person, startTelegram, type TelegramStandin } from '../standin/telegram/index.ts'

let telegram: TelegramStandin
let api: Api
let person: Person

beforeEach(async () => {
  telegram = await startTelegram({ limits: 'off', slowPolls: false })
  api = new Api(telegram.token, { apiRoot: telegram.root, timeoutSeconds: 5 })
  person = telegram.addPerson('王建国')
})
afterEach(() => telegram.stop())

/** All that waits, acknowledged. */
const take = async (): Promise<Update[]> => {
  const updates = await api.getUpdates()
  const last = updates.at(-1)
  if (last) await api.getUpdates({ offset: last.update_id + 1 })
  return updates
}

describe('the Telegram stand-in, people', () => {
  it('open the chat by writing, also through a deep link', async () => {
    await expect(api.sendMessage(person.id, '您好')).rejects.toThrow("can't initiate conversation")
    await telegram.starts(person, 'Abc_1-2')
    const [update] = await take()
    expect(update?.message).toMatchObject({
      text: '/start Abc_1-2',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
      from: { id: person.id, is_bot: false, first_name: '王建国', language_code: 'zh-hans' },
    })
    await api.sendMessage(person.id, '您好')
  })

  it.each([
    ['/done@duban_bot 3', [['bot_command', 0, 15]]],
    ['🙂 /done 3', [['bot_command', 3, 5]]],
    ['/整改 3', []],
    ['整改/done', []],
    [
      '@duban_bot 见 http://a.cn/b。',
      [
        ['mention', 0, 10],
        ['url', 13, 13],
      ],
    ],
  ])('write %s', async (text, marks) => {
    await telegram.says(person, text)
    const [update] = await take()
    expect((update?.message?.entities ?? []).map(({ type, offset, length }) => [type, offset, length])).toEqual(marks)
  })

  it('reply, edit, send albums', async () => {
    await telegram.starts(person)
    const { message_id: id } = await api.sendMessage(person.id, '#12 逾期')
    await telegram.says(person, '整改', { replyTo: id })
    await telegram.edits(person, telegram.lastMessageId(person.id), '整改 12')
    const bytes = Buffer.from('x')
    await telegram.sendsAlbum(
      person,
      [
        { name: 'a.jpg', bytes },
        { name: 'b.jpg', bytes },
      ],
      '两张',
    )
    const [, reply, edited, first, second] = await take()
    expect(reply?.message?.reply_to_message).toMatchObject({ message_id: id, text: '#12 逾期', from: { is_bot: true } })
    expect(edited?.edited_message).toMatchObject({ text: '整改 12', edit_date: expect.any(Number) })
    expect([first?.message?.caption, second?.message?.caption]).toEqual(['两张', undefined])
    expect(first?.message?.media_group_id).toBe(second?.message?.media_group_id)
  })

  it('block and unblock', async () => {
    await telegram.starts(person)
    await telegram.blocks(person)
    await expect(telegram.says(person, '在吗')).rejects.toThrow('has blocked the bot')
    await telegram.unblocks(person)
    const [, ...changes] = await take()
    expect(changes.map(({ my_chat_member: change }) => [change?.chat.type, change?.new_chat_member.status])).toEqual([
      ['private', 'kicked'],
      ['private', 'member'],
    ])
    await api.sendMessage(person.id, '欢迎回来')
    expect(telegram.transcript(person.id).map(({ from }) => from)).toEqual([person.id, 0])
  })
})

describe('the Telegram stand-in, groups', () => {
  it('show the bot what privacy mode lets through', async () => {
    const group = telegram.addGroup([person])
    const says = (text: string, replyTo?: number) =>
      telegram.says(person, text, { group, ...(replyTo !== undefined && { replyTo }) })
    expect(await says('事项')).toBe(0)
    expect(await says('/my')).toBe(0)
    expect(await says('/my@other_bot')).toBe(0)
    expect(await says('@duban_bot 事项')).toBe(0)
    expect(await says('/my@Duban_bot')).toBeGreaterThan(0)
    const { message_id: id } = await api.sendMessage(group.id, '通报')
    expect(await says('/my')).toBeGreaterThan(0)
    expect(await says('收到', id)).toBeGreaterThan(0)
    telegram.promotes(group, true)
    expect(await says('事项')).toBeGreaterThan(0)
    expect((await take()).map(({ message }) => message?.text)).toEqual(['/my@Duban_bot', '/my', '收到', '事项'])
    await expect(telegram.says(telegram.addPerson(), '我', { group })).rejects.toThrow('not in that group')
  })

  it('tell when the bot comes and goes', async () => {
    const group = telegram.addGroup([person], { title: '专班', announced: true })
    await telegram.kicks(group)
    await expect(api.sendMessage(group.id, '通报')).rejects.toThrow('bot was kicked from the group chat')
    await telegram.joins(group)
    await api.sendMessage(group.id, '通报')
    const kinds = (await take()).map(
      ({ my_chat_member: change, message }) => change?.new_chat_member.status ?? message?.chat,
    )
    const chat = { id: group.id, type: 'group', title: '专班' }
    expect(kinds).toEqual(['member', chat, 'kicked', 'member', chat])
  })

  it('become supergroups under another id', async () => {
    const group = telegram.addGroup([person])
    const next = await telegram.migrates(group)
    const [from, to] = await take()
    expect(from?.message).toMatchObject({ chat: { id: group.id }, migrate_to_chat_id: next.id })
    expect(to?.message).toMatchObject({ chat: { id: next.id, type: 'supergroup' }, migrate_from_chat_id: group.id })
    await expect(api.sendMessage(group.id, '通报')).rejects.toMatchObject({
      error_code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: next.id },
    })
    await api.sendMessage(next.id, '通报')
    expect(telegram.seen(next.id)).toMatchObject([{ text: '通报' }])
  })
})
