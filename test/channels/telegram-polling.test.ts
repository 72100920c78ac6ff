import { pino } from 'pino'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { createTelegram } from '#src/channels/telegram/index.ts'

import { deliveredBy, type Rig, type RigOptions, telegramRig } from './telegram-support.ts'

const bytes = new Uint8Array([0xff, 0xd8, 0xff, 1])
const photos = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ name: `${at}.jpg`, bytes, as: 'photo' as const }))

let rig: Rig
const open = async (options: RigOptions = {}) => {
  rig = await telegramRig(options)
  return { ...rig, person: rig.standin.addPerson('张三', { started: true }) }
}
afterEach(() => rig.stop())

describe('acknowledging', () => {
  it('what could not be stored comes again, in order, until it is', async () => {
    const away = (_: unknown, tries: number) =>
      tries === 2 || tries === 3 ? Promise.reject(new Error('the database is away')) : Promise.resolve()
    const { standin, received, channel, logged } = await open({ receive: away })
    const person = standin.addPerson('李四', { started: true })
    const ids = [await standin.says(person, '一'), await standin.says(person, '二'), await standin.says(person, '三')]
    await Promise.all(ids.map((id) => standin.acknowledged(id)))
    expect(received.map(({ text }) => text)).toEqual(['一', '二', '三'])
    expect(standin.handedOut(ids[0]!)).toBe(1)
    expect(standin.handedOut(ids[1]!)).toBe(3)
    expect(logged()).toContain('update not stored')
    expect(channel.state!().trouble).toBeUndefined()
  })

  it('what a stopped process had not acknowledged comes to the next one', async () => {
    const store = Promise.withResolvers<void>()
    const offered = Promise.withResolvers<void>()
    const receive = (): Promise<void> => {
      offered.resolve()
      return store.promise
    }
    const { standin, person, settings, machine } = await open({ receive })
    const id = await standin.says(person, '整改 1 已更新')
    await offered.promise
    const stopped = rig.channel.stop()
    store.reject(new Error('killed'))
    await stopped
    expect(standin.pending()).toBe(1)
    const again: string[] = []
    const next = createTelegram(settings, { log: pino({ level: 'silent' }), machine, alarm: () => {} })
    await next.start(async ({ text }) => void again.push(text))
    await standin.acknowledged(id)
    expect(again).toEqual(['整改 1 已更新'])
    await next.stop()
  })

  it('stop ends the waiting poll at once, finishes what is being stored, and receives nothing more', async () => {
    const { standin, person, channel, received } = await open()
    await standin.waitFor(() => standin.polling())
    await channel.stop()
    await standin.waitFor(() => !standin.polling())
    await standin.says(person, '还在吗')
    expect(standin.pending()).toBe(1)
    expect(received).toEqual([])
  })

  it('order is kept and nothing lost when batches come twice, again and shuffled, with ids that jump', async () => {
    const { standin, person, received } = await open()
    for (const kind of ['twice', 'again', 'shuffled'] as const)
      standin.faults.add({ method: 'getUpdates', probability: 0.3, deed: { kind } })
    const words = Array.from({ length: 60 }, (_, at) => `第${at}句`)
    const ids: number[] = []
    for (const [at, word] of words.entries()) {
      if (at === 30) {
        await standin.acknowledged(ids.at(-1)!)
        standin.jumpTo(5)
      }
      ids.push(await standin.says(person, word))
    }
    await Promise.all(ids.map((id) => standin.acknowledged(id)))
    // The inbox keeps each id once: what counts is the first time.
    const first = received.filter(({ id }, at) => received.findIndex((other) => other.id === id) === at)
    expect(first.map(({ text }) => text)).toEqual(words)
  })
})

describe('an album', () => {
  it('is one message with all its files and the one caption', async () => {
    const { standin, person, received } = await open()
    const ids = await standin.sendsAlbum(person, photos(3), '整改 36 已更新')
    await standin.acknowledged(ids.at(-1)!)
    expect(received).toMatchObject([{ id: String(ids[0]), text: '整改 36 已更新' }])
    expect(received[0]!.files.map(({ name }) => name)).toEqual(['照片1.jpg', '照片2.jpg', '照片3.jpg'])
  })

  it('waits for what comes in a later batch, unacknowledged, while others are heard', async () => {
    const gate = Promise.withResolvers<void>()
    const { standin, person, received } = await open({ gate: () => gate.promise })
    const other = standin.addPerson('李四', { started: true })
    const album = { as: 'photo', mediaGroup: 'g1' } as const
    const first = await standin.sendsFile(person, 'a.jpg', bytes, { ...album, caption: '整改 1' })
    await standin.says(other, '事项')
    await vi.waitFor(() => expect(received.map(({ text }) => text)).toEqual(['事项']))
    expect(standin.pending()).toBe(2)
    const second = await standin.sendsFile(person, 'b.jpg', bytes, album)
    gate.resolve()
    await standin.acknowledged(second)
    expect(received.map(({ id, text, files }) => [id, text, files.length])).toEqual([
      [expect.any(String), '事项', 0],
      [String(first), '整改 1', 2],
    ])
  })

  it('is whole at once when its sender goes on, and keeps its place', async () => {
    const { standin, person, received } = await open({ started: false })
    await standin.sendsAlbum(person, photos(2), '整改 36')
    const last = await standin.says(person, '收到')
    await rig.channel.start(async (incoming) => void (received as unknown[]).push(incoming))
    await standin.acknowledged(last)
    expect(received.map(({ text, files }) => [text, files.length])).toEqual([
      ['整改 36', 2],
      ['收到', 0],
    ])
  })
})

describe('a text that the client has cut', () => {
  it('is one message again, and what is said after it another', async () => {
    const { standin, person, received, machine } = await open({ started: false })
    const other = standin.addPerson('李四', { started: true })
    const pieces = ['导入 通报'.padEnd(4096, '一'), '第二段。'.padEnd(3000, '二'), '三、完']
    const [first] = await Promise.all(pieces.map((piece) => standin.says(person, piece)))
    await standin.says(other, '事项')
    standin.moveClock(3000)
    const last = await standin.says(person, '收到')
    await rig.channel.start(async (incoming) => void (received as unknown[]).push(incoming))
    await standin.acknowledged(last)
    expect(received.map(({ id, text }) => [id, text])).toEqual([
      [String(first), `${pieces[0]}${pieces[1]}\n${pieces[2]}`],
      [expect.any(String), '事项'],
      [String(last), '收到'],
    ])
    expect(machine.slept).not.toContain(1500)
  })

  it('waits for its next piece; one that is long and alone is heard at the second look', async () => {
    const gate = Promise.withResolvers<void>()
    const { standin, person, received } = await open({ gate: () => gate.promise })
    const long = '长'.repeat(4096)
    await standin.says(person, long)
    await standin.waitFor(() => !standin.polling())
    expect(received).toEqual([])
    const last = await standin.says(person, '完')
    gate.resolve()
    await standin.acknowledged(last)
    await standin.acknowledged(await standin.says(person, long))
    standin.moveClock(5000)
    await standin.acknowledged(await standin.says(person, '完'))
    expect(received.map(({ text }) => text.length)).toEqual([4097, 4096, 1])
  })
})

describe('troubles', () => {
  it('of the network are ridden out', async () => {
    const { standin, person, channel, received } = await open({ tuning: { pollTimeoutSeconds: 0.2, pollSeconds: 50 } })
    const deeds = [
      { kind: 'html502', accepted: false },
      { kind: 'close', when: 'before-reading' },
      { kind: 'close', when: 'after-accepting' },
      { kind: 'half-open' },
      { kind: 'truncated' },
      { kind: 'refuse', code: 500 },
      { kind: 'refuse', code: 429, retryAfter: 7 },
    ] as const
    for (const deed of deeds) {
      const fault = standin.faults.add({ method: 'getUpdates', deed })
      await standin.says(person, `之前 ${deed.kind}`)
      await standin.waitFor(() => fault.hits() === 1)
    }
    await standin.acknowledged(await standin.says(person, '最后'))
    expect(new Set(received.map(({ id }) => id)).size).toBe(deeds.length + 1)
    expect(channel.state!().connected).toBe(true)
  })

  it('at the start are ridden out too, and a webhook that was set is taken away', async () => {
    const { standin, channel } = await open({ started: false })
    standin.faults.add({ method: 'getMe', deed: { kind: 'html502', accepted: false } })
    standin.faults.add({ method: 'deleteWebhook', deed: { kind: 'close', when: 'before-reading' } })
    expect(channel.state!()).toMatchObject({ connected: false, trouble: expect.stringContaining('Telegram') })
    await channel.start(async () => {})
    await standin.waitFor(() => standin.polling())
    expect(standin.calls('deleteWebhook')).toBe(2)
  })

  it('with another poller: steps back, says so, and goes on when it is alone', async () => {
    const { standin, channel, alarms, machine, person, received } = await open()
    await standin.waitFor(() => standin.polling())
    const fault = standin.faults.add({ method: 'getUpdates', times: 12, deed: { kind: 'refuse', code: 409 } })
    await standin.says(person, '叫醒')
    await standin.waitFor(() => fault.hits() === 12)
    expect(alarms).toEqual([expect.stringContaining('TELEGRAM_BOT_TOKEN')])
    expect(machine.slept.filter((ms) => ms === 1000).length).toBeGreaterThanOrEqual(11 * 5)
    await standin.acknowledged(await standin.says(person, '现在'))
    expect(received.map(({ text }) => text)).toContain('现在')
    expect(channel.state!().trouble).toBeUndefined()
  })

  it('with the token: stops, tells whom it concerns once, and counts as lost', async () => {
    const { standin, channel, alarms, person } = await open()
    await standin.waitFor(() => standin.polling())
    standin.faults.add({ deed: { kind: 'refuse', code: 401 }, times: 1000 })
    await standin.says(person, '叫醒')
    await vi.waitFor(() => expect(alarms).toHaveLength(1))
    expect(alarms).toEqual([expect.stringContaining('TELEGRAM_BOT_TOKEN')])
    expect(channel.state!()).toMatchObject({ connected: false, lost: true, trouble: expect.stringContaining('令牌') })
    const polls = standin.calls('getUpdates')
    const outcome = await channel.send(String(person.id), { blocks: [] }, { key: 'k' })
    expect(outcome).toMatchObject({ kind: 'refused', retry: 'other-route' })
    expect(standin.calls('getUpdates')).toBe(polls)
  })

  it('without an answer for long count as cut off', async () => {
    const { standin, channel, machine, person } = await open()
    await standin.acknowledged(await standin.says(person, '在'))
    expect(channel.state!().connected).toBe(true)
    machine.move(90_001)
    expect(channel.state!()).toMatchObject({ connected: false, trouble: expect.any(String) })
    expect(await deliveredBy(rig, await standin.says(person, '在吗'))).toBe('taken')
    expect(channel.state!().connected).toBe(true)
  })
})
