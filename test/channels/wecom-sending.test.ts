import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { Outcome } from '#src/channels/channel.ts'
import { button, type FileRef, list, type Message, say, text } from '#src/domain/message.ts'

import { openWecom, type WecomBench } from '../support/wecom.ts'

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4])
const fileOf = (name: string, bytes: Uint8Array, sha = 'a'): FileRef => ({
  sha256: sha.repeat(64),
  name,
  type: 'application/octet-stream',
  size: bytes.length,
})
/** Three bubbles of markdown. */
const long: Message = {
  blocks: [list(Array.from({ length: 900 }, (_, at) => `第${at}条:某某栏目超过一年没有更新内容`))],
}

describe('what goes out over WeCom', () => {
  let bench: WecomBench
  beforeEach(async () => {
    bench = await openWecom()
    for (const user of ['wangfang', 'zhangwei', 'lina']) await bench.standin.userSays(user, '您好')
    await bench.start()
  })
  afterEach(() => bench.close())

  let keys = 0
  const send = (to: string, message: Message, more: { key?: string; answers?: string } = {}): Promise<Outcome> =>
    bench.channel.send(to, message, { key: `k${(keys += 1)}`, ...more })
  const says = async (user: string, words: string) => bench.arrived(await bench.standin.userSays(user, words))
  const ledger = (): string[] => bench.standin.ledger.map(({ cmd, kind, chat }) => `${cmd} ${kind} ${chat}`)
  const pushRefused = (errcode: number, more: { chat?: string; nth?: number; times?: number } = {}) =>
    bench.standin.faults.add({ cmd: 'aibot_send_msg', ...more, action: { kind: 'refuse', errcode } })

  describe('an answer', () => {
    it('is a finished stream on its req_id, with a line for its buttons, and further bubbles are pushes', async () => {
      const said = await says('wangfang', '事项')
      await send('wangfang', say('没有待办。', [button('帮助'), button('我')]), { answers: said.id })
      expect(bench.standin.seen('wangfang')).toMatchObject([
        { kind: 'stream', finished: true, text: '没有待办。\n\n可回:帮助 / 我', buttons: [], answers: said.id },
      ])
      const more = await says('wangfang', '导出')
      await send('wangfang', long, { answers: more.id })
      expect(ledger().slice(1)).toEqual([
        'aibot_respond_msg stream wangfang',
        ...Array.from({ length: ledger().length - 2 }, () => 'aibot_send_msg markdown wangfang'),
      ])
      expect(ledger().length).toBeGreaterThan(3)
    })

    it.each([846_605, 846_606, 846_608])('is pushed once where its req_id is refused with %i', async (errcode) => {
      bench.standin.faults.add({ cmd: 'aibot_respond_msg', action: { kind: 'refuse', errcode } })
      const said = await says('wangfang', '事项')
      expect((await send('wangfang', say('没有待办。'), { answers: said.id })).kind).toBe('sent')
      expect(ledger()).toEqual(['aibot_send_msg markdown wangfang'])
    })

    it('is pushed when its update came over an earlier connection', async () => {
      const said = await says('wangfang', '事项')
      bench.standin.faults.drop()
      await bench.standin.waitFor((one) => !one.online())
      await bench.standin.waitFor((one) => one.online())
      await expect.poll(() => bench.channel.state!().connected).toBe(true)
      expect((await send('wangfang', say('没有待办。'), { answers: said.id })).kind).toBe('sent')
      expect(ledger()).toEqual(['aibot_send_msg markdown wangfang'])
      expect(bench.standin.transcript.some(({ frame }) => JSON.stringify(frame).includes('respond_msg'))).toBe(false)
    })

    it('whose acknowledgement is lost is unknown, and its req_id is never used again', async () => {
      bench.standin.faults.add({ cmd: 'aibot_respond_msg', action: { kind: 'ack', how: 'never' } })
      const said = await says('wangfang', '事项')
      const answer = () => send('wangfang', say('没有待办。'), { answers: said.id, key: 'reply/1' })
      expect((await answer()).kind).toBe('unknown')
      expect((await answer()).kind).toBe('sent')
      expect(ledger()).toEqual(['aibot_respond_msg stream wangfang', 'aibot_send_msg markdown wangfang'])
    })

    it('to an opened chat is its welcome, within five seconds', async () => {
      const opened = await bench.arrived(await bench.standin.userOpens('wangfang'))
      await send('wangfang', say('待办2条', [button('事项')]), { answers: opened.id })
      expect(bench.standin.seen('wangfang')).toMatchObject([{ kind: 'text', text: '待办2条\n可回:事项' }])
      const again = await bench.arrived(await bench.standin.userOpens('wangfang'))
      bench.moveClock(6000)
      await send('wangfang', say('待办3条'), { answers: again.id })
      expect(ledger()).toEqual(['aibot_respond_welcome_msg text wangfang', 'aibot_send_msg markdown wangfang'])
    })
  })

  describe('a card', () => {
    const digest = say('今天到期1条', [button('收到'), button('事项')])

    it('loses its buttons when one is pressed, and says what the others said', async () => {
      await send('wangfang', digest)
      const [, card] = bench.standin.seen('wangfang')
      expect(card).toMatchObject({ kind: 'card', buttons: [{ says: '收到' }, { says: '事项' }] })
      const pressed = await bench.arrived(await bench.standin.userClicks('wangfang', card!.taskId!, '收到'))
      expect(pressed).toMatchObject({ kind: 'press', text: '收到' })
      await bench.standin.waitFor(({ seen }) => seen('wangfang')[1]!.buttons.length === 0)
      expect(bench.standin.seen('wangfang')[1]!.text).toContain('已按「收到」')
      expect(bench.standin.seen('wangfang')[1]!.text).toContain('还可以回:事项')
      await send('wangfang', say('已签收1条。'), { answers: pressed.id })
      expect(ledger().at(-1)).toBe('aibot_send_msg markdown wangfang')
    })

    it('that is refused leaves its message sent', async () => {
      pushRefused(40_058, { nth: 2 })
      expect((await send('wangfang', digest)).kind).toBe('sent')
      expect(bench.standin.seen('wangfang')).toHaveLength(1)
    })

    it('keeps its buttons when the press could not be stored', async () => {
      await send('wangfang', digest)
      bench.store.failing = true
      await bench.standin.userClicks('wangfang', bench.standin.seen('wangfang')[1]!.taskId!, '收到')
      await bench.standin.waitFor(({ seen }) => seen('wangfang').length === 3)
      expect(bench.standin.seen('wangfang')[1]!.buttons).toHaveLength(2)
    })
  })

  describe('a refusal', () => {
    it('for one who never wrote is a dead address, in words for the office', async () => {
      bench.standin.addUser('newcomer')
      expect(await send('newcomer', say('通报'))).toEqual({
        kind: 'refused',
        retry: 'other-route',
        gone: true,
        reason: '未开通:本人还没有给机器人发过消息',
      })
    })

    it('nobody knows goes another way, and the address lives', async () => {
      pushRefused(12_345)
      const outcome = await send('wangfang', say('通报'))
      expect(outcome).toMatchObject({ retry: 'other-route', reason: expect.stringContaining('12345') })
      expect(outcome).not.toHaveProperty('gone')
    })

    it('for the pace is the chat’s, and the bot’s when another chat is refused after it', async () => {
      pushRefused(846_607, { times: 3 })
      expect(await send('wangfang', say('一'))).toMatchObject({ retry: 'later', after: 60_000, pace: 'chat' })
      expect(await send('wangfang', say('一'))).toMatchObject({ pace: 'chat' })
      expect(await send('zhangwei', say('一'))).toMatchObject({ pace: 'bot' })
      expect((await send('lina', say('一'))).kind).toBe('sent')
      pushRefused(45_009)
      expect(await send('zhangwei', say('一'))).toMatchObject({ pace: 'chat' })
    })

    it('is not provoked: the thirtieth of a minute waits', async () => {
      const outcomes: Outcome[] = []
      for (let at = 0; at < 30; at++) outcomes.push(await send('wangfang', say(`第${at}条`)))
      expect(outcomes.slice(0, 29).every(({ kind }) => kind === 'sent')).toBe(true)
      expect(outcomes[29]).toMatchObject({ kind: 'refused', retry: 'later', pace: 'chat', after: expect.any(Number) })
      expect((await send('zhangwei', say('另一个'))).kind).toBe('sent')
      bench.moveClock(61_000)
      expect((await send('wangfang', say('现在可以'))).kind).toBe('sent')
    })
  })

  describe('a message of several bubbles', () => {
    it('goes on where it stopped, when it is sent again', async () => {
      pushRefused(846_607, { nth: 2 })
      expect(await send('wangfang', long, { key: 'export/1' })).toMatchObject({ retry: 'later', pace: 'chat' })
      expect((await send('wangfang', long, { key: 'export/1' })).kind).toBe('sent')
      const shown = bench.standin.seen('wangfang').map((one) => one.text.split('\n')[0])
      expect(new Set(shown).size).toBe(shown.length)
      expect(shown.length).toBeGreaterThan(2)
    })

    it('repeats only the bubble in doubt, and all of it where its words have changed', async () => {
      bench.standin.faults.add({ cmd: 'aibot_send_msg', nth: 2, action: { kind: 'ack', how: 'never' } })
      expect((await send('wangfang', long, { key: 'export/1' })).kind).toBe('unknown')
      const marked = { ...long, title: '(可能重复)' }
      expect((await send('wangfang', long, { key: 'export/1' })).kind).toBe('sent')
      const whole = bench.standin.ledger.length - 1
      expect((await send('zhangwei', marked, { key: 'export/2' })).kind).toBe('sent')
      expect(bench.standin.ledger.filter(({ chat }) => chat === 'zhangwei')).toHaveLength(whole)
    })
  })

  describe('a file', () => {
    const load = (bytes: Uint8Array) => ({ file: async () => bytes })
    const withFile = (file: FileRef): Message => ({ blocks: [text('附图'), { kind: 'file', file }] })
    const sendFile = (to: string, file: FileRef, bytes: Uint8Array, key: string) =>
      bench.channel.send(to, withFile(file), { key, ...load(bytes) })

    it('comes below its words, as a picture or a document, and is uploaded once', async () => {
      const [first, second] = await Promise.all([
        sendFile('wangfang', fileOf('图.png', png), png, 'f1'),
        sendFile('zhangwei', fileOf('图.png', png), png, 'f2'),
      ])
      expect([first.kind, second.kind]).toEqual(['sent', 'sent'])
      expect(bench.standin.seen('wangfang')).toMatchObject([
        { kind: 'markdown', text: '附图\n\n[文件] 图.png' },
        { kind: 'image', file: { name: '图.png', bytes: Buffer.from(png) } },
      ])
      const document = new TextEncoder().encode('表格,内容')
      await sendFile('wangfang', fileOf('汇总.csv', document, 'b'), document, 'f3')
      expect(bench.standin.seen('wangfang').at(-1)).toMatchObject({ kind: 'file', text: '汇总.csv' })
      const uploads = bench.standin.transcript.filter(
        ({ dir, frame }) => dir === 'in' && JSON.stringify(frame).includes('media_init'),
      )
      expect(uploads).toHaveLength(2)
    })

    it('that WeCom cannot carry is named, with the reason', async () => {
      const [empty, huge] = [new Uint8Array(2), new Uint8Array(20 * 1024 * 1024 + 1)]
      await sendFile('wangfang', fileOf('空.txt', empty), empty, 'f1')
      await sendFile('wangfang', fileOf('录像.mp4', huge, 'b'), huge, 'f2')
      expect(bench.standin.seen('wangfang').map((one) => one.text)).toEqual([
        '附图\n\n[文件] 空.txt(发不过来:文件是空的,请到网页上看)',
        '附图\n\n[文件] 录像.mp4(发不过来:超过20兆,请到网页上看)',
      ])
    })

    it('that could not be uploaded leaves nothing half said', async () => {
      bench.standin.faults.add({ cmd: 'aibot_upload_media_init', action: { kind: 'refuse', errcode: -1 } })
      expect(await sendFile('wangfang', fileOf('图.png', png), png, 'f1')).toMatchObject({ retry: 'later' })
      expect(bench.standin.ledger).toEqual([])
      expect((await sendFile('wangfang', fileOf('图.png', png), png, 'f1')).kind).toBe('sent')
    })
  })

  describe('an acknowledgement', () => {
    it('that comes late settles nothing else', async () => {
      const late = { kind: 'ack', how: 'late', ms: 200 } as const
      bench.standin.faults.add({ cmd: 'aibot_send_msg', action: late })
      pushRefused(93_006)
      expect((await send('wangfang', say('一'))).kind).toBe('unknown')
      expect(await send('wangfang', say('二'))).toMatchObject({ gone: true })
    })

    it('that comes twice, or for another frame, settles nothing', async () => {
      bench.standin.faults.add({ cmd: 'aibot_send_msg', action: { kind: 'ack', how: 'twice' } })
      bench.standin.faults.add({ cmd: 'aibot_send_msg', action: { kind: 'ack', how: 'foreign' } })
      expect((await send('wangfang', say('一'))).kind).toBe('sent')
      expect((await send('wangfang', say('二'))).kind).toBe('unknown')
      expect((await send('wangfang', say('三'))).kind).toBe('sent')
    })
  })
})
