import { expect, it } from 'vitest'

import type { Incoming } from '#src/channels/channel.ts'
import { createAttic } from '#src/channels/local/attic.ts'
import { createLocal, type Posted, type Shown } from '#src/channels/local/index.ts'
import { button, say } from '#src/domain/message.ts'
import { lineHtml } from '#src/web/render.ts'

import { channelContract, type Delivered, type Seen } from '../contracts/channel.ts'

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" }
const unescape = (html: string): string =>
  html.replaceAll(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => entities[name]!)

/** What the page makes of it, read as a person would. */
const seenOf = async ({ chat, message }: Shown): Promise<Seen> => {
  const line = { by: 'bot', id: 1, at: '2021-06-04T01:00:00.000Z', state: 'sent', body: message } as const
  const html = String(await lineHtml(chat, line))
  const buttons = [...html.matchAll(/<button[^>]* data-says="([^"]*)"[^>]*>([^<]*)<\/button>/g)]
  return {
    text: unescape(html.replaceAll(/<[^>]*>/g, '\n')),
    buttons: buttons.map(([, says = '', label = '']) => ({ label: unescape(label), says: unescape(says) })),
  }
}

channelContract('local', async () => {
  const channel = createLocal()
  const shown: Shown[] = []
  channel.listen(null, (one) => shown.push(one))
  const post = (posted: Posted): Promise<Delivered> =>
    channel.post(posted).then(
      () => 'taken' as const,
      () => 'failed' as const,
    )
  return {
    channel,
    chats: ['县公安局', '县政府督查室:officer'],
    carriesNames: true,
    nowhere: '没有\n这样的地址',
    say: (chat, text) => post({ chat, text }),
    press: (chat, text) => post({ chat, kind: 'press', text }),
    attach: (chat, name, bytes, text = '') => post({ chat, text, files: [{ name, bytes }] }),
    tooLarge: async () => ({ id: 'large', name: '录像.mp4', size: 20 * 1024 * 1024 + 1 }),
    seen: (chat) => Promise.all(shown.filter((one) => one.chat === chat).map(seenOf)),
    close: async () => {},
  }
})

it('listens to one chat or to all, until told to stop', async () => {
  const local = createLocal()
  await local.start(async () => {})
  const [one, all]: [string[], string[]] = [[], []]
  const stop = local.listen('县公安局', ({ key }) => one.push(key))
  local.listen(null, ({ chat, key }) => all.push(`${chat} ${key}`))
  await local.send('县公安局', say('甲'), { key: 'k1' })
  await local.send('leader', say('乙', [button('汇总')]), { key: 'k2' })
  stop()
  await local.send('县公安局', say('丙'), { key: 'k3' })
  expect(one).toEqual(['k1'])
  expect(all).toEqual(['县公安局 k1', 'leader k2', '县公安局 k3'])
})

it('resolves with the id under which the update was received', async () => {
  const local = createLocal()
  const received: Incoming[] = []
  await local.start(async (incoming) => void received.push(incoming))
  expect(await local.post({ chat: 'leader', text: '汇总' })).toBe(received[0]!.id)
})

it('keeps uploads until they are fetched, and no more than it has room for', () => {
  const attic = createAttic(10)
  const [first, second] = [attic.keep(new Uint8Array(6)), attic.keep(new Uint8Array(6))]
  expect(attic.take(first)).toBeUndefined()
  expect(attic.take(second)).toHaveLength(6)
  expect(attic.take(second)).toBeUndefined()
  const large = attic.keep(new Uint8Array(20))
  expect(attic.take(large)).toHaveLength(20)
})
