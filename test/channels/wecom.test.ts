import type { Channel, Incoming } from '#src/channels/channel.ts'

import { channelContract, type Delivered, fallibleContract, type Seen } from '../contracts/channel.ts'
import { openWecom, type WecomBench } from '../support/wecom.ts'

const chats = ['wangfang', 'zhangwei'] as const

/** Both have written before the bot came online, so that they may be written to. */
const unlocked = async (): Promise<WecomBench> => {
  const bench = await openWecom()
  for (const chat of chats) await bench.standin.userSays(chat, '您好')
  return bench
}

const seenBy = ({ standin }: WecomBench, chat: string): readonly Seen[] =>
  standin.seen(chat).map(({ text, buttons }) => ({ text, buttons }))

channelContract('wecom', async () => {
  const bench = await unlocked()
  const { standin, channel: own } = bench
  const results = new Map<string, PromiseWithResolvers<Delivered>>()
  const incomings = new Map<string, PromiseWithResolvers<Incoming>>()
  const slot = <Value>(all: Map<string, PromiseWithResolvers<Value>>, id: string): PromiseWithResolvers<Value> => {
    const there = all.get(id) ?? Promise.withResolvers<Value>()
    all.set(id, there)
    return there
  }
  // WeCom is told nothing: taken is what was stored, failed what its user is asked to send again, or nobody heard.
  const channel: Channel = {
    ...own,
    start: (receive) =>
      own.start(async (incoming) => {
        slot(incomings, incoming.id).resolve(incoming)
        await receive(incoming)
        slot(results, incoming.id).resolve('taken')
      }),
    // Until the gateway has seen the end of the socket, it still sends into it.
    stop: async () => {
      await own.stop()
      await standin.waitFor((one) => !one.online())
    },
  }
  const delivered = async (chat: string, act: () => Promise<string>): Promise<Delivered> => {
    if (!standin.online()) {
      await act()
      return 'failed'
    }
    const result = slot(results, await act())
    const apology = standin
      .waitFor((one) => one.seen(chat).some(({ text }) => text.includes('没有收下')))
      .then(
        (): Delivered => 'failed',
        () => result.promise,
      )
    return Promise.race([result.promise, apology])
  }
  return {
    channel,
    chats,
    carriesNames: false,
    nowhere: 'nobody',
    say: (chat, words) => delivered(chat, () => standin.userSays(chat, words)),
    press: (chat, says) => delivered(chat, () => standin.userClicks(chat, 'task', says)),
    attach: (chat, name, bytes, caption) =>
      delivered(chat, () => standin.userSendsFile(chat, name, bytes, caption === undefined ? {} : { caption })),
    tooLarge: async () => {
      const id = await standin.userSendsFile(chats[0], '录像.mp4', new Uint8Array(20 * 1024 * 1024 + 1))
      const incoming = await slot(incomings, id).promise
      return incoming.files[0]!
    },
    seen: async (chat) => seenBy(bench, chat),
    close: bench.close,
  }
})

fallibleContract('wecom', async () => {
  const bench = await unlocked()
  return {
    channel: bench.channel,
    chats,
    seen: async (chat) => seenBy(bench, chat),
    breakNext: (how) =>
      void bench.standin.faults.add({
        cmd: 'aibot_send_msg',
        action: how === 'refuse' ? { kind: 'refuse', errcode: -1 } : { kind: 'ack', how: 'never' },
      }),
    close: bench.close,
  }
})
