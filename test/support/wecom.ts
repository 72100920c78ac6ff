import { setTimeout as sleep } from 'node:timers/promises'

import { pino } from 'pino'

import type { Channel, Incoming } from '#src/channels/channel.ts'
import { createWecom } from '#src/channels/wecom/index.ts'
import type { Tuning } from '#src/channels/wecom/tuning.ts'

import { startWecom, type WecomOptions, type WecomStandin } from '../standin/wecom/index.ts'

export interface WecomBench {
  readonly standin: WecomStandin
  readonly channel: Channel
  readonly alarms: readonly string[]
  /** Everything that was logged, down to debug, as it was written. */
  readonly logged: () => string
  readonly received: readonly Incoming[]
  /** Makes `receive` fail, or wait. */
  readonly store: { failing: boolean; gate?: Promise<void> }
  readonly start: () => Promise<void>
  /** Resolves when the update with this id was received, and stored or not. */
  readonly arrived: (msgid: string) => Promise<Incoming>
  readonly moveClock: (ms: number) => void
  readonly close: () => Promise<void>
}

/** Short waits, the same order of them. */
export const quick: Partial<Tuning> = {
  authMs: 300,
  startMs: 2000,
  ackMs: 150,
  probeMs: 150,
  reconnectMs: 5,
  reconnectMostMs: 40,
  stableMs: 200,
  parkMs: 200,
  readyMs: 2000,
  random: () => 0.5,
}

/** The WeCom channel, through the real SDK, against the stand-in gateway, with a machine clock that can be moved. */
export const openWecom = async (options: WecomOptions = {}, tuning: Partial<Tuning> = {}): Promise<WecomBench> => {
  let moved = 0
  const now = (): number => Date.now() + moved
  const standin = await startWecom({ clock: now, evictionDelay: 20, ...options })
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const alarms: string[] = []
  const machine = { now, sleep: (ms: number) => sleep(ms) }
  const settings = {
    botId: standin.bot.id,
    secret: standin.bot.secret,
    wsUrl: standin.url,
    caFile: null,
    proxyUrl: null,
  }
  const deps = { log, machine, alarm: (text: string) => void alarms.push(text) }
  const channel = createWecom(settings, deps, { ...quick, ...tuning })
  const received: Incoming[] = []
  const waiting = new Map<string, (incoming: Incoming) => void>()
  const store: WecomBench['store'] = { failing: false }
  return {
    standin,
    channel,
    alarms,
    received,
    store,
    logged: () => lines.join(''),
    moveClock: (ms) => void (moved += ms),
    start: () =>
      channel.start(async (incoming) => {
        received.push(incoming)
        waiting.get(incoming.id)?.(incoming)
        await store.gate
        if (store.failing) throw new Error('the database is away')
      }),
    arrived: (msgid) => {
      const there = received.find(({ id }) => id === msgid)
      return there ? Promise.resolve(there) : new Promise((resolve) => waiting.set(msgid, resolve))
    },
    close: async () => {
      await channel.stop()
      await standin.stop()
    },
  }
}
