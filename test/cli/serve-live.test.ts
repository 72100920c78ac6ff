import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { startWecom } from '../standin/wecom/index.ts'
import { newDataDir } from '../support/data-dir.ts'

const bin = join(import.meta.dirname, '../../bin/duban.js')

it(
  'serve on a live database says how its platforms stand and who may begin, and has no chat',
  { timeout: 60_000 },
  async () => {
    const gateway = await startWecom()
    onTestFinished(() => gateway.stop())
    const env = {
      ...process.env,
      DATA_DIR: newDataDir(),
      PORT: '0',
      LOG_LEVEL: 'error',
      WECOM_BOT_ID: gateway.bot.id,
      WECOM_BOT_SECRET: gateway.bot.secret,
      WECOM_WS_URL: gateway.url,
    }
    const child = spawn(process.execPath, [bin, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const closed = once(child, 'close')
    onTestFinished(async () => {
      child.kill('SIGTERM')
      await closed
    })
    let said = ''
    child.stderr.on('data', (part: Buffer) => (said += part.toString()))
    for await (const part of child.stdout) {
      said += String(part)
      if (said.includes('Ctrl-C')) break
    }
    expect(said).toMatch(/还没有绑定管理员。请在与机器人的对话里回:绑定 \w{6}/)
    expect(said).toContain('正式运行')
    expect(said).toContain('企业微信已连接')
    expect(said).not.toMatch(/\/chat|虚拟时钟|试用/)
    const address = /http:\/\/\S+?(?=\()/.exec(said)?.[0].trim()
    expect((await fetch(`${address}/healthz`)).status).toBe(200)
    expect((await fetch(`${address}/chat`)).status).toBe(404)
  },
)
