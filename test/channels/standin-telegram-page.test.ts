import { Api } from 'grammy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { type Person, startTelegram, type TelegramStandin } from '../standin/telegram/index.ts'
import { createPage } from '../standin/telegram/page.ts'

let telegram: TelegramStandin
let api: Api
let person: Person

beforeEach(async () => {
  let page: ReturnType<typeof createPage> | undefined
  telegram = await startTelegram({
    limits: 'off',
    slowPolls: false,
    other: (request, response) => page?.(request, response) ?? false,
  })
  api = new Api(telegram.token, { apiRoot: telegram.root })
  person = telegram.addPerson('王建国')
  const group = telegram.addGroup([person])
  page = createPage({
    standin: telegram,
    people: [person],
    groups: [{ group, members: [person] }],
    blocked: new Set(),
  })
})
afterEach(() => telegram.stop())

const act = async (deed: Readonly<Record<string, unknown>>): Promise<unknown> => {
  const body = JSON.stringify({ chat: person.id, person: person.id, ...deed })
  return (await fetch(`${telegram.root}/play/act`, { method: 'POST', body })).json()
}

describe('the page of the Telegram stand-in', () => {
  it.each(['/', '/page.css', '/page.js'])('serves %s', async (path) => {
    const response = await fetch(`${telegram.root}${path}`)
    expect([response.status, (await response.text()).length > 500]).toEqual([200, true])
  })

  it('lets one write, attach, press, edit, block', async () => {
    await act({ act: 'starts', text: 'ABC' })
    const { message_id: id } = await api.sendMessage(person.id, '请回')
    await act({ act: 'presses', messageId: id, text: '收到' })
    const file = { name: 'a.txt', base64: Buffer.from('说明').toString('base64'), as: 'document' }
    await act({ act: 'says', text: '整改 3', replyTo: id, file })
    await act({ act: 'edits', messageId: telegram.lastMessageId(person.id), text: '整改 4' })
    await act({ act: 'blocks' })
    const updates = await api.getUpdates()
    expect(updates.map((update) => Object.keys(update).find((key) => key !== 'update_id'))).toEqual([
      'message',
      'callback_query',
      'message',
      'edited_message',
      'my_chat_member',
    ])
    expect(updates[2]?.message).toMatchObject({ caption: '整改 3', document: { file_name: 'a.txt' } })
    expect(await act({ act: 'says', text: '在吗' })).toEqual({ error: '王建国 has blocked the bot' })
  })

  it('shows what there is, and plans a failure', async () => {
    await act({ act: 'starts' })
    await api.sendMessage(person.id, '<b>通报</b>', { parse_mode: 'HTML' })
    await act({ act: 'fault-500' })
    await expect(api.sendMessage(person.id, '二')).rejects.toThrow('500')
    const state: unknown = await (await fetch(`${telegram.root}/play/state`)).json()
    expect(state).toMatchObject({
      sent: 1,
      refused: 1,
      chats: [{ id: person.id, messages: [{ text: '/start' }, { from: 0, text: '通报' }] }, { title: '督办工作群' }],
    })
  })
})
