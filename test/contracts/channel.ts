import { randomUUID } from 'node:crypto'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { Channel, Incoming, IncomingFile } from '#src/channels/channel.ts'
import { button, type FileRef, list, type Message, say, text } from '#src/domain/message.ts'
import { Refusal } from '#src/domain/refusal.ts'

/** What a user of the platform sees of one message. A long message may be shown as several. */
export interface Seen {
  readonly text: string
  readonly buttons: readonly { readonly label: string; readonly says: string }[]
}

/** taken: the platform was told that the update is stored. failed: it was not, so it keeps it or tells the user. */
export type Delivered = 'taken' | 'failed'

/** The platform with two users in it, played by the suite. The channel is not started. */
export interface Harness {
  readonly channel: Channel
  /** Chats of two users who can be written to. */
  readonly chats: readonly [string, string]
  /** Whether the platform tells a file's name and size before its bytes. */
  readonly carriesNames: boolean
  /** An address that nobody has or can have. */
  readonly nowhere: string
  readonly say: (chat: string, words: string) => Promise<Delivered>
  readonly press: (chat: string, says: string) => Promise<Delivered>
  readonly attach: (chat: string, name: string, bytes: Uint8Array, caption?: string) => Promise<Delivered>
  /** A file of this size in bytes, its contents as the harness likes. */
  readonly tooLarge: () => Promise<IncomingFile>
  readonly seen: (chat: string) => Promise<readonly Seen[]>
  readonly close: () => Promise<void>
}

const bytes = new TextEncoder().encode('整改说明')
const file: FileRef = { sha256: 'a'.repeat(64), name: '整改说明.txt', type: 'text/plain', size: bytes.length }

const everyKind: Message = {
  title: '政务公开-0604',
  blocks: [
    text('今天到期1条'),
    list(['#1 权力清单', '#36 疫苗监管'], '本单位2条'),
    { kind: 'table', head: ['单位', '逾期'], rows: [['县公安局', '14']] },
    { kind: 'quote', text: '第三季度通报' },
    { kind: 'file', file },
  ],
}

/** A few turns of the event loop: whatever was going to happen at once has happened. */
const soon = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** What any Channel must do, whatever the platform. */
export const channelContract = (name: string, makeHarness: () => Promise<Harness>): void => {
  describe(`the contract of a channel: ${name}`, () => {
    let harness: Harness
    let received: Incoming[]

    beforeEach(async () => {
      harness = await makeHarness()
      received = []
    })
    afterEach(async () => {
      await harness.channel.stop()
      await harness.close()
    })

    const start = (): Promise<void> => harness.channel.start(async (incoming) => void received.push(incoming))
    const send = (chat: string, message: Message, key: string = randomUUID()) =>
      harness.channel.send(chat, message, { key, file: async () => bytes })
    const seenIn = async (chat: string): Promise<string> => {
      const seen = await harness.seen(chat)
      return seen.map((one) => one.text).join('\n')
    }

    describe('what a user says', () => {
      it('arrives as text, press or file, from the one who said it', async () => {
        await start()
        const [chat] = harness.chats
        await harness.say(chat, '事项')
        await harness.press(chat, '详情 12')
        await harness.attach(chat, '截图.png', bytes, '整改 36')
        expect(received.map(({ kind, text: said }) => [kind, said])).toEqual([
          ['text', '事项'],
          ['press', '详情 12'],
          ['text', '整改 36'],
        ])
        for (const incoming of received) {
          expect(incoming).toMatchObject({ channel: harness.channel.name, chat: { id: chat, kind: 'single' } })
          expect(incoming.from).not.toBe('')
        }
        const known = harness.carriesNames ? { name: '截图.png', size: bytes.length } : {}
        expect(received[2]!.files).toMatchObject([known])
      })

      it('arrives as it was written', async () => {
        await start()
        const words = '整改 1 <b>已</b> *更新* &amp; http://例.cn/?a=1&b=2\n第二行'
        await harness.say(harness.chats[0], words)
        expect(received[0]!.text).toBe(words)
      })

      it('has an id of its own', async () => {
        await start()
        await harness.say(harness.chats[0], '收到')
        await harness.say(harness.chats[0], '收到')
        expect(new Set(received.map(({ id }) => id)).size).toBe(2)
      })

      it('is acknowledged only when it is stored', async () => {
        const store = Promise.withResolvers<void>()
        const offered = Promise.withResolvers<void>()
        await harness.channel.start(() => {
          offered.resolve()
          return store.promise
        })
        let delivered: Delivered | undefined
        const done = harness.say(harness.chats[0], '事项').then((how) => (delivered = how))
        await offered.promise
        await soon()
        expect(delivered).toBeUndefined()
        store.resolve()
        expect(await done).toBe('taken')
      })

      it('is not acknowledged when it could not be stored', async () => {
        await harness.channel.start(() => Promise.reject(new Error('the database is away')))
        expect(await harness.say(harness.chats[0], '事项')).toBe('failed')
      })

      it('brings files that can be fetched', async () => {
        await start()
        await harness.attach(harness.chats[0], '说明.txt', bytes)
        const fetched = await harness.channel.fetch(received[0]!.files[0]!)
        expect(Buffer.from(fetched.bytes).toString()).toBe('整改说明')
      })

      it('is refused in words when its file is too large or gone', async () => {
        await start()
        await expect(harness.channel.fetch(await harness.tooLarge())).rejects.toBeInstanceOf(Refusal)
        await expect(harness.channel.fetch({ id: 'gone', name: 'a.txt', size: 1 })).rejects.toBeInstanceOf(Refusal)
      })
    })

    describe('what is sent', () => {
      it('is shown, every kind of block with its text', async () => {
        await start()
        expect(await send(harness.chats[0], everyKind)).toMatchObject({ kind: 'sent' })
        const shown = await seenIn(harness.chats[0])
        const parts = [
          '政务公开-0604',
          '今天到期1条',
          '本单位2条',
          '#1 权力清单',
          '#36 疫苗监管',
          '单位',
          '县公安局',
          '14',
        ]
        for (const part of [...parts, '第三季度通报', '整改说明.txt']) expect(shown).toContain(part)
      })

      it('is text, whatever stands in it', async () => {
        await start()
        const words = '<script>alert(1)</script> <b>x</b> &amp; *粗* _斜_ `码` [点](http://a.cn) # 题 > 引 {{x}} $1 \\'
        const quoted: Message = {
          title: words,
          blocks: [
            text(words),
            list([words], words),
            { kind: 'quote', text: words },
            { kind: 'table', head: [words], rows: [[words]] },
          ],
        }
        await send(harness.chats[0], quoted)
        const shown = await seenIn(harness.chats[0])
        expect(shown.split(words).length - 1).toBe(7)
      })

      it('has buttons that say what one would have typed', async () => {
        await start()
        await send(harness.chats[0], say('请回「收到」', [button('收到'), button('详情 12', '看原文 #12')]))
        const buttons = (await harness.seen(harness.chats[0])).flatMap((seen) => seen.buttons)
        expect(buttons).toEqual([
          { label: '收到', says: '收到' },
          { label: '看原文 #12', says: '详情 12' },
        ])
      })

      it('is shown whole however long', async () => {
        await start()
        const lines = Array.from({ length: 400 }, (_, at) => `第${at}条:某某栏目超过一年没有更新`)
        expect(await send(harness.chats[0], { blocks: [list(lines)] })).toMatchObject({ kind: 'sent' })
        const shown = await seenIn(harness.chats[0])
        expect(lines.filter((line) => !shown.includes(line))).toEqual([])
      })

      it('is shown once for one key', async () => {
        await start()
        const first = await send(harness.chats[0], say('只此一条'), 'digest/2021-06-07/7')
        const second = await send(harness.chats[0], say('只此一条'), 'digest/2021-06-07/7')
        expect([first.kind, second.kind]).toEqual(['sent', 'sent'])
        expect(await harness.seen(harness.chats[0])).toHaveLength(1)
      })

      it('keeps its order within a chat', async () => {
        await start()
        for (let at = 0; at < 10; at++) await send(harness.chats[0], say(`第${at}句`))
        const shown = await harness.seen(harness.chats[0])
        expect(shown.map((one) => /第\d句/.exec(one.text)?.[0])).toEqual(
          Array.from({ length: 10 }, (_, at) => `第${at}句`),
        )
      })

      it('is seen in its own chat only', async () => {
        await start()
        await send(harness.chats[0], say('给甲的'))
        await send(harness.chats[1], say('给乙的'))
        expect(await seenIn(harness.chats[0])).not.toContain('给乙的')
        expect(await seenIn(harness.chats[1])).not.toContain('给甲的')
      })

      it('to an address that nobody has is an outcome, never an exception', async () => {
        await start()
        expect(await send(harness.nowhere, say('在吗'))).toMatchObject({ kind: 'refused', reason: expect.any(String) })
      })
    })

    it('after stop nothing is received and nothing is sent', async () => {
      await start()
      await harness.say(harness.chats[0], '一')
      await harness.channel.stop()
      expect(await harness.say(harness.chats[0], '二')).toBe('failed')
      expect(received.map((incoming) => incoming.text)).toEqual(['一'])
      expect((await send(harness.chats[0], say('三'))).kind).not.toBe('sent')
      expect(await harness.seen(harness.chats[0])).toEqual([])
    })
  })
}

/** A platform that can be made to fail at the next send: it refuses, or it takes the message and its answer is lost. */
export interface FallibleHarness extends Pick<Harness, 'channel' | 'chats' | 'seen' | 'close'> {
  readonly breakNext: (how: 'refuse' | 'lose') => void
}

/** What a Channel to a platform beyond this process must do besides. */
export const fallibleContract = (name: string, makeHarness: () => Promise<FallibleHarness>): void => {
  it(`the contract of a channel: ${name}: a failure of the platform is refused or unknown, never an exception`, async () => {
    const { channel, chats, seen, breakNext, close } = await makeHarness()
    const send = (words: string) => channel.send(chats[0], say(words), { key: randomUUID() })
    await channel.start(async () => {})
    breakNext('refuse')
    expect(await send('一')).toMatchObject({ kind: 'refused', reason: expect.any(String) })
    breakNext('lose')
    expect(await send('二')).toMatchObject({ kind: 'unknown', reason: expect.any(String) })
    expect(await send('三')).toMatchObject({ kind: 'sent' })
    // What is not known to have arrived may be sent again under its own key.
    breakNext('lose')
    const again = (): ReturnType<Channel['send']> => channel.send(chats[0], say('四'), { key: 'digest/2021-06-07/7' })
    expect((await again()).kind).toBe('unknown')
    expect((await again()).kind).toBe('sent')
    const shown = await seen(chats[0])
    expect(shown.filter(({ text: one }) => one.includes('四'))).toHaveLength(2)
    await channel.stop()
    await close()
  })
}
