import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createTls } from 'node:tls'

import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'

import type { Incoming } from '#src/channels/channel.ts'
import { createWecom } from '#src/channels/wecom/index.ts'
import type { WecomSettings } from '#src/config.ts'
import { say } from '#src/domain/message.ts'

import { startWecom, type WecomStandin } from '../standin/wecom/index.ts'
import { quick } from '../support/wecom.ts'

const fixture = (name: string): string => join(import.meta.dirname, '../fixtures/tls', name)

const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

let standin: WecomStandin
const servers: Server[] = []
const sockets = new Set<Socket>()

/** Both ends of a tunnel fall together. */
const tie = (one: Socket, other: Socket): void => {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    sockets.add(from)
    from.pipe(to)
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
  }
}

beforeEach(async () => {
  standin = await startWecom()
  await standin.userSays('wangfang', '您好')
})
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers) server.close()
  servers.length = 0
  await standin.stop()
})

/** A private deployment: its own certificate in front of the gateway, reached through a proxy and by no other way. */
const behindProxy = async (): Promise<{ proxyUrl: string; tunnels: string[] }> => {
  const gateway = Number(new URL(standin.url).port)
  const keys = { key: readFileSync(fixture('wecom.test.key')), cert: readFileSync(fixture('wecom.test.pem')) }
  const secure = createTls(keys, (socket) => tie(socket, connect(gateway, '127.0.0.1')))
  secure.on('tlsClientError', () => {})
  const port = await listening(secure)
  const tunnels: string[] = []
  const proxy = createHttp()
  proxy.on('connect', (request, socket: Socket) => {
    tunnels.push(request.url!)
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    tie(socket, connect(port, '127.0.0.1'))
  })
  const proxyPort = await listening(proxy)
  servers.push(secure, proxy)
  return { proxyUrl: `http://127.0.0.1:${proxyPort}`, tunnels }
}

const open = async (more: Partial<WecomSettings>) => {
  const { id: botId, secret } = standin.bot
  const settings = { botId, secret, wsUrl: 'wss://wecom.test', caFile: null, proxyUrl: null, ...more }
  const machine = { now: () => Date.now(), sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)) }
  const channel = createWecom(settings, { log: pino({ level: 'silent' }), machine, alarm: () => {} }, quick)
  const received: Incoming[] = []
  await channel.start(async (incoming) => void received.push(incoming))
  return { channel, received }
}

it('reaches a private deployment through the proxy, by its own authority', async () => {
  const { proxyUrl, tunnels } = await behindProxy()
  const { channel } = await open({ proxyUrl, caFile: fixture('authority.pem') })
  expect((await channel.send('wangfang', say('通报'), { key: 'k1' })).kind).toBe('sent')
  expect(tunnels).toEqual(['wecom.test:443'])
  await channel.stop()
})

it('tells that nobody has vouched for the certificate, where the authority is not set', async () => {
  const { proxyUrl } = await behindProxy()
  const { channel } = await open({ proxyUrl })
  await expect.poll(() => channel.state!().trouble).toContain('certificate')
  expect(await channel.send('wangfang', say('通报'), { key: 'k1' })).toMatchObject({ kind: 'refused', retry: 'later' })
  await channel.stop()
})
