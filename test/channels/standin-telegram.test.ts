import { Api, GrammyError, InputFile } from 'grammy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { type Person, startTelegram, type TelegramStandin } from '../standin/telegram/index.ts'

let telegram: TelegramStandin
let api: Api
let person: Person

beforeEach(async () => {
  telegram = await startTelegram({ limits: 'off' })
  api = new Api(telegram.token, { apiRoot: telegram.root, timeoutSeconds: 5 })
  person = telegram.addPerson('王建国', { started: true })
})
afterEach(() => telegram.stop())

/** What the server says when it refuses. */
const refusalOf = async (call: Promise<unknown>): Promise<Pick<GrammyError, 'error_code' | 'description'>> => {
  const error: unknown = await call.then(
    () => new Error('not refused'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof GrammyError)) throw error
  return { error_code: error.error_code, description: error.description }
}
const refused = async (call: Promise<unknown>, description: string, code = 400): Promise<void> =>
  expect(await refusalOf(call)).toMatchObject({ error_code: code, description: expect.stringContaining(description) })
const html = (text: string) => api.sendMessage(person.id, text, { parse_mode: 'HTML' })

describe('the Telegram stand-in, sending', () => {
  it('says who the bot is', async () => {
    expect(await api.getMe()).toMatchObject({ is_bot: true, username: 'duban_bot', can_read_all_group_messages: false })
  })

  it('takes a text as it is written', async () => {
    const words = '*粗* _斜_ `码` <b>不是标记</b> &amp; 🙂'
    const sent = await api.sendMessage(person.id, words)
    expect(sent).toMatchObject({ text: words, chat: { id: person.id, type: 'private' }, message_id: 1 })
    expect(sent.date).toBe(Math.floor(telegram.now() / 1000))
    expect(telegram.seen(person.id)).toMatchObject([{ text: words, messageId: 1, edited: false }])
    expect(telegram.ledger).toMatchObject([{ chat: person.id, method: 'sendMessage', text: words, messageId: 1 }])
  })

  it('reads HTML into text and entities, counted in UTF-16 units', async () => {
    const sent = await html(
      ' 🙂<b>逾期<i>2</i></b> &lt;&amp;&quot;&#39;&#x41; <a href="http://a.cn/?a=1&amp;b=2">链</a>&nbsp; ',
    )
    expect(sent.text).toBe('🙂逾期2 <&"\'A 链&nbsp;')
    expect(sent.entities).toEqual([
      { type: 'bold', offset: 2, length: 3 },
      { type: 'italic', offset: 4, length: 1 },
      { type: 'text_link', offset: 12, length: 1, url: 'http://a.cn/?a=1&b=2' },
    ])
  })

  it.each([
    ['<br>', 'Unsupported start tag "br" at byte offset 0'],
    ['甲 < 乙', 'Unsupported start tag "" at byte offset 4'],
    ['x <b', 'Unclosed start tag at byte offset 2'],
    ['<a href="x"', 'Unclosed start tag "a" at byte offset 0'],
    ['<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'],
    ['<a href=x/>y</a>', 'Unexpected end of name token at byte offset 8'],
    ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['<b>x</b', 'Unclosed end tag at byte offset 4'],
    ['<b>x</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ['<b>x', 'Can\'t find end tag corresponding to start tag "b"'],
  ])('refuses %s', async (text, complaint) => {
    await refused(html(text), `can't parse entities: ${complaint}`)
    expect(telegram.seen(person.id)).toEqual([])
  })

  it('counts characters, not UTF-16 units and not markup', async () => {
    expect((await html(`<b>${'🙂'.repeat(4096)}</b>`)).text).toHaveLength(8192)
    await refused(html('督'.repeat(4097)), 'message is too long')
    await refused(api.sendMessage(person.id, ''), 'message text is empty')
    await refused(api.sendMessage(person.id, ' \n '), 'text must be non-empty')
    const photo = new InputFile(Buffer.from('x'), 'a.txt')
    await api.sendDocument(person.id, photo, { caption: '督'.repeat(1024) })
    await refused(api.sendDocument(person.id, photo, { caption: '督'.repeat(1025) }), 'message caption is too long')
  })

  it('checks buttons', async () => {
    const press = (text: string, data: string) =>
      api.sendMessage(person.id, '请回', { reply_markup: { inline_keyboard: [[{ text, callback_data: data }]] } })
    await press('收到', '收'.repeat(21))
    await refused(press('收到', '收'.repeat(22)), 'BUTTON_DATA_INVALID')
    await refused(press('收到', ''), 'Text buttons are unallowed in the inline keyboard')
    expect(telegram.seen(person.id)[0]?.buttons).toEqual([{ label: '收到', says: '收'.repeat(21) }])
  })

  it('replies to what there is', async () => {
    const first = await api.sendMessage(person.id, '一')
    const reply = (id: number, lenient: boolean) =>
      api.sendMessage(person.id, '二', {
        reply_parameters: { message_id: id, allow_sending_without_reply: lenient },
      })
    expect((await reply(first.message_id, false)).reply_to_message?.text).toBe('一')
    await refused(reply(99, false), 'message to be replied not found')
    expect((await reply(99, true)).reply_to_message).toBeUndefined()
    await refused(api.sendMessage(person.id, '三', { message_thread_id: 5 }), 'message thread not found')
  })

  it('reaches only whom it may', async () => {
    const stranger = telegram.addPerson()
    await refused(api.sendMessage(1, '在吗'), 'Bad Request: chat not found')
    await refused(api.sendMessage(stranger.id, '在吗'), "Forbidden: bot can't initiate conversation", 403)
    await telegram.blocks(person)
    await refused(api.sendMessage(person.id, '在吗'), 'Forbidden: bot was blocked by the user', 403)
    telegram.deactivates(person)
    await refused(api.sendMessage(person.id, '在吗'), 'Forbidden: user is deactivated', 403)
    expect(telegram.refusals.map(({ code }) => code)).toEqual([400, 403, 403, 403])
  })

  it('knows its own token and its own methods', async () => {
    const other = new Api('700000001:wrong', { apiRoot: telegram.root })
    await refused(other.getMe(), 'Unauthorized', 401)
    await refused(api.sendDice(person.id, '🎲'), 'Not Found: method not found', 404)
    const odd = await fetch(`${telegram.root}/bot${telegram.token}/SENDmessage?chat_id=${person.id}&text=%E5%A5%BD`)
    expect(await odd.json()).toMatchObject({ ok: true, result: { text: '好' } })
    const form = new URLSearchParams({ chat_id: String(person.id), text: '表单' })
    expect((await fetch(`${telegram.root}/bot${telegram.token}/sendMessage`, { method: 'POST', body: form })).ok).toBe(
      true,
    )
  })
})

describe('the Telegram stand-in, changing what was sent', () => {
  const keyboard = { inline_keyboard: [[{ text: '收到', callback_data: '收到' }]] }

  it('edits, and takes the buttons away that an edit does not name', async () => {
    const { message_id: id } = await api.sendMessage(person.id, '请回', { reply_markup: keyboard })
    await refused(api.editMessageText(person.id, id, '请回', { reply_markup: keyboard }), 'message is not modified')
    await api.editMessageText(person.id, id, '<b>已回</b>', { parse_mode: 'HTML' })
    expect(telegram.seen(person.id)).toMatchObject([{ text: '已回', buttons: [], edited: true }])
    await api.editMessageReplyMarkup(person.id, id, { reply_markup: keyboard })
    expect(telegram.seen(person.id)).toMatchObject([{ text: '已回', buttons: [{ says: '收到' }] }])
    await refused(api.editMessageText(person.id, 77, '无'), 'message to edit not found')
    await refused(
      api.editMessageCaption(person.id, id, { caption: '无' }),
      'there is no caption in the message to edit',
    )
    await telegram.says(person, '我的')
    await refused(api.editMessageText(person.id, telegram.lastMessageId(person.id), '改'), "message can't be edited")
  })

  it('deletes for two days', async () => {
    const { message_id: id } = await api.sendMessage(person.id, '一')
    const { message_id: other } = await api.sendMessage(person.id, '二')
    await api.deleteMessage(person.id, id)
    await refused(api.deleteMessage(person.id, id), 'message to delete not found')
    telegram.moveClock(49 * 3_600_000)
    await refused(api.deleteMessage(person.id, other), "message can't be deleted for everyone")
    expect(telegram.seen(person.id)).toMatchObject([{ text: '二' }])
  })
})

describe('the Telegram stand-in, files', () => {
  const bytes = Buffer.from('整改说明')
  /** The head of a PNG: enough to tell its size. */
  const png = (width: number, height: number): Buffer => {
    const head = Buffer.from('\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\0', 'latin1')
    head.writeUInt32BE(width, 16)
    head.writeUInt32BE(height, 20)
    return head
  }
  const download = async (fileId: string): Promise<Response> => {
    const { file_path: path } = await api.getFile(fileId)
    return fetch(`${telegram.root}/file/bot${telegram.token}/${path}`)
  }

  it('are taken as grammY writes them, and again by their id', async () => {
    const sent = await api.sendDocument(person.id, new InputFile(bytes, '整改 说明.txt'), { caption: '附件' })
    expect(sent.document).toMatchObject({
      file_name: '整改 说明.txt',
      file_size: bytes.length,
      mime_type: 'text/plain',
    })
    await api.sendDocument(person.id, sent.document.file_id)
    expect(telegram.seen(person.id).map(({ text, file }) => [text, file?.name, Buffer.from(file!.bytes)])).toEqual([
      ['附件', '整改 说明.txt', bytes],
      ['', '整改 说明.txt', bytes],
    ])
    await refused(api.sendPhoto(person.id, sent.document.file_id), "can't use file of type document as photo")
    await refused(api.sendDocument(person.id, 'nothing'), 'wrong file identifier/HTTP URL specified')
  })

  it('lose their name behind a semicolon, as the real server reads it', async () => {
    const sent = await api.sendDocument(person.id, new InputFile(bytes, '附件;二%20份.txt'))
    expect(sent.document.file_name).toBe('附件')
  })

  it('are photos only when they are pictures of a bearable shape', async () => {
    const photo = (data: Buffer) => api.sendPhoto(person.id, new InputFile(data, 'a.png'))
    expect((await photo(png(800, 600))).photo.at(-1)).toMatchObject({ width: 800, height: 600 })
    await refused(photo(bytes), 'IMAGE_PROCESS_FAILED')
    await refused(photo(png(9000, 1001)), 'PHOTO_INVALID_DIMENSIONS')
    await refused(photo(png(2100, 100)), 'PHOTO_INVALID_DIMENSIONS')
    await refused(photo(Buffer.alloc(0)), 'file must be non-empty')
  })

  it('come as an album, several messages at once', async () => {
    const media = (name: string) => ({ type: 'photo' as const, media: new InputFile(png(10, 10), name) })
    await api.sendMediaGroup(person.id, [{ ...media('a.png'), caption: '两张' }, media('b.png')])
    expect(new Set(telegram.seen(person.id).map(({ mediaGroup }) => mediaGroup)).size).toBe(1)
    expect(telegram.seen(person.id).map(({ text, file }) => [text, file?.name])).toEqual([
      ['两张', 'a.png'],
      ['', 'b.png'],
    ])
    await refused(api.sendMediaGroup(person.id, []), 'there are no messages to send')
    const mixed = [media('a.png'), { type: 'document' as const, media: new InputFile(bytes, 'b.txt') }]
    await refused(api.sendMediaGroup(person.id, mixed as never), "document can't be mixed with other media types")
  })

  it('of people are fetched by a link that ends, up to 20 MB', async () => {
    await telegram.sendsFile(person, '截图.png', png(20, 10), { as: 'photo', caption: '整改 36' })
    await telegram.sendsFile(person, '大.zip', bytes, { size: 21 * 1024 * 1024 })
    const [photo, large] = await api.getUpdates()
    expect(photo?.message).toMatchObject({ caption: '整改 36', photo: [{ width: 90 }, { width: 20, height: 10 }] })
    const { file_id: id } = photo!.message!.photo!.at(-1)!
    const fetched = await download(id)
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(png(20, 10))
    telegram.moveClock(3_600_001)
    expect((await fetch(fetched.url)).status).toBe(404)
    await refused(download(large!.message!.document!.file_id), 'file is too big')
    await refused(download('nothing'), 'invalid file_id')
  })
})

describe('the Telegram stand-in, menus', () => {
  const entry = (command: string, description = command) => ({ command, description })

  it('shows the closest scope, one’s own language first', async () => {
    await api.setMyCommands([entry('help', '帮助')])
    await api.setMyCommands([entry('my', '事项')], { scope: { type: 'all_private_chats' }, language_code: 'zh' })
    expect(telegram.menuOf(person)).toEqual([entry('my', '事项')])
    await api.setMyCommands([entry('status')], { scope: { type: 'chat', chat_id: person.id } })
    expect(telegram.menuOf(person)).toEqual([entry('status')])
    expect(telegram.menuOf(telegram.addPerson('Ann', { language: 'en' }))).toEqual([entry('help', '帮助')])
    expect(await api.getMyCommands({ scope: { type: 'chat', chat_id: person.id } })).toEqual([entry('status')])
    expect(telegram.commands({ type: 'all_private_chats' }, 'zh')).toEqual([entry('my', '事项')])
  })

  it('refuses what no client would show', async () => {
    await refused(api.setMyCommands([entry('整改')]), 'BOT_COMMAND_INVALID')
    await refused(api.setMyCommands([entry('done', '长'.repeat(257))]), 'BOT_COMMAND_DESCRIPTION_INVALID')
    await refused(api.setMyCommands([entry('my')], { scope: { type: 'chat', chat_id: 5 } }), 'chat not found')
    expect(telegram.commands()).toEqual([])
  })
})
