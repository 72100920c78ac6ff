import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { Incoming } from '#src/channels/channel.ts'
import { button, say } from '#src/domain/message.ts'

import type { Group, Person } from '../standin/telegram/index.ts'
import { type Rig, telegramRig } from './telegram-support.ts'

const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3])

let rig: Rig
let person: Person
let group: Group

beforeEach(async () => {
  rig = await telegramRig({ standin: { privacy: false } })
  person = rig.standin.addPerson('张三', { started: true })
  group = rig.standin.addGroup([person])
})
afterEach(() => rig.stop())

/** What the house was told of the updates, once Telegram was told that all of it is stored. */
const heard = async (...updates: (number | Promise<number>)[]): Promise<readonly Incoming[]> => {
  await Promise.all(updates.map(async (id) => rig.standin.acknowledged(await id)))
  return rig.received
}
const inPrivate = () => ({
  channel: 'telegram',
  chat: { id: String(person.id), kind: 'single' },
  from: String(person.id),
})
const inGroup = () => ({ channel: 'telegram', chat: { id: String(group.id), kind: 'group' }, from: String(person.id) })
const says = (text: string, options = {}) => rig.standin.says(person, text, options)
const groupSays = (text: string, options = {}) => says(text, { group, ...options })
const sendTo = (chat: number, text = '请回「收到」') =>
  rig.channel.send(String(chat), say(text, [button('收到'), button('详情 12')]), { key: `${chat}/${text}` })

describe('in a private chat', () => {
  it('a text arrives with the id of its update', async () => {
    const id = await says('事项')
    expect(await heard(id)).toEqual([{ id: String(id), ...inPrivate(), kind: 'text', text: '事项', files: [] }])
  })

  it('the deep link arrives as /start and its code, an addressed command without the address', async () => {
    const { standin } = rig
    const said = await heard(standin.starts(person, 'ABC234'), says('/my@DUBAN_bot 12'), says('/my@other_bot'))
    expect(said.map(({ text }) => text)).toEqual(['/start ABC234', '/my 12', '/my@other_bot'])
  })

  it('a reply to one of our messages brings what that says, a reply to another does not', async () => {
    await sendTo(person.id, '#36 疫苗监管,今天到期')
    const ours = rig.standin.lastMessageId(person.id)
    await heard(says('已更新', { replyTo: ours }))
    const own = rig.standin.lastMessageId(person.id)
    await heard(says('就是这个', { replyTo: own }))
    expect(rig.received[0]!.quoted).toContain('#36 疫苗监管,今天到期')
    expect(rig.received[1]).not.toHaveProperty('quoted')
  })

  it('an edited message says how it reads now', async () => {
    await heard(says('整改 1 已更'))
    const id = await rig.standin.edits(person, rig.standin.lastMessageId(person.id), '整改 1 已更新')
    expect((await heard(id))[1]).toMatchObject({
      id: String(id),
      ...inPrivate(),
      kind: 'edited',
      text: '整改 1 已更新',
    })
  })

  it('files of every sort bring their names, a photo its largest size', async () => {
    const { standin } = rig
    await heard(
      standin.sendsFile(person, '截图.png', bytes, { as: 'photo', caption: '整改 36' }),
      standin.sendsFile(person, '../../说明\u0000.docx', bytes),
      standin.sendsFile(person, '现场.mp4', bytes, { as: 'video' }),
    )
    expect(rig.received.map(({ text, files }) => [text, files.map(({ name }) => name)])).toEqual([
      ['整改 36', ['照片.jpg']],
      ['', ['说明.docx']],
      ['', ['现场.mp4']],
    ])
    for (const { files } of rig.received) expect((await rig.channel.fetch(files[0]!)).bytes).toEqual(Buffer.from(bytes))
  })

  it('voice and what is said without words arrive, a sticker as its emoji; service messages do not', async () => {
    const message = (content: object) => ({
      message: {
        message_id: 1,
        date: 1,
        chat: { id: person.id, type: 'private' },
        from: { id: person.id, is_bot: false },
        ...content,
      },
    })
    const ids = [
      { voice: { file_id: 'v1', duration: 3 } },
      { sticker: { file_id: 's1', emoji: '👍' } },
      { location: { latitude: 29, longitude: 113 } },
      { pinned_message: { message_id: 1 } },
    ].map((content) => rig.standin.sendRaw(message(content)))
    const received = await heard(...ids)
    expect(received.map(({ text, files }) => [text, files.map(({ name, size }) => [name, size])])).toEqual([
      ['', [['语音.ogg', null]]],
      ['👍', []],
      ['', []],
    ])
  })

  it('blocking and letting in again are told', async () => {
    await heard(rig.standin.blocks(person), rig.standin.unblocks(person))
    expect(rig.received).toMatchObject([
      { ...inPrivate(), kind: 'blocked', text: '' },
      { ...inPrivate(), kind: 'opened', text: '' },
    ])
  })

  it('a press is what the button says, is answered at once, and the button goes', async () => {
    await sendTo(person.id)
    const message = rig.standin.lastMessageId(person.id)
    const id = await rig.standin.presses(person, message, '详情 12')
    expect(await heard(id)).toMatchObject([{ ...inPrivate(), kind: 'press', text: '详情 12', files: [] }])
    await rig.standin.waitFor(() => rig.standin.seen(person.id)[0]!.buttons.length === 1)
    expect(rig.standin.answers).toMatchObject([{ updateId: id }])
    expect(rig.standin.seen(person.id)[0]!.buttons).toEqual([{ label: '收到', says: '收到' }])
  })

  it('a forged press is only text, and one on a message that is out of reach has its chat still', async () => {
    await sendTo(person.id)
    const forged = await rig.standin.presses(person, rig.standin.lastMessageId(person.id), '通过 99')
    const old = rig.standin.sendRaw({
      callback_query: {
        id: '77',
        from: { id: person.id, is_bot: false },
        chat_instance: '1',
        data: '事项',
        message: { message_id: 5, date: 0, chat: { id: person.id, type: 'private' } },
      },
    })
    const inline = rig.standin.sendRaw({
      callback_query: { id: '78', from: { id: person.id, is_bot: false }, inline_message_id: 'x', data: '事项' },
    })
    expect((await heard(forged, old, inline)).map(({ text, chat }) => [text, chat.id])).toEqual([
      ['通过 99', String(person.id)],
      ['事项', String(person.id)],
    ])
  })
})

describe('in a group', () => {
  it('only what is addressed to the bot arrives', async () => {
    await sendTo(group.id, '#12 今天到期')
    const ours = rig.standin.lastMessageId(group.id)
    await heard(
      groupSays('中午吃什么'),
      groupSays('/my@duban_bot'),
      groupSays('/my@other_bot'),
      groupSays('/my'),
      groupSays('@duban_bot 整改 12 已更新'),
      groupSays('问 x@duban_bot.cn 吧'),
      groupSays('已更新', { replyTo: ours }),
    )
    expect(rig.received).toMatchObject([
      { ...inGroup(), text: '/my' },
      { ...inGroup(), text: '整改 12 已更新' },
      { ...inGroup(), text: '已更新', quoted: expect.stringContaining('#12 今天到期') },
    ])
  })

  it('a code is not taken along: it belongs into the private chat', async () => {
    expect(await heard(groupSays('/start@duban_bot ABC234'))).toMatchObject([{ ...inGroup(), text: '/start' }])
  })

  it('the answer hangs under what it answers', async () => {
    const [incoming] = await heard(groupSays('@duban_bot 收到'))
    const asked = rig.standin.lastMessageId(group.id)
    await rig.channel.send(String(group.id), say('好的'), { key: 'a', answers: incoming!.id })
    await rig.channel.send(String(group.id), say('另外'), { key: 'b' })
    expect(rig.standin.seen(group.id).map(({ replyTo }) => replyTo)).toEqual([asked, undefined])
  })

  it('an upgrade tells the new id once', async () => {
    const next = await rig.standin.migrates(group)
    await heard(says('在'))
    expect(rig.received).toMatchObject([
      { kind: 'moved', chat: { id: String(group.id), kind: 'group' }, text: String(next.id) },
      { text: '在' },
    ])
  })

  it('being thrown out is found out when sending, not told', async () => {
    await heard(rig.standin.kicks(group), says('在'))
    expect(rig.received.map(({ text }) => text)).toEqual(['在'])
  })

  it('other bots and channels are not heard', async () => {
    const chat = { id: group.id, type: 'supergroup' }
    const bot = { id: 99, is_bot: true }
    const ids = [
      { message: { message_id: 1, chat, from: bot, text: '@duban_bot 事项' } },
      { message: { message_id: 2, chat: { id: -5, type: 'channel' }, text: '@duban_bot 事项' } },
    ].map((update) => rig.standin.sendRaw(update))
    expect(await heard(...ids)).toEqual([])
  })
})

it('tells when each kind of chat was last heard', async () => {
  expect(rig.channel.state!().heard).toEqual({})
  await heard(says('在'))
  expect(rig.channel.state!()).toMatchObject({ connected: true, heard: { single: expect.any(Number) } })
  await heard(groupSays('@duban_bot 在'))
  expect(rig.channel.state!().heard).toMatchObject({ group: expect.any(Number) })
})

it('drops what is no update as Telegram documents it, says so without its contents, and goes on', async () => {
  const broken = rig.standin.sendRaw({ message: { message_id: 'x', text: '县公安局的秘密' } })
  const strange = rig.standin.sendRaw({ poll: { id: 'p' } })
  expect(await heard(broken, strange, says('事项'))).toHaveLength(1)
  expect(rig.logged()).toContain('update not understood')
  expect(rig.logged()).not.toContain('秘密')
})
