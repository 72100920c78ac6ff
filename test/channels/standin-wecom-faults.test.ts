import { WSClient } from '@wecom/aibot-node-sdk'
import { afterEach, describe, expect, it } from 'vitest'

import { type WecomOptions, type WecomStandin, startWecom } from '../standin/wecom/index.ts'
import { type SdkClient, connectSdk, markdown } from '../standin/wecom/sdk-client.ts'

const open: { standin?: WecomStandin; client?: SdkClient } = {}

/** A stand-in to which zhang has written, and the SDK. */
const start = async (options: WecomOptions = {}): Promise<{ standin: WecomStandin; sdk: SdkClient }> => {
  const standin = (open.standin = await startWecom(options))
  const sdk = (open.client = await connectSdk(standin, { heartbeatInterval: 15 }))
  await standin.userSays('zhang', '你好')
  await sdk.frame(1)
  return { standin, sdk }
}

afterEach(async () => {
  open.client?.close()
  await open.standin?.stop()
})

const texts = ({ ledger }: WecomStandin): string[] => ledger.map(({ text }) => text)

describe('faults', () => {
  it('strike the nth frame of a command in a chat, so often, and are counted', async () => {
    const { standin, sdk } = await start()
    await standin.userSays('li', '你好')
    const fault = standin.faults.add({
      cmd: 'aibot_send_msg',
      chat: 'zhang',
      nth: 2,
      times: 2,
      action: { kind: 'refuse', errcode: 846_607 },
    })
    const codes: number[] = []
    for (const n of [1, 2, 3, 4]) {
      await sdk.push('li', markdown(`li ${n}`))
      const outcome = await sdk.push('zhang', markdown(`${n}`)).catch((frame: { errcode: number }) => frame)
      codes.push(outcome.errcode!)
    }
    expect(codes).toEqual([0, 846_607, 846_607, 0])
    expect([fault.matched, fault.struck]).toEqual([4, 2])
    expect(standin.seen('zhang').map(({ text }) => text)).toEqual(['1', '4'])
  })

  it('drop the socket before or after a send counts', async () => {
    const { standin, sdk } = await start()
    standin.faults.add({ cmd: 'aibot_send_msg', action: { kind: 'drop', when: 'before' } })
    await expect(sdk.push('zhang', markdown('一'))).rejects.toThrow('cancelled')
    await standin.waitFor((s) => s.online())
    await new Promise<void>((resolve) => sdk.client.once('authenticated', resolve))
    standin.faults.add({ cmd: 'aibot_send_msg', action: { kind: 'drop', when: 'after' } })
    await expect(sdk.push('zhang', markdown('二'))).rejects.toThrow('cancelled')
    expect(texts(standin)).toEqual(['二'])
  })

  it('random drops come alike from one seed', async () => {
    const run = async (): Promise<string> => {
      const { standin, sdk } = await start()
      standin.faults.add({
        probability: 0.5,
        seed: 7,
        times: Infinity,
        cmd: 'aibot_send_msg',
        action: { kind: 'refuse', errcode: -1 },
      })
      const codes = []
      for (let n = 0; n < 12; n += 1) {
        codes.push((await sdk.push('zhang', markdown(`${n}`)).catch((frame: { errcode: number }) => frame)).errcode)
      }
      sdk.close()
      await standin.stop()
      return codes.join(' ')
    }
    const first = await run()
    expect(await run()).toBe(first)
    expect(new Set(first.split(' '))).toEqual(new Set(['0', '-1']))
  })

  it('pongs that stop end the connection; the SDK comes back', async () => {
    const { standin, sdk } = await start()
    const fault = standin.faults.add({ cmd: 'ping', times: Infinity, action: { kind: 'ignore' } })
    await new Promise((resolve) => sdk.client.once('disconnected', resolve))
    expect(fault.struck).toBe(2)
    fault.remove()
    await standin.waitFor((s) => s.subscribes.length === 2 && s.online())
  })

  it('a subscribe that is never answered leaves the SDK waiting for good', async () => {
    const { standin } = await start()
    const fault = standin.faults.add({ cmd: 'aibot_subscribe', action: { kind: 'ignore' } })
    const { id: botId, secret } = standin.bot
    const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
    const client = new WSClient({ botId, secret, wsUrl: standin.url, logger })
    client.connect()
    await standin.waitFor(() => fault.struck === 1)
    expect([client.isConnected, standin.connections(), standin.subscribes.length]).toEqual([true, 2, 2])
    client.disconnect()
  })

  it('callbacks can be lost for one chat and come twice', async () => {
    const { standin, sdk } = await start()
    standin.addGroup('wrGroup', ['zhang'])
    standin.faults.add({ chat: 'wrGroup', cmd: 'aibot_msg_callback', action: { kind: 'ignore' } })
    standin.faults.add({ chat: 'zhang', cmd: 'aibot_msg_callback', action: { kind: 'ack', how: 'twice' } })
    await standin.userSays('zhang', '汇总', { group: 'wrGroup' })
    const msgid = await standin.userSays('zhang', '事项')
    await standin.userSays('zhang', '事项', { msgid })
    const [first, second, third] = [await sdk.frame(2), await sdk.frame(3), await sdk.frame(4)]
    expect([first, second, third].map(({ body }) => body.msgid)).toEqual([msgid, msgid, msgid])
    expect(second.headers.req_id).toBe(first.headers.req_id)
    expect(third.headers.req_id).not.toBe(first.headers.req_id)
    expect(standin.talk('zhang')).toHaveLength(2)
  })

  it('writes hostile frames as they are', async () => {
    const { standin, sdk } = await start()
    standin.sendRaw(
      '{"cmd":"aibot_msg_callback","headers":{"req_id":"r"},"body":{"msgtype":"text","text":{"content":"a\nb"}}}',
    )
    standin.sendRaw({ cmd: 'aibot_msg_callback', headers: { req_id: 'r' }, body: { msgtype: 'hologram' } })
    expect((await sdk.frame(2)).body).toEqual({ msgtype: 'hologram' })
  })
})

describe('acknowledgements', () => {
  it('for another req_id or twice change nothing', async () => {
    const { standin, sdk } = await start()
    standin.faults.add({ cmd: 'aibot_send_msg', action: { kind: 'ack', how: 'twice' } })
    await sdk.push('zhang', markdown('一'))
    standin.faults.add({ cmd: 'aibot_send_msg', action: { kind: 'ack', how: 'foreign' } })
    const lost = sdk.push('zhang', markdown('二')).catch((error: Error) => error.message)
    await standin.waitFor((s) => s.ledger.length === 2)
    await sdk.push('zhang', markdown('三'))
    sdk.close()
    expect(await lost).toContain('cancelled')
    expect(texts(standin)).toEqual(['一', '二', '三'])
  })

  it('take the latency of the option, and arrive in order', async () => {
    const { standin, sdk } = await start({ ackLatency: 20 })
    const acked: string[] = []
    const sends = ['一', '二', '三'].map((word) => sdk.push('zhang', markdown(word)).then(() => acked.push(word)))
    await standin.waitFor((s) => s.ledger.length === 3)
    expect(acked).toEqual([])
    await Promise.all(sends)
    expect(acked).toEqual(['一', '二', '三'])
  })

  it('B4: a late one settles the next reply on the same req_id, which was lost', { timeout: 15_000 }, async () => {
    const { standin, sdk } = await start()
    const frame = await sdk.frame(1)
    standin.faults.add({ cmd: 'aibot_respond_msg', action: { kind: 'ack', how: 'late', ms: 5300 } })
    standin.faults.add({ cmd: 'aibot_respond_msg', nth: 1, action: { kind: 'ignore' } })
    const first = sdk.client.replyStream(frame, 's1', '第一', true).catch((error: Error) => error.message)
    const second = sdk.client.replyStream(frame, 's2', '第二', true)
    expect(await first).toContain('ack timeout')
    expect((await second).errcode).toBe(0)
    expect(texts(standin)).toEqual(['第一'])
  })
})
