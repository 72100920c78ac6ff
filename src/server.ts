import type { Server } from 'node:http'

import { serve } from '@hono/node-server'
import cron from 'node-cron'
import type { Logger } from 'pino'

import { notifyProgress } from '#db/inbox.ts'
import { listen } from '#db/listen.ts'
import { readSettings, writeSetting } from '#db/settings.ts'

import { adminCode } from './admin-code.ts'
import type { Config } from './config.ts'
import { type Core, startCore } from './core.ts'
import type { Instant } from './domain/instant.ts'
import { createHeartbeat } from './heartbeat.ts'
import { nextMorning } from './domain/schedule.ts'
import { Refusal } from './domain/refusal.ts'
import { createWeb } from './web/index.ts'

export interface RunningServer {
  readonly address: string
  readonly core: Core
  readonly stop: () => Promise<void>
}

export interface ServerOptions {
  readonly log: Logger
  readonly say: (text: string) => void
  /** The process should end: another one is active, or the database is gone. */
  readonly onEnd: (why: string) => void
}

/** How often rows that were left behind are looked for, in milliseconds. */
const sweepMs = 5000

const openPort = (config: Config, fetch: (request: Request) => Response | Promise<Response>): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: config.host, port: config.port }, () => resolve(server)) as Server
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Refusal(`端口 ${config.port} 已被占用。请换一个再启动,例:PORT=${config.port + 1} npm start`)
          : new Refusal(`不能在 ${config.host}:${config.port} 上监听:${error.message}`),
      ),
    )
  })

/** Everything of `duban serve`: the core, its page, its clock, and what knocks from beside. */
export const startServer = async (config: Config, options: ServerOptions): Promise<RunningServer> => {
  const { log } = options
  const failed = (what: string) => (error: unknown) => log.error({ err: error }, what)
  const core = await startCore(config, {
    log,
    say: options.say,
    // `duban say` waits for this beside the server.
    onProgress: (cause, db) => {
      if (cause.startsWith('inbox/')) notifyProgress(db, cause).catch(failed('notify failed'))
    },
    onLeaseLost: () => options.onEnd('另一个 duban 接管了,本进程停下。'),
  })
  const { app, db } = core
  if (app.settings().mode === 'live') {
    const code = await adminCode(db, app.now())
    if (code !== null) options.say(`还没有绑定管理员。请在与机器人的对话里回:绑定 ${code}(24小时内有效,只能用一次)`)
  }

  // One move of the clock after the other, whoever asks.
  let moving: Promise<unknown> = Promise.resolve()
  const advance = (to: Instant): Promise<Instant> => {
    const move = moving.then(() => {
      const target = to === 'next' ? nextMorning(core.calendar, app.now()) : to
      if (target < app.now()) throw new Refusal('时钟只能往前拨。')
      return app.advance(target)
    })
    moving = move.catch(() => {})
    return move
  }
  const followTarget = async (): Promise<void> => {
    const { clockTarget } = await readSettings(db)
    if (clockTarget == null) return
    if (clockTarget > app.now()) await advance(clockTarget)
    await writeSetting(db, 'clockTarget', null)
  }

  const { channels, now } = app
  const web = createWeb({
    db,
    local: core.local,
    advance,
    channels,
    hooks: core.hooks,
    now,
    onError: failed('page failed'),
  })
  let server: Server
  try {
    server = await openPort(config, web.fetch)
  } catch (error) {
    await core.stop()
    throw error
  }
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : config.port
  const host = config.host.includes(':') ? `[${config.host}]` : config.host

  const beat = createHeartbeat({ db, url: config.heartbeatUrl, log })
  const sweep = (): void => {
    app.handlePending().catch(failed('sweep failed'))
    app.watch().catch(failed('channels not noted'))
    void beat()
  }
  const unlisten = await listen(core.target, 'duban', (about) => {
    if (about === 'inbox' || about === '') sweep()
    if (about === 'clock' || about === '') followTarget().catch(failed('clock not moved'))
  })
  const sweeping = setInterval(sweep, sweepMs)
  const ticking = cron.schedule('* * * * *', () => app.tick(app.now()).catch(failed('tick failed')))
  await followTarget()

  let stopping = false
  const onDatabaseGone = async (): Promise<void> => {
    await core.databaseGone
    if (!stopping) options.onEnd('数据库停了,duban 随之停下;请看 DATA_DIR 里的日志,再启动一次。')
  }
  void onDatabaseGone()
  return {
    address: `http://${host}:${port}`,
    core,
    stop: async () => {
      stopping = true
      clearInterval(sweeping)
      await ticking.stop()
      await unlisten()
      // Pages hold their event streams open: they are cut, not waited for.
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await moving
      await core.stop()
    },
  }
}
