import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { inspect } from 'node:util'

import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { createTelegram } from '#src/channels/telegram/index.ts'
import { probeTelegram } from '#src/channels/telegram/probe.ts'
import type { TelegramSettings } from '#src/config.ts'
import { say } from '#src/domain/message.ts'
import { Refusal } from '#src/domain/refusal.ts'

import type { Person } from '../standin/telegram/index.ts'
import { quickMachine, type Rig, telegramRig } from './telegram-support.ts'

const bytes = Buffer.from('整改说明')

let rig: Rig
let person: Person
beforeEach(async () => {
  rig = await telegramRig()
  person = rig.standin.addPerson('张三', { started: true })
})
afterEach(() => rig.stop())

const attached = async (options = {}) => {
  await rig.standin.acknowledged(await rig.standin.sendsFile(person, '说明.docx', bytes, options))
  return rig.received.at(-1)!.files[0]!
}
const refused = (file: Parameters<Rig['channel']['fetch']>[0]) =>
  rig.channel.fetch(file).catch((error: unknown) => error)

describe('a file that came', () => {
  it('of 21 MB is refused in words, whether the update said its size or not', async () => {
    const file = await attached({ size: 21 * 1024 * 1024 })
    for (const one of [file, { ...file, size: null }]) {
      expect(await refused(one)).toBeInstanceOf(Refusal)
      expect(await refused(one)).toMatchObject({ message: '「说明.docx」超过20兆,请压缩后再发。' })
    }
  })

  it('that Telegram does not have is refused in words', async () => {
    expect(await refused({ id: 'gone', name: 'a', size: 1 })).toMatchObject({
      message: '这个文件已经不在了,请再发一次。',
    })
  })

  it('that does not come is tried again, and refused in the end so that nothing waits for it for ever', async () => {
    const file = await attached()
    const fault = rig.standin.faults.add({
      method: 'getFile',
      times: 5,
      deed: { kind: 'close', when: 'before-reading' },
    })
    const errors = [await refused(file), await refused(file), await refused(file)]
    expect(errors.map((error) => error instanceof Refusal)).toEqual([false, false, true])
    fault.remove()
    expect((await rig.channel.fetch(file)).bytes).toEqual(bytes)
  })
})

describe('the menu', () => {
  const entries = [
    { command: 'my', summary: { zh: '本单位的事项', en: 'My items' } },
    { command: '事项', summary: { zh: '不能用', en: 'cannot be' } },
    { command: 'done', summary: { zh: '报整改'.repeat(200), en: 'Report as done' } },
  ]

  it('is Chinese for who reads it, English for all others, per kind of chat and per chat', async () => {
    await rig.channel.showMenu!('private', entries)
    await rig.channel.showMenu!('groups', entries.slice(0, 1))
    await rig.channel.showMenu!({ chat: String(person.id) }, entries.slice(2))
    const { standin } = rig
    expect(standin.commands({ type: 'all_private_chats' }).map(({ description }) => description)).toEqual([
      'My items',
      'Report as done',
    ])
    const chinese = standin.commands({ type: 'all_private_chats' }, 'zh')
    expect(chinese.map(({ command }) => command)).toEqual(['my', 'done'])
    expect(chinese[1]!.description).toHaveLength(256)
    expect(standin.commands({ type: 'all_group_chats' }, 'zh')).toHaveLength(1)
    expect(standin.menuOf(person).map(({ command }) => command)).toEqual(['done'])
  })

  it('that could not be shown is an error without secrets', async () => {
    rig.standin.faults.add({ method: 'setMyCommands', deed: { kind: 'refuse', code: 500 } })
    await expect(rig.channel.showMenu!('private', entries)).rejects.toThrow('menu not set: 500')
  })
})

describe('the doctor', () => {
  const probe = (settings: Partial<TelegramSettings> = {}) =>
    probeTelegram({ ...rig.settings, ...settings }, { machine: quickMachine(), log: pino({ level: 'silent' }) })

  it('learns who the bot is, what groups bring, who has set a webhook, and how the clocks stand', async () => {
    const { username, id } = rig.standin.bot
    const found = await probe()
    expect(found).toMatchObject({
      kind: 'works',
      bot: { username, id },
      readsAllGroupMessages: false,
      webhook: { url: '', lastError: null },
    })
    expect(Math.abs((found as { skewMs: number }).skewMs)).toBeLessThan(2000)
  })

  it('learns that the token is wrong, and that nobody is there', async () => {
    expect(await probe({ token: `1:${'x'.repeat(30)}` })).toMatchObject({ kind: 'refused', code: 401 })
    expect(await probe({ apiRoot: 'http://127.0.0.1:9' })).toMatchObject({
      kind: 'unreachable',
      reason: 'ECONNREFUSED',
    })
  })
})

describe('secrets', () => {
  it('stand in no log, reason, trouble, alarm or error, whatever fails', async () => {
    const file = await attached()
    const told: unknown[] = []
    const deeds = [
      { kind: 'close', when: 'before-reading' },
      { kind: 'html502', accepted: false },
      { kind: 'truncated' },
      { kind: 'refuse', code: 400, description: `Bad Request: /bot${rig.standin.token}/sendMessage` },
      { kind: 'refuse', code: 404, description: encodeURIComponent(rig.standin.token) },
    ] as const
    for (const [at, deed] of deeds.entries()) {
      for (const method of ['sendMessage', 'getFile', 'getUpdates', 'setMyCommands'])
        rig.standin.faults.add({ method, deed })
      await rig.standin.says(person, '叫醒')
      told.push(await rig.channel.send(String(person.id), say('在吗'), { key: `k${at}` }), await refused(file))
      told.push(await rig.channel.showMenu!('private', []).catch((error: unknown) => error), rig.channel.state!())
    }
    await rig.standin.stop()
    // The first finds its connection broken, the second finds nobody.
    for (const key of ['last', 'after'])
      told.push(await rig.channel.send(String(person.id), say('在吗'), { key }), await refused(file))
    const all = inspect([told, rig.logged(), rig.alarms], { depth: 10, maxStringLength: null })
    expect(all).toContain('ECONNREFUSED')
    const secret = rig.standin.token.split(':')[1]!
    expect(all).not.toContain(secret)
  })
})

describe('a proxy', () => {
  let proxy: Server
  const asked: string[] = []
  beforeEach(async () => {
    proxy = createServer()
    proxy.on('connect', (request, socket) => {
      asked.push(request.url!)
      const { port } = new URL(rig.standin.root)
      const onward = connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        onward.pipe(socket).pipe(onward)
      })
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
  })
  afterEach(() => proxy.close())

  const proxied = () => {
    const settings = {
      ...rig.settings,
      apiRoot: 'http://telegram.invalid',
      proxyUrl: `http://duban:geheim@127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    }
    return createTelegram(settings, { log: pino({ level: 'silent' }), machine: quickMachine(), alarm: () => {} })
  }

  it('carries calls and files alike; what is on this machine goes without', async () => {
    const file = await attached()
    expect(asked).toEqual([])
    const channel = proxied()
    expect((await channel.fetch(file)).bytes).toEqual(bytes)
    expect(new Set(asked)).toEqual(new Set(['telegram.invalid:80']))
    await channel.stop()
  })

  it('that is away counts as not reached: the message is sent later', async () => {
    const channel = proxied()
    proxy.closeAllConnections()
    proxy.close()
    await once(proxy, 'close')
    await channel.start(async () => {})
    const outcome = await channel.send(String(person.id), say('在吗'), { key: 'k' })
    expect(outcome).toMatchObject({ kind: 'refused', retry: 'later', reason: '连不上 Telegram(ECONNREFUSED)' })
    await channel.stop()
  })
})
