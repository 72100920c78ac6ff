import { pino } from 'pino'

import { readConfig } from '../config.ts'
import { wallClock } from '../domain/instant.ts'
import { type RunningServer, startServer } from '../server.ts'
import type { CliCommand } from './command.ts'

const greeting = ({ address, core }: RunningServer): string =>
  [
    `duban 督办机器人 · 试用模式  ${address}/chat`,
    '',
    `虚拟时钟停在 ${wallClock(core.app.now())};样例通报已读好,等待发布。打开上面的网址,选好身份,试三句:`,
    '  县政府督查室审核员:预览',
    '  县政府督查室审核员:发布',
    '  县公安局联络员:事项',
    '也可以在另一个终端里说:npm run -s duban -- say --as 县政府督查室:officer 预览',
    '停下:Ctrl-C',
  ].join('\n')

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
    io.out(greeting(server))
    const code = await ended
    const late = setTimeout(() => process.exit(code), stopWithinMs)
    await server.stop()
    clearTimeout(late)
    return code
  },
} satisfies CliCommand
