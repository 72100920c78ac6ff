import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { cli } from '../support/cli.ts'
import { newDataDir } from '../support/data-dir.ts'
import { duban, serve } from '../support/server.ts'
import { startTelegram, type TelegramStandin } from '../standin/telegram/index.ts'
import { startWecom, type WecomStandin } from '../standin/wecom/index.ts'

let wecom: WecomStandin
let telegram: TelegramStandin
let env: Record<string, string>

beforeEach(async () => {
  wecom = await startWecom()
  telegram = await startTelegram()
  env = {
    DATA_DIR: join(newDataDir(), 'none'),
    PORT: '0',
    TRIAL: '1',
    WECOM_BOT_ID: wecom.bot.id,
    WECOM_BOT_SECRET: wecom.bot.secret,
    WECOM_WS_URL: wecom.url,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.root,
  }
})
afterEach(async () => {
  await wecom.stop()
  await telegram.stop()
})

const about = (out: string): string[] => out.split('\n').filter((line) => /企业微信|Telegram/.test(line))

describe('the doctor looks at the platforms', () => {
  it('that know the bot', async () => {
    const lines = about((await cli(env, 'doctor')).out)
    expect(lines.filter((line) => line.startsWith('✗'))).toEqual([])
    expect(lines.join('\n')).toContain(`@${telegram.bot.username}`)
    expect(lines.join('\n')).toContain('隐私模式')
    // It leaves again: nobody is kept out.
    await wecom.waitFor((standin) => standin.connections() === 0)
  })

  it('that do not, naming the setting', async () => {
    const wrong = { ...env, WECOM_BOT_SECRET: 'wrong', TELEGRAM_BOT_TOKEN: `${telegram.token.slice(0, -4)}0000` }
    const { code, out } = await cli(wrong, 'doctor')
    expect(code).toBe(1)
    const bad = about(out).filter((line) => line.startsWith('✗'))
    expect(bad).toEqual([expect.stringContaining('WECOM_BOT_SECRET'), expect.stringContaining('TELEGRAM_BOT_TOKEN')])
    expect(out).not.toContain(wrong.TELEGRAM_BOT_TOKEN)
  })

  it('that cannot be reached, with what to do', async () => {
    const away = { ...env, WECOM_WS_URL: 'ws://127.0.0.1:1', TELEGRAM_API_ROOT: 'http://127.0.0.1:1' }
    const bad = about((await cli(away, 'doctor')).out).filter((line) => line.startsWith('✗'))
    expect(bad).toEqual([expect.stringContaining('443'), expect.stringContaining('PROXY_URL')])
  })

  it('and asks a running server instead of pushing it out', async () => {
    const where = { ...env, DATA_DIR: newDataDir() }
    const server = await serve(where)
    await wecom.waitFor((standin) => standin.online())
    // The state is written by a sweep: looked for again until it is there.
    let lines: string[] = []
    for (let look = 0; look < 20 && !lines.some((line) => line.startsWith('✓ 企业微信')); look++)
      lines = about((await duban(where, 'doctor')).out)
    expect(lines.filter((line) => line.startsWith('✗'))).toEqual([])
    expect(lines.join('\n')).toContain('最近收到')
    expect(wecom.subscribes).toHaveLength(1)
    expect(await server.stop()).toBe(0)
  })
})
