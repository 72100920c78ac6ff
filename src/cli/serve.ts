import { setTimeout as sleep } from 'node:timers/promises'

import { pino } from 'pino'

import { readConfig } from '../config.ts'
import { wallClock } from '../domain/instant.ts'
import { type RunningServer, startServer } from '../server.ts'
import { channelName } from '../views/channels.ts'
import type { CliCommand } from './command.ts'

/** A connection takes a moment: the greeting waits this long for it, or until it is told what is wrong. */
const connectWithinMs = 5000

const settled = async ({ core }: RunningServer): Promise<void> => {
  const isSettled = (): boolean =>
    Object.values(core.app.channels()).every(({ connected, trouble }) => connected || trouble !== undefined)
  for (let waited = 0; waited < connectWithinMs && !isSettled(); waited += 100) await sleep(100)
}

const channelLines = ({ core }: RunningServer): string[] =>
  Object.entries(core.app.channels())
    .filter(([name]) => name !== 'local')
    .map(([name, { connected, trouble }]) =>
      connected
        ? `${channelName(name)}已连接`
        : `${channelName(name)}还没有连上:${(trouble ?? '平台还没有回应').replace(/。$/, '')}。逐项检查:npm run -s duban -- doctor`,
    )

const liveGreeting = (server: RunningServer): string =>
  [
    `duban 督办机器人 · 正式运行  ${server.address}(/healthz、/readyz、/metrics)`,
    '',
    ...channelLines(server),
    '在机器人的对话里回「帮助」看能说什么,回「状态」看它好不好。',
    '停下:Ctrl-C',
  ].join('\n')

const trialGreeting = (server: RunningServer): string => {
  const { address, core } = server
  const lines = channelLines(server)
  return [
    `duban 督办机器人 · 试用模式  ${address}/chat`,
    '',
    ...lines,
    ...(lines.length > 0 ? ['邀请真账号进来:npm run -s duban -- invite 县公安局', ''] : []),
    `虚拟时钟停在 ${wallClock(core.app.now())};样例通报已读好,等待发布。打开上面的网址,选好身份,试三句:`,
    '  县政府督查室审核员:预览',
    '  县政府督查室审核员:发布',
    '  县公安局联络员:事项',
    '也可以在另一个终端里说:npm run -s duban -- say --as 县政府督查室:officer 预览',
    '停下:Ctrl-C',
  ].join('\n')
}

/** What `serve` says when it is ready. */
const greeting = (server: RunningServer): string =>
  server.core.app.settings().mode === 'live' ? liveGreeting(server) : trialGreeting(server)

/** Longer than anything in flight should take; after that the process ends all the same. */
const stopWithinMs = 10_000

export default {
  name: 'serve',
  summary: '运行督办机器人(npm start)',
  usage: 'duban serve\n设置见 README 或 .env.example,例:PORT=9000 DATA_DIR=./var npm start',
  run: async (_args, io) => {
    const config = readConfig(io.env)
    const log = pino(
      { level: config.logLevel, redact: { paths: ['text', 'body', '*.text', '*.body'], remove: true } },
      pino.destination(2),
    )
    let end: (code: number) => void = () => {}
    const ended = new Promise<number>((resolve) => (end = resolve))
    const server = await startServer(config, {
      log,
      say: io.err,
      onEnd: (why) => {
        io.err(why)
        end(1)
      },
    })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end(0))
    await settled(server)
    io.out(greeting(server))
    const code = await ended
    const late = setTimeout(() => process.exit(code), stopWithinMs)
    await server.stop()
    clearTimeout(late)
    return code
  },
} satisfies CliCommand
