import { createServer, type Server } from 'node:net'

import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { probeWecom } from '#src/channels/wecom/probe.ts'
import { say } from '#src/domain/message.ts'

import { openWecom, quick, type WecomBench } from '../support/wecom.ts'

describe('the connection to WeCom', () => {
  let bench: WecomBench
  let keys = 0
  const send = (words = '通报') => bench.channel.send('wangfang', say(words), { key: `k${(keys += 1)}` })
  const state = () => bench.channel.state!()
  const connected = async (): Promise<void> => {
    await expect.poll(() => state().connected).toBe(true)
  }
  const shown = () => bench.standin.seen('wangfang').map(({ text }) => text)

  beforeEach(async () => {
    bench = await openWecom()
    await bench.standin.userSays('wangfang', '您好')
  })
  afterEach(() => bench.close())

  it('whose subscribe is never answered is given up for a new one', async () => {
    bench.standin.faults.add({ cmd: 'aibot_subscribe', times: 2, action: { kind: 'ignore' } })
    await bench.start()
    expect(state()).toMatchObject({ connected: false, trouble: expect.stringContaining('没有应答登录') })
    expect(await send()).toMatchObject({ kind: 'refused', retry: 'later', after: 5000 })
    await connected()
    expect(bench.standin.subscribes).toHaveLength(3)
    expect(state().trouble).toBeUndefined()
    await expect.poll(() => bench.standin.connections()).toBe(1)
    expect((await send()).kind).toBe('sent')
  })

  it('with a wrong secret stops after three tries, and names the settings', async () => {
    const { badSecret: errcode } = bench.standin.codes
    const fault = bench.standin.faults.add({
      cmd: 'aibot_subscribe',
      times: Number.POSITIVE_INFINITY,
      action: { kind: 'refuse', errcode, errmsg: 'invalid bot_id or secret' },
    })
    await bench.start()
    await expect.poll(() => bench.alarms).toHaveLength(1)
    expect(bench.alarms[0]).toContain('WECOM_BOT_SECRET')
    expect(bench.alarms[0]).toContain('853000')
    expect(fault.struck).toBe(3)
    expect(state()).toMatchObject({ connected: false, lost: true, trouble: expect.stringContaining('WECOM_BOT_ID') })
    expect(await send()).toMatchObject({ kind: 'refused', retry: 'other-route' })
    expect(bench.standin.connections()).toBe(0)
  })

  it('taken over by another process is left alone for a while, then asked for once', async () => {
    await bench.start()
    const rival = await bench.standin.evict()
    await expect.poll(() => state().lost).toBe(true)
    expect(bench.alarms).toEqual([expect.stringContaining('别处登录')])
    expect(await send()).toMatchObject({ retry: 'other-route', reason: expect.stringContaining('别处登录') })
    const before = bench.standin.subscribes.length
    await bench.standin.waitFor((one) => one.subscribes.length > before)
    const [last, next] = bench.standin.subscribes.slice(-2)
    expect(next! - last!).toBeGreaterThanOrEqual(quick.parkMs!)
    await connected()
    expect(state().lost).toBeUndefined()
    await rival.leave()
    expect((await send()).kind).toBe('sent')
    expect(bench.alarms).toHaveLength(1)
  })

  it('comes back after any outage, however long, and nothing is doubled', async () => {
    await bench.start()
    await send('一')
    bench.standin.faults.refuseTcp()
    await expect.poll(() => state().connected).toBe(false)
    await expect.poll(() => bench.logged().match(/wecom connection ended/g)?.length ?? 0).toBeGreaterThan(5)
    expect(await send('二')).toMatchObject({ retry: 'later' })
    expect(state().trouble).toContain('连不上企业微信')
    // Ten in a row are no hiccup: said once.
    await expect.poll(() => bench.logged().match(/wecom connection ended/g)?.length ?? 0).toBeGreaterThan(14)
    expect(bench.alarms).toEqual([expect.stringContaining('连不上企业微信')])
    bench.standin.faults.acceptTcp()
    await connected()
    expect((await send('二')).kind).toBe('sent')
    expect(shown()).toEqual(['一', '二'])
    expect(bench.standin.connections()).toBe(1)
  })

  it('that ends after a message was taken leaves it in doubt', async () => {
    await bench.start()
    bench.standin.faults.add({ cmd: 'aibot_send_msg', action: { kind: 'drop', when: 'after' } })
    expect((await send('一')).kind).toBe('unknown')
    await connected()
    expect((await send('二')).kind).toBe('sent')
    expect(shown()).toEqual(['一', '二'])
  })

  it('that has lost its subscription while it is open is renewed, and the message goes out once', async () => {
    await bench.start()
    bench.standin.faults.forget()
    expect((await send('一')).kind).toBe('sent')
    expect(shown()).toEqual(['一'])
    expect(bench.standin.subscribes).toHaveLength(2)
    await expect.poll(() => bench.standin.connections()).toBe(1)
  })

  it('whose answer finds the subscription lost is renewed too', async () => {
    await bench.start()
    const said = await bench.arrived(await bench.standin.userSays('wangfang', '事项'))
    bench.standin.faults.forget()
    const outcome = await bench.channel.send('wangfang', say('没有待办。'), { key: 'r1', answers: said.id })
    expect(outcome.kind).toBe('sent')
    expect(bench.standin.ledger).toMatchObject([{ cmd: 'aibot_send_msg', text: '没有待办。' }])
  })

  it('that is found lost by an upload is renewed, and nothing is shown until the file can be', async () => {
    await bench.start()
    bench.standin.faults.forget()
    const bytes = new TextEncoder().encode('表格,内容')
    const file = { sha256: 'a'.repeat(64), name: '汇总.csv', type: 'text/csv', size: bytes.length }
    const withFile = () =>
      bench.channel.send('wangfang', { blocks: [{ kind: 'file', file }] }, { key: 'f1', file: async () => bytes })
    expect(await withFile()).toMatchObject({ kind: 'refused', retry: 'later' })
    expect(bench.standin.ledger).toEqual([])
    await connected()
    expect((await withFile()).kind).toBe('sent')
    expect(shown()).toEqual(['[文件] 汇总.csv', '汇总.csv'])
  })

  it('stops with what was written answered, and nothing after it', async () => {
    await bench.start()
    bench.standin.faults.add({ cmd: 'aibot_send_msg', action: { kind: 'ack', how: 'late', ms: 50 } })
    const last = send('最后一条')
    await bench.standin.waitFor(({ ledger }) => ledger.length === 1)
    await bench.channel.stop()
    expect((await last).kind).toBe('sent')
    expect(await send()).toMatchObject({ kind: 'refused', retry: 'later' })
    expect(state()).toMatchObject({ connected: false })
    await bench.standin.waitFor((one) => one.connections() === 0)
    expect(bench.standin.subscribes).toHaveLength(1)
  })

  it('stops while nothing is connected, and before it was started', async () => {
    bench.standin.faults.refuseTcp()
    await bench.start()
    await bench.channel.stop()
    const other = await openWecom()
    await other.close()
    expect(bench.standin.connections()).toBe(0)
  })
})

describe('a gateway that answers no ping', () => {
  it('is left for a new connection', async () => {
    const bench = await openWecom({}, { heartbeatMs: 30 })
    bench.standin.faults.add({ cmd: 'ping', times: 3, action: { kind: 'ignore' } })
    await bench.start()
    await bench.standin.waitFor((one) => one.subscribes.length === 2)
    await expect.poll(() => bench.channel.state!().connected).toBe(true)
    await bench.close()
  })
})

describe('the probe of the doctor', () => {
  const log = pino({ level: 'silent' })
  const machine = { now: () => Date.now(), sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)) }
  const probe = ({ standin }: WecomBench, secret = standin.bot.secret) =>
    probeWecom(
      { botId: standin.bot.id, secret, wsUrl: standin.url, caFile: null, proxyUrl: null },
      { log, machine },
      quick,
    )

  it('tells a good bot and the difference of the clocks, a wrong secret, silence', async () => {
    const bench = await openWecom()
    const good = await probe(bench)
    expect(good).toMatchObject({ kind: 'ok', skewMs: expect.any(Number) })
    expect(Math.abs((good as { skewMs: number }).skewMs)).toBeLessThan(5000)
    expect(await probe(bench, 'wrong')).toMatchObject({ kind: 'refused', errcode: 853_000 })
    bench.standin.faults.add({ cmd: 'aibot_subscribe', action: { kind: 'ignore' } })
    expect(await probe(bench)).toEqual({ kind: 'silent' })
    await expect.poll(() => bench.standin.connections()).toBe(0)
    await bench.close()
  })

  it('tells that nobody is there', async () => {
    const listening = (server: Server) =>
      new Promise<number>((resolve) =>
        server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
      )
    const server = createServer()
    const port = await listening(server)
    await new Promise((resolve) => server.close(resolve))
    const settings = { botId: 'b', secret: 's', wsUrl: `ws://127.0.0.1:${port}`, caFile: null, proxyUrl: null }
    const found = await probeWecom(settings, { log, machine }, quick)
    expect(found).toMatchObject({ kind: 'unreachable', reason: expect.stringContaining('ECONNREFUSED') })
  })
})
