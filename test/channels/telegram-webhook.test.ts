import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { getRequestListener } from '@hono/node-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { TelegramStandin } from '../standin/telegram/index.ts'
import { type Rig, type RigOptions, telegramRig } from './telegram-support.ts'

const secret = 'a-secret_of-32-signs-0123456789'
const header = 'X-Telegram-Bot-Api-Secret-Token'
const bytes = new Uint8Array([0xff, 0xd8, 0xff, 1])

let rig: Rig
let server: Server
let url: string

beforeEach(async () => {
  const listener = getRequestListener((request) => rig.channel.hook!(request), { overrideGlobalObjects: false })
  server = createServer((request, response) => void listener(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/telegram`
})
afterEach(async () => {
  await rig.stop()
  server.closeAllConnections()
  server.close()
})

const open = async (options: RigOptions = {}) => {
  rig = await telegramRig({ settings: { webhook: { url, secret } }, ...options })
  const person = rig.standin.addPerson('张三', { started: true })
  if (options.started !== false) await rig.standin.waitFor(() => rig.standin.webhook().url === url)
  return { ...rig, person }
}
const post = (body: string, given: string = secret) =>
  rig.channel.hook!(new Request(url, { method: 'POST', headers: { [header]: given }, body }))
const isTold = async ({ standin }: { readonly standin: TelegramStandin }, id: number) => standin.acknowledged(id)

describe('receiving by webhook', () => {
  it('takes what Telegram delivers, from where it was told to', async () => {
    const { standin, person, received, channel } = await open()
    await isTold(rig, await standin.says(person, '事项'))
    expect(received).toMatchObject([{ kind: 'text', text: '事项', from: String(person.id) }])
    expect(channel.state!()).toMatchObject({ connected: true })
    expect(standin.calls('getUpdates')).toBe(0)
  })

  it('answers only when it is stored, and Telegram comes again with what was not', async () => {
    const receive = (_: unknown, tries: number) =>
      tries === 1 ? Promise.reject(new Error('the database is away')) : Promise.resolve()
    const { standin, person, received } = await open({ receive })
    const id = await standin.says(person, '一')
    await isTold(rig, id)
    expect(standin.handedOut(id)).toBe(2)
    expect(received).toHaveLength(1)
  })

  it('refuses who does not know the secret, whatever he brings', async () => {
    await open()
    const update = JSON.stringify({ update_id: 1, message: {} })
    expect((await post(update, '')).status).toBe(401)
    expect((await post(update, `${secret}x`)).status).toBe(401)
    expect((await rig.channel.hook!(new Request(url, { method: 'POST', body: update }))).status).toBe(401)
    expect(rig.received).toEqual([])
  })

  it('takes away what it does not understand, and nothing beyond a megabyte', async () => {
    await open()
    expect((await post('{"update_id": "x"}')).status).toBe(200)
    expect((await post('no json')).status).toBe(200)
    expect((await post(JSON.stringify({ update_id: 1, pad: 'x'.repeat(1024 * 1024) }))).status).toBe(413)
    expect((await rig.channel.hook!(new Request(url, { headers: { [header]: secret } }))).status).toBe(405)
  })

  it('joins the parts of an album that are delivered side by side', async () => {
    const { person, received } = await open()
    const part = (id: number, caption?: string) =>
      JSON.stringify({
        update_id: id,
        message: {
          message_id: id,
          chat: { id: person.id, type: 'private' },
          from: { id: person.id, is_bot: false },
          media_group_id: 'g',
          document: { file_id: `f${id}`, file_name: `${id}.pdf` },
          caption,
        },
      })
    const answers = await Promise.all([post(part(2)), post(part(1, '整改 36')), post(part(1, '整改 36'))])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(received).toMatchObject([{ id: '1', text: '整改 36', files: [{ name: '1.pdf' }, { name: '2.pdf' }] }])
  })

  it('loses no file of an album that is delivered one by one', async () => {
    const { standin, person, received } = await open()
    const files = [1, 2].map((at) => ({ name: `${at}.jpg`, bytes, as: 'photo' as const }))
    const ids = await standin.sendsAlbum(person, files, '整改 36')
    await Promise.all(ids.map((id) => isTold(rig, id)))
    expect(received.map(({ text, files: brought }) => [text, brought.length])).toEqual([
      ['整改 36', 1],
      ['', 1],
    ])
  })

  it('before it is started and after it is stopped, Telegram is asked to come again', async () => {
    await open({ started: false })
    expect((await post('{"update_id": 1}')).status).toBe(503)
    await rig.channel.start(async () => {})
    await rig.standin.waitFor(() => rig.standin.webhook().url === url)
    await rig.channel.stop()
    expect((await post('{"update_id": 1}')).status).toBe(503)
  })

  it('counts as cut off until Telegram knows where to deliver', async () => {
    const { standin, channel } = await open({ started: false })
    standin.faults.add({ method: 'setWebhook', deed: { kind: 'refuse', code: 500 } })
    expect(channel.state!().connected).toBe(false)
    await channel.start(async () => {})
    await standin.waitFor(() => standin.webhook().url === url)
    expect(standin.calls('setWebhook')).toBe(2)
  })
})

it('the polling channel has no hook', async () => {
  rig = await telegramRig({ started: false })
  expect(rig.channel.hook).toBeUndefined()
})
