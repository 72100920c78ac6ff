import { describe, expect, it } from 'vitest'

import { readConfig } from '#src/config.ts'

const wecom = { WECOM_BOT_ID: 'aib1', WECOM_BOT_SECRET: 'secret' }
const telegram = { TELEGRAM_BOT_TOKEN: '123456789:AAEabcdefghijklmnopqrstuvwxyz012345' }
const here = { WECOM_WS_URL: 'ws://127.0.0.1:8390', TELEGRAM_API_ROOT: 'http://localhost:8392/' }

describe('settings of the platforms', () => {
  it('none configured is a trial, one configured is not', () => {
    expect(readConfig({})).toMatchObject({ trial: true, wecom: null, telegram: null })
    expect(readConfig(wecom)).toMatchObject({ trial: false, wecom: { wsUrl: 'wss://openws.work.weixin.qq.com' } })
    expect(readConfig(telegram)).toMatchObject({
      trial: false,
      telegram: { apiRoot: 'https://api.telegram.org', webhook: null },
    })
    expect(readConfig({ TRIAL: '0' }).trial).toBe(false)
  })

  it('a trial speaks with stand-ins on this machine only', () => {
    expect(readConfig({ TRIAL: '1', ...wecom, ...telegram, ...here })).toMatchObject({
      trial: true,
      telegram: { apiRoot: 'http://localhost:8392' },
    })
    expect(() => readConfig({ TRIAL: '1', ...wecom })).toThrow('WECOM_WS_URL')
    expect(() => readConfig({ TRIAL: '1', ...telegram })).toThrow('TELEGRAM_API_ROOT')
    for (const host of ['10.0.0.1', '127.0.0.1.example.com', 'localhost.example.com'])
      expect(() => readConfig({ TRIAL: '1', ...wecom, WECOM_WS_URL: `ws://${host}` })).toThrow('本机')
    for (const host of ['127.8.9.10', '[::1]', 'localhost'])
      expect(readConfig({ TRIAL: '1', ...wecom, WECOM_WS_URL: `ws://${host}:1` }).wecom).not.toBeNull()
  })

  it('a webhook needs its word and its address', () => {
    const secret = { TELEGRAM_WEBHOOK_SECRET: 'a-word-of-sixteen' }
    expect(readConfig({ ...telegram, ...secret, PUBLIC_URL: 'https://duban.example/' })).toMatchObject({
      telegram: { webhook: { url: 'https://duban.example/hook/telegram', secret: 'a-word-of-sixteen' } },
    })
    expect(() => readConfig({ ...telegram, ...secret })).toThrow('PUBLIC_URL')
  })

  it.each([
    [{ WECOM_BOT_ID: 'aib1' }, 'WECOM_BOT_SECRET'],
    [{ TELEGRAM_BOT_TOKEN: 'abc' }, '@BotFather'],
    [{ ...wecom, WECOM_WS_URL: 'https://x.example' }, 'WECOM_WS_URL'],
    [{ ...wecom, WECOM_CA_FILE: '/nowhere.pem' }, '/nowhere.pem'],
    [{ ...telegram, TELEGRAM_WEBHOOK_SECRET: 'short', PUBLIC_URL: 'https://x.example' }, 'TELEGRAM_WEBHOOK_SECRET'],
    [{ PROXY_URL: 'socks' }, 'PROXY_URL'],
  ])('%j is refused by name', (env, named) => {
    expect(() => readConfig(env)).toThrow(named)
  })
})
