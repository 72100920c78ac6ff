import type { Incoming } from '#src/channels/channel.ts'

import { channelContract, type Delivered, fallibleContract } from '../contracts/channel.ts'
import type { SeenMessage } from '../standin/telegram/index.ts'
import { deliveredBy, telegramRig } from './telegram-support.ts'

const asSeen = ({ text, file, buttons }: SeenMessage) => ({
  text: [text, ...(file === undefined ? [] : [file.name])].join('\n'),
  buttons,
})

channelContract('telegram', async () => {
  const rig = await telegramRig({ started: false })
  const { standin } = rig
  const people = [standin.addPerson('张三', { started: true }), standin.addPerson('李四', { started: true })] as const
  const personOf = (chat: string) => people.find(({ id }) => String(id) === chat)!
  let last: Incoming | undefined
  let isStopped = false

  const delivered = async (id: number): Promise<Delivered> => {
    if (!isStopped) return deliveredBy(rig, id)
    return standin.handedOut(id) === 0 ? 'failed' : 'taken'
  }

  return {
    channel: {
      ...rig.channel,
      start: (receive) =>
        rig.channel.start((incoming) => {
          last = incoming
          return receive(incoming)
        }),
      stop: async () => {
        await rig.channel.stop()
        isStopped = true
      },
    },
    chats: [String(people[0].id), String(people[1].id)],
    carriesNames: true,
    nowhere: '777',
    say: async (chat, words) => delivered(await standin.says(personOf(chat), words)),
    press: async (chat, says) => {
      const person = personOf(chat)
      await rig.channel.send(chat, { blocks: [{ kind: 'text', text: '按一下' }] }, { key: `before ${says}` })
      return delivered(await standin.presses(person, standin.lastMessageId(person.id), says))
    },
    attach: async (chat, name, bytes, caption) =>
      delivered(await standin.sendsFile(personOf(chat), name, bytes, caption === undefined ? {} : { caption })),
    // Telegram itself has to say that it is too large: the update does not.
    tooLarge: async () => {
      const size = 21 * 1024 * 1024
      await delivered(await standin.sendsFile(people[1], '录像.mp4', new Uint8Array(1), { size }))
      return { ...last!.files[0]!, size: null }
    },
    seen: async (chat) => standin.seen(Number(chat)).map(asSeen),
    close: rig.stop,
  }
})

fallibleContract('telegram', async () => {
  const rig = await telegramRig({ started: false })
  const { standin } = rig
  const people = [standin.addPerson('张三', { started: true }), standin.addPerson('李四', { started: true })]
  return {
    channel: rig.channel,
    chats: [String(people[0]!.id), String(people[1]!.id)],
    seen: async (chat) => standin.seen(Number(chat)).map(asSeen),
    breakNext: (how) =>
      void standin.faults.add({
        method: 'sendMessage',
        deed: how === 'refuse' ? { kind: 'refuse', code: 500 } : { kind: 'close', when: 'after-accepting' },
      }),
    close: rig.stop,
  }
})
