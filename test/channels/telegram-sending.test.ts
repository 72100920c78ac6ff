import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { Outcome } from '#src/channels/channel.ts'
import { button, type FileRef, list, type Message, say, text } from '#src/domain/message.ts'

import type { FaultDeed, Person } from '../standin/telegram/index.ts'
import { type Rig, telegramRig } from './telegram-support.ts'

/** One grey dot. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
)
const picture: FileRef = { sha256: 'b'.repeat(64), name: '图.png', type: 'image/png', size: png.length }

let rig: Rig
let person: Person
beforeEach(async () => {
  rig = await telegramRig()
  person = rig.standin.addPerson('张三', { started: true })
})
afterEach(() => rig.stop())

const send = (message: Message, key = 'k', to: number | string = person.id): Promise<Outcome> =>
  rig.channel.send(String(to), message, { key, file: async () => png })
const seen = (to = person.id) => rig.standin.seen(to)
const failNext = (deed: FaultDeed, method = 'sendMessage', nth = 1) => rig.standin.faults.add({ method, nth, deed })
const told = (code: number, description: string): FaultDeed => ({ kind: 'refuse', code, description })

describe('what Telegram answers, told as an outcome', () => {
  const gone = (reason: string) => ({ kind: 'refused', retry: 'other-route', gone: true, reason })
  const later = { kind: 'refused', retry: 'later' }
  const unknown = { kind: 'unknown' }
  const table: readonly (readonly [string, FaultDeed, object])[] = [
    ['429', { kind: 'refuse', code: 429, retryAfter: 17 }, { ...later, pace: 'bot', after: 17_000 }],
    ['blocked', told(403, 'Forbidden: bot was blocked by the user'), gone('已拉黑机器人')],
    ['deleted', told(403, 'Forbidden: user is deactivated'), gone('Telegram 账号已注销')],
    [
      'never opened',
      told(403, "Forbidden: bot can't initiate conversation with a user"),
      gone('还没有给机器人点「开始」'),
    ],
    ['unknown chat', told(400, 'Bad Request: chat not found'), { gone: true, retry: 'other-route' }],
    ['kicked', told(403, 'Forbidden: bot was kicked from the supergroup chat'), gone('机器人已被移出群')],
    ['not in it', told(403, 'Forbidden: bot is not a member of the channel chat'), gone('机器人不在群里')],
    ['no group', told(403, 'Forbidden: the group chat was deleted'), gone('群已解散')],
    ['any other 400', told(400, 'Bad Request: not enough rights'), { kind: 'refused', retry: 'other-route' }],
    ['500 in JSON', told(500, 'Internal Server Error'), later],
    ['502 in HTML', { kind: 'html502', accepted: false }, unknown],
    ['reset before', { kind: 'close', when: 'before-reading' }, unknown],
    ['reset after', { kind: 'close', when: 'after-accepting' }, unknown],
    ['cut JSON', { kind: 'truncated' }, unknown],
  ]
  it.each(table)('%s', async (_, deed, outcome) => {
    failNext(deed)
    const got = await send(say('在吗'))
    expect(got).toMatchObject(outcome)
    expect('gone' in got).toBe('gone' in outcome)
  })

  it('an answer that does not come in time is unknown', async () => {
    const slow = await telegramRig({ tuning: { sendTimeoutSeconds: 0.1 } })
    const one = slow.standin.addPerson('李四', { started: true })
    slow.standin.faults.add({ method: 'sendMessage', deed: { kind: 'half-open' } })
    expect(await slow.channel.send(String(one.id), say('在吗'), { key: 'k' })).toMatchObject({ kind: 'unknown' })
    await slow.stop()
  })

  it('a group that was upgraded has its new address', async () => {
    const group = rig.standin.addGroup([person])
    const next = await rig.standin.migrates(group)
    expect(await send(say('在吗'), 'k', group.id)).toMatchObject({
      kind: 'refused',
      retry: 'later',
      movedTo: String(next.id),
    })
    expect(await send(say('在吗'), 'k', next.id)).toMatchObject({ kind: 'sent' })
  })

  it('people who shut it out, as the server itself tells', async () => {
    await rig.standin.blocks(person)
    expect(await send(say('在吗'))).toMatchObject(gone('已拉黑机器人'))
    const stranger = rig.standin.addPerson('生人')
    expect(await send(say('在吗'), 'k', stranger.id)).toMatchObject({ gone: true })
    expect(await send(say('在吗'), 'k', '张三')).toMatchObject({ kind: 'refused', retry: 'other-route' })
  })

  it('markup that Telegram cannot read is sent again as plain text, and logged', async () => {
    failNext(told(400, "Bad Request: can't parse entities: Unexpected end tag at byte offset 3"))
    expect(await send({ title: '<题>', blocks: [text('a & b')], buttons: [button('收到')] })).toMatchObject({
      kind: 'sent',
    })
    expect(seen()).toMatchObject([{ text: '<题>\na & b\n\n也可以直接回:收到', buttons: [{ says: '收到' }] }])
    expect(rig.logged()).toContain('sent plainer')
  })
})

describe('a message of several parts', () => {
  const lines = Array.from({ length: 500 }, (_, at) => `#${at} 某某栏目超过一年没有更新`)
  const long: Message = { title: '清单', blocks: [list(lines)], buttons: [button('收到')] }
  const shown = () => seen().map((one) => one.text)

  it('keeps the pace of a chat between them; buttons stand under the last, which is the reference', async () => {
    const outcome = await send(long)
    expect(seen().length).toBe(3)
    expect(outcome).toEqual({ kind: 'sent', ref: `${person.id}:${seen()[2]!.messageId}` })
    expect(seen().map((one) => one.buttons.length)).toEqual([0, 0, 1])
    expect(rig.machine.slept.filter((ms) => ms === 1000)).toHaveLength(2)
  })

  it('goes on where it was refused, nothing twice', async () => {
    failNext({ kind: 'refuse', code: 429, retryAfter: 5 }, 'sendMessage', 2)
    expect(await send(long)).toMatchObject({
      retry: 'later',
      pace: 'bot',
      after: 5000,
      reason: expect.stringContaining('共3段,前1段已送达'),
    })
    failNext(told(500, 'Internal Server Error'), 'sendMessage', 1)
    expect(await send(long)).toMatchObject({ kind: 'refused', retry: 'later' })
    expect(await send(long)).toMatchObject({ kind: 'sent' })
    expect(seen().length).toBe(3)
    expect(lines.filter((line) => !shown().join('\n').includes(line))).toEqual([])
  })

  it('begins anew when it is not the same any more, or is for another chat', async () => {
    const other = rig.standin.addPerson('李四', { started: true })
    failNext(told(500, 'Internal Server Error'), 'sendMessage', 2)
    await send(long)
    expect(await send(long, 'k', other.id)).toMatchObject({ kind: 'sent' })
    expect(seen(other.id).length).toBe(3)
    failNext(told(500, 'Internal Server Error'), 'sendMessage', 2)
    await send(long, 'k2')
    await send({ ...long, title: '(可能重复)清单' }, 'k2')
    expect(shown().filter((one) => one.startsWith('(可能重复)清单'))).toHaveLength(1)
    expect(seen().length).toBe(1 + 1 + 3)
  })

  it('begins anew after a part whose fate is unknown: the house marks the copy at its beginning', async () => {
    failNext({ kind: 'close', when: 'after-accepting' }, 'sendMessage', 2)
    expect(await send(long)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('前1段已送达') })
    expect(await send({ ...long, title: '(可能重复)清单' })).toMatchObject({ kind: 'sent' })
    expect(seen().length).toBe(2 + 3)
  })

  it('tells that the chat is dead although a part arrived', async () => {
    failNext(told(403, 'Forbidden: bot was blocked by the user'), 'sendMessage', 2)
    expect(await send(long)).toMatchObject({
      retry: 'other-route',
      gone: true,
      reason: '已拉黑机器人;共3段,前1段已送达',
    })
  })

  it('is sent to its end when the channel stops meanwhile', async () => {
    failNext({ kind: 'late', ms: 50 })
    const sending = send(long)
    await rig.standin.waitFor(() => seen().length === 1)
    await rig.channel.stop()
    expect(await sending).toMatchObject({ kind: 'sent' })
    expect(seen().length).toBe(3)
    expect(await send(say('还在吗'), 'k3')).toMatchObject({ kind: 'refused', retry: 'later' })
  })
})

describe('files', () => {
  const withPicture: Message = { title: '汇总', blocks: [{ kind: 'file', file: picture }] }

  it('a picture is a photo with its caption; its bytes travel once, even to many at once', async () => {
    const people = Array.from({ length: 8 }, () => rig.standin.addPerson(undefined, { started: true }))
    let loads = 0
    const outcomes = await Promise.all(
      people.map(({ id }) =>
        rig.channel.send(String(id), withPicture, { key: `p/${id}`, file: async () => (loads++, png) }),
      ),
    )
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['sent']))
    expect(loads).toBe(1)
    const files = people.map(({ id }) => seen(id)[0]!)
    expect(new Set(files.map(({ file }) => file!.fileId)).size).toBe(1)
    expect(files[0]).toMatchObject({ text: '汇总', file: { kind: 'photo' } })
  })

  it('an upload that failed is made again by the next', async () => {
    failNext(told(500, 'Internal Server Error'), 'sendPhoto')
    expect(await send(withPicture, 'a')).toMatchObject({ kind: 'refused', retry: 'later' })
    expect(await send(withPicture, 'b')).toMatchObject({ kind: 'sent' })
  })

  it('a picture that Telegram takes for none is a document', async () => {
    failNext(told(400, 'Bad Request: PHOTO_INVALID_DIMENSIONS'), 'sendPhoto')
    expect(await send(withPicture)).toMatchObject({ kind: 'sent' })
    expect(seen()[0]!.file!.kind).toBe('document')
  })

  it('and is not tried again as one for others', async () => {
    const broken = { ...picture, sha256: 'c'.repeat(64) }
    const people = Array.from({ length: 5 }, () => rig.standin.addPerson(undefined, { started: true }))
    const message: Message = { blocks: [{ kind: 'file', file: broken }] }
    const file = async (): Promise<Uint8Array> => png.subarray(0, 8)
    await Promise.all(people.map(({ id }) => rig.channel.send(String(id), message, { key: `b/${id}`, file })))
    expect(people.map(({ id }) => seen(id)[0]!.file!.kind)).toEqual(people.map(() => 'document'))
    expect(rig.standin.calls('sendPhoto')).toBe(1)
  })

  it('a copy that Telegram forgot is uploaded again', async () => {
    await send(withPicture, 'a')
    failNext(told(400, 'Bad Request: wrong file identifier/HTTP URL specified'), 'sendPhoto')
    expect(await send(withPicture, 'b')).toMatchObject({ kind: 'sent' })
    expect(seen()).toHaveLength(2)
  })

  it('any other file is a document, under a name that survives the way', async () => {
    const file: FileRef = { ...picture, name: '整改;"50%".xlsx', type: 'application/zip' }
    await send({ blocks: [{ kind: 'file', file }] })
    expect(seen()).toMatchObject([{ text: '', file: { kind: 'document', name: '整改__50__.xlsx', bytes: png } }])
  })

  it('bytes that cannot be read now are sent later', async () => {
    const file = (): Promise<Uint8Array> => Promise.reject(new Error('the database is away'))
    expect(await rig.channel.send(String(person.id), withPicture, { key: 'k', file })).toMatchObject({ retry: 'later' })
  })
})

it('two sends of one key at once are one message', async () => {
  const outcomes = await Promise.all([send(say('只此一条')), send(say('只此一条'))])
  expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'sent'])
  expect(seen()).toHaveLength(1)
})

it('asks for the pace that Telegram documents', () => {
  const { perSecond, windows } = rig.channel.limits
  expect(perSecond).toBe(25)
  expect(windows('-100123')).toEqual([
    { most: 1, withinMs: 3000 },
    { most: 20, withinMs: 60_000 },
  ])
  expect(windows('42')).toEqual([{ most: 1, withinMs: 1000 }])
})
