import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Kysely } from 'kysely'
import type { Logger } from 'pino'

import { awaitDatabase } from '#db/await.ts'
import { openDataDir } from '#db/embedded.ts'
import { openDatabase, type Target } from '#db/index.ts'
import type { Database } from '#db/schema.ts'
import { upgrade } from '#db/upgrade.ts'

import { oncePerHour } from './alarm.ts'
import { type App, createApp } from './app.ts'
import { bear } from './birth.ts'
import { nationalCalendar } from './calendar.ts'
import type { Channel } from './channels/channel.ts'
import { openChannels } from './channels/index.ts'
import { createLocal, type LocalChannel } from './channels/local/index.ts'
import type { Config } from './config.ts'
import { readDocument } from './document/index.ts'
import type { Calendar } from './domain/calendar.ts'
import { instantFromMillis, parseInstant } from './domain/instant.ts'
import type { Machine } from './domain/machine.ts'
import { Refusal } from './domain/refusal.ts'
import { type Lease, takeLease } from './lease.ts'
import { readSheet } from './sheet.ts'

export interface Core {
  readonly app: App
  readonly db: Kysely<Database>
  /** The trial's chat; null on a live database. */
  readonly local: LocalChannel | null
  /** What answers a platform's own requests, by channel. */
  readonly hooks: ReadonlyMap<string, (request: Request) => Promise<Response>>
  readonly calendar: Calendar
  readonly target: Target
  readonly lease: Lease
  /** Resolves when the database server ends although nobody asked it to. */
  readonly databaseGone: Promise<void>
  readonly stop: () => Promise<void>
}

export interface CoreOptions {
  readonly log: Logger
  /** A sentence for the terminal. */
  readonly say: (text: string) => void
  readonly onProgress?: (cause: string, db: Kysely<Database>) => void
  readonly onLeaseLost: () => void
  /** Channels beside those that are configured. */
  readonly channels?: readonly Channel[]
}

/** Machine time: the larger of two clocks, since either may stand still while the machine sleeps. */
export const machineTime = (): number => Math.max(Date.now(), performance.timeOrigin + performance.now())

// A sleep keeps no process alive: whoever is stopped need not wait for the longest of them.
const machine: Machine = { now: machineTime, sleep: (ms) => sleep(ms, undefined, { ref: false }) }

/** Waits for the lease: on a database by URL another process may be the active one. */
const becomeActive = async (
  db: Kysely<Database>,
  leaseMs: number,
  alone: boolean,
  options: CoreOptions,
): Promise<Lease> => {
  const holder = `${hostname()} ${process.pid}`
  // Renewed four times within its life, so that one slow renewal does not lose it.
  const [ttlMs, renewMs] = [leaseMs, leaseMs / 4]
  for (let told = false; ; told = true) {
    const lease = await takeLease(db, {
      holder,
      ttlMs,
      renewMs,
      alone,
      machine: machineTime,
      onLost: options.onLeaseLost,
    })
    if (lease !== null) return lease
    if (!told) options.say('另一个 duban 正在用这个数据库,本机待命,它停下后自动接管。')
    await new Promise((resolve) => setTimeout(resolve, Math.min(2000, renewMs)))
  }
}

/** Opens the store, becomes the one active process, and puts app and channels together. */
export const startCore = async (config: Config, options: CoreOptions): Promise<Core> => {
  const { log } = options
  const clock = parseInstant(config.clock)
  if (clock === null) throw new Refusal(`CLOCK=${config.clock} 不是时间。例:CLOCK=2021-06-04T09:00`)
  const own =
    config.databaseUrl === null ? await openDataDir(config.dataDir, { serve: true, onWait: options.say }) : null
  if (own?.kind === 'running') throw new Refusal(`另一个 duban 正在用 ${config.dataDir}。`)
  const target: Target = own === null ? { url: config.databaseUrl! } : { socket: own.socket }
  const { db, close } = openDatabase(target, {
    onError: (error) => log.warn({ err: error }, 'database connection lost'),
  })
  try {
    if (own === null) await awaitDatabase(db, { say: options.say, everyMs: 2000 })
    await upgrade(db, {
      folder: join(config.dataDir, 'backups'),
      at: instantFromMillis(machineTime()),
      say: options.say,
    })
    const calendar = nationalCalendar()
    const hasChannel = config.telegram !== null || config.wecom !== null
    const birth = { trial: config.trial, hasChannel, clock, machine: instantFromMillis(machineTime()) }
    const mode = await bear(db, birth, calendar)
    const lease = await becomeActive(db, config.leaseSeconds * 1000, own !== null, options)
    const local = mode === 'trial' ? createLocal() : null
    const started = Promise.withResolvers<App>()
    const isFresh = oncePerHour(machine)
    const alarmFrom = (name: string) => (text: string) => {
      log.error({ channel: name, alarm: text }, 'alarm')
      if (!isFresh(text)) return
      options.say(text)
      started.promise
        .then((app) => app.alarm(name, text))
        .catch((error: unknown) => log.error({ err: error }, 'alarm not passed on'))
    }
    const channels = [
      ...(local === null ? [] : [local]),
      ...(await openChannels(config, (name) => ({
        log: log.child({ channel: name }),
        machine,
        alarm: alarmFrom(name),
      }))),
      ...(options.channels ?? []),
    ]
    const app = await createApp({
      db,
      channels,
      calendar,
      lease,
      machine,
      log,
      readDocument,
      readSheet,
      onProgress: (cause) => options.onProgress?.(cause, db),
    })
    // Nobody speaks in it yet, and what waits there can be answered.
    await local?.start(app.receive)
    // What was stored before a crash has its place in its chat before anything that is heard from now on.
    await app.handlePending()
    for (const channel of channels) if (channel !== local) await channel.start(app.receive)
    started.resolve(app)
    await app.watch()
    // Not waited for: a platform that is away must not hold up the start.
    void app.showMenus()
    await app.tick(app.now())
    return {
      app,
      db,
      local,
      hooks: new Map(channels.flatMap(({ name, hook }) => (hook === undefined ? [] : [[name, hook] as const]))),
      calendar,
      target,
      lease,
      databaseGone: own?.exited ?? new Promise(() => {}),
      stop: async () => {
        // What is being handled and sent ends first; what is still heard meanwhile is stored, for the next start.
        await app.stop()
        await Promise.all(channels.map((channel) => channel.stop()))
        await lease.release().catch((error: unknown) => log.warn({ err: error }, 'lease not released'))
        await close()
        await own?.stop()
      },
    }
  } catch (error) {
    await close()
    await own?.stop()
    throw error
  }
}
