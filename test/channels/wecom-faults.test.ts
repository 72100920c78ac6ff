import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { list, say } from '#src/domain/message.ts'

import { openWecom, type WecomBench } from '../support/wecom.ts'

let bench: WecomBench
beforeEach(async () => {
  bench = await openWecom()
  await bench.standin.userSays('wangfang', '您好')
  await bench.start()
})
afterEach(() => bench.close())

const lineCount = (words: string): number => bench.logged().split(words).length - 1
const heard = async (msgid: Promise<string>) => bench.arrived(await msgid)

describe('a frame', () => {
  const body = { msgid: 'm', aibotid: 'b', chattype: 'single', from: { userid: 'wangfang' } }
  const message = (more: object) => ({
    cmd: 'aibot_msg_callback',
    headers: { req_id: 'r' },
    body: { ...body, ...more },
  })
  const event = (more: object) => ({
    cmd: 'aibot_event_callback',
    headers: { req_id: 'r' },
    body: { ...body, msgtype: 'event', event: more },
  })

  it.each([
    ['of an unknown msgtype', message({ msgtype: 'todo', todo: { content: '机密' } })],
    ['without a sender', message({ from: undefined, msgtype: 'text', text: { content: '机密' } })],
    ['without words', message({ msgtype: 'text', content: '机密' })],
    ['of an unknown eventtype', event({ eventtype: 'auth_change_event', auth_list: ['机密'] })],
    [
      'of a press that names no button',
      event({ eventtype: 'template_card_event', template_card_event: { x: '机密' } }),
    ],
    ['with a nest of brackets', message({ msgtype: 'mixed', mixed: { msg_item: [[[['机密']]]] } })],
  ])('F19: %s is logged without its words, and the next one is heard', async (_, frame) => {
    bench.standin.sendRaw(frame)
    expect((await heard(bench.standin.userSays('wangfang', '事项'))).text).toBe('事项')
    expect(bench.received).toHaveLength(1)
    expect(lineCount('frame not understood')).toBe(1)
    expect(bench.logged()).not.toContain('机密')
  })

  it.each([
    ['with a raw new line', '{"cmd":"aibot_msg_callback","headers":{"req_id":"r"},"body":{"text":"机密\n"}}'],
    ['cut in two', '{"cmd":"aibot_msg_callback","headers":{"req_id":"r"},"body":{"text":"机密'],
    ['of no envelope', '["机密"]'],
    ['of nothing', 'null'],
    ['that is no object inside', '{"cmd":"aibot_msg_callback","headers":{"req_id":"r"},"body":["机密"]}'],
  ])('F19: %s breaks nothing, and its words stay out of the log', async (_, frame) => {
    bench.standin.sendRaw(frame)
    expect((await heard(bench.standin.userSays('wangfang', '事项'))).text).toBe('事项')
    expect(bench.received).toHaveLength(1)
    expect(bench.standin.subscribes).toHaveLength(1)
    expect(bench.logged()).toMatch(/Failed to parse|Received unknown frame|Received invalid message/)
    expect(bench.logged()).not.toContain('机密')
  })
})

describe('a message that is too long for one bubble', () => {
  const mostBytes = 20_480
  const bubbles = () => bench.standin.seen('wangfang')

  it('F20: by one byte comes in two, and nothing of it is lost', async () => {
    const words = `${'整改'.repeat(3413)}abc`
    expect(Buffer.byteLength(words)).toBe(mostBytes + 1)
    await bench.channel.send('wangfang', say(words), { key: 'k' })
    expect(bubbles().length).toBe(2)
    expect(
      bubbles()
        .map(({ text }) => text)
        .join(''),
    ).toBe(words)
    for (const { raw } of bubbles()) expect(Buffer.byteLength(raw)).toBeLessThanOrEqual(mostBytes)
  })

  it('F20: is cut between items, and each title reads as it was written', async () => {
    const marks = [
      '**粗**',
      '# 题',
      '| 格 |',
      '[链](http://x)',
      '<b>签</b>',
      '`码`',
      '~~删~~',
      '> 引',
      '- 项',
      '1. 条',
      '&lt;',
      '___',
    ]
    const titles = Array.from(
      { length: 700 },
      (_, at) => `#${at} ${marks[at % marks.length]!} 栏目${'未更新'.repeat(at % 7)}完`,
    )
    await bench.channel.send('wangfang', { title: '待办*700*条', blocks: [list(titles)] }, { key: 'k' })
    expect(bubbles().length).toBeGreaterThan(1)
    for (const { raw } of bubbles()) expect(Buffer.byteLength(raw)).toBeLessThanOrEqual(mostBytes)
    const read = bubbles().flatMap(({ text }) => text.split('\n').filter((line) => line.trim() !== ''))
    expect(read).toEqual(['待办*700*条', ...titles.map((title) => `• ${title}`)])
  })
})

describe('a gateway that goes wild', () => {
  it(
    'with ten thousand messages at once: half are kept, in the order of each chat, and the others’ authors told',
    { timeout: 60_000 },
    async () => {
      await bench.close()
      // A process that has so much to do is slow to hear an acknowledgement.
      bench = await openWecom({}, { ackMs: 4000, probeMs: 4000 })
      await bench.start()
      const gate = Promise.withResolvers<void>()
      bench.store.gate = gate.promise
      const chats = 400
      await Promise.all(
        Array.from({ length: 10_000 }, (_, at) =>
          bench.standin.userSays(`user-${at % chats}`, `${Math.floor(at / chats)}`),
        ),
      )
      await expect.poll(() => lineCount('too many updates at once'), { timeout: 20_000 }).toBe(5000)
      // One of each chat is being stored, the others stand behind it.
      expect(bench.received).toHaveLength(chats)
      gate.resolve()
      await expect.poll(() => bench.received.length, { timeout: 20_000 }).toBe(5000)
      const byChat = Map.groupBy(bench.received, ({ chat }) => chat.id)
      for (const own of byChat.values()) expect(own.map(({ text }) => text)).toEqual(own.map((_, at) => `${at}`))
      const told = () => bench.standin.ledger.filter(({ text }) => text.includes('没有收下')).length
      await expect.poll(told, { timeout: 20_000 }).toBe(5000)
      expect((await heard(bench.standin.userSays('wangfang', '事项'))).text).toBe('事项')
      expect(bench.standin.subscribes).toHaveLength(1)
    },
  )
})
