import { beforeAll, describe, expect, it } from 'vitest'

import { createWeb } from '#src/web/index.ts'

import { host, socketOf, type TrialWeb, trialWeb } from '../support/web.ts'

let trial: TrialWeb
beforeAll(async () => {
  trial = await trialWeb()
})

const get = async (headers: Record<string, string>, from: string, path = '/chat'): Promise<number> =>
  (await trial.web.request(`http://${host}${path}`, { headers }, socketOf(from))).status

describe('who may open the chat', () => {
  it('whoever sits at this machine', async () => {
    for (const from of ['127.0.0.1', '127.0.0.53', '::1', '::ffff:127.0.0.1'])
      expect(await get({ host }, from)).toBe(200)
    for (const name of ['localhost', 'localhost:9', '127.0.0.1', '[::1]:8080'])
      expect(await get({ host: name }, '::1')).toBe(200)
  })

  it('nobody from elsewhere, whatever they call themselves', async () => {
    for (const from of ['10.0.0.7', '192.168.1.2', '::ffff:10.0.0.7', '127.0.0.1.evil', '']) {
      expect(await get({ host, 'x-forwarded-for': '127.0.0.1' }, from)).toBe(403)
    }
    expect((await trial.web.request(`http://${host}/chat`, { headers: { host } })).status).toBe(403)
  })

  it('no page whose name was made to mean this machine', async () => {
    for (const name of ['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io:8080', 'a@localhost', '']) {
      expect(await get({ host: name }, '127.0.0.1')).toBe(403)
      expect(await get({ host: name }, '127.0.0.1', '/chat/people')).toBe(403)
    }
  })

  it('nobody on a live database', async () => {
    const live = createWeb({ db: trial.db, local: null, advance: async () => '' })
    expect((await live.request(`http://${host}/chat`, { headers: { host } }, socketOf('127.0.0.1'))).status).toBe(404)
    expect(await (await live.request('/')).text()).toContain('正在运行')
  })
})

const post = async (path: string, headers: Record<string, string>): Promise<number> => {
  const body = new FormData()
  body.set('as', 'leader')
  body.set('text', '汇总')
  const init = { method: 'POST', body, headers: { host, ...headers } }
  return (await trial.web.request(`http://${host}${path}`, init, socketOf('127.0.0.1'))).status
}

describe('who may say something', () => {
  const own = { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }

  it('our own page', async () => {
    expect(await post('/chat/say', own)).toBe(200)
    expect(await post('/chat/say', { origin: own.origin })).toBe(200)
  })

  it('no other page, not even one on another port of this machine', async () => {
    for (const path of ['/chat/say', '/chat/clock']) {
      expect(await post(path, { ...own, origin: 'http://evil.example' })).toBe(403)
      expect(await post(path, { ...own, origin: 'http://127.0.0.1:3000' })).toBe(403)
      expect(await post(path, { ...own, origin: 'null' })).toBe(403)
      expect(await post(path, { 'sec-fetch-site': 'cross-site' })).toBe(403)
      expect(await post(path, { ...own, 'sec-fetch-site': 'same-site' })).toBe(403)
      expect(await post(path, {})).toBe(403)
    }
  })
})
