import { pino } from 'pino'

import type { Channel, Incoming } from '#src/channels/channel.ts'
import { createTelegram } from '#src/channels/telegram/index.ts'
import type { Tuning } from '#src/channels/telegram/tuning.ts'
import type { TelegramSettings } from '#src/config.ts'
import type { Machine } from '#src/domain/machine.ts'

import { startTelegram, type TelegramOptions, type TelegramStandin } from '../standin/telegram/index.ts'

/** Machine time that runs ahead by what is slept, so that nothing is waited for. */
export const quickMachine = (
  gate?: () => Promise<void>,
): Machine & {
  readonly move: (ms: number) => void
  readonly slept: readonly number[]
} => {
  let ahead = 0
  const slept: number[] = []
  return {
    now: () => Date.now() + ahead,
    move: (ms) => void (ahead += ms),
    slept,
    sleep: async (ms) => {
      slept.push(ms)
      ahead += ms
      await new Promise((resolve) => setImmediate(resolve))
      await gate?.()
    },
  }
}

export interface Rig {
  readonly standin: TelegramStandin
  readonly channel: Channel
  readonly settings: TelegramSettings
  readonly machine: ReturnType<typeof quickMachine>
  readonly received: readonly Incoming[]
  readonly alarms: readonly string[]
  /** All that was logged, as JSON lines. */
  readonly logged: () => string
  readonly stop: () => Promise<void>
}

export interface RigOptions {
  readonly standin?: TelegramOptions
  readonly settings?: Partial<TelegramSettings>
  readonly tuning?: Partial<Tuning>
  /** Throws where the house cannot store. */
  readonly receive?: (incoming: Incoming, tries: number) => Promise<void>
  /** What every sleep waits for besides. */
  readonly gate?: () => Promise<void>
  /** Default true. */
  readonly started?: boolean
}

/** The channel on the real SDK, against a Bot API server of its own. */
export const telegramRig = async (options: RigOptions = {}): Promise<Rig> => {
  const standin = await startTelegram({ limits: 'off', slowPolls: false, ...options.standin })
  const machine = quickMachine(options.gate)
  const lines: string[] = []
  const alarms: string[] = []
  const received: Incoming[] = []
  let tries = 0
  const settings: TelegramSettings = {
    token: standin.token,
    apiRoot: standin.root,
    webhook: null,
    proxyUrl: null,
    ...options.settings,
  }
  const log = pino({ level: 'debug' }, { write: (line) => void lines.push(line) })
  const channel = createTelegram(settings, { log, machine, alarm: (text) => void alarms.push(text) }, options.tuning)
  if (options.started !== false)
    await channel.start(async (incoming) => {
      await options.receive?.(incoming, ++tries)
      received.push(incoming)
    })
  return {
    standin,
    channel,
    settings,
    machine,
    received,
    alarms,
    logged: () => lines.join(''),
    stop: async () => {
      await channel.stop()
      await standin.stop()
    },
  }
}

/** Whether Telegram was told that the update is stored, or handed it out again because it was not. */
export const deliveredBy = async ({ standin }: Pick<Rig, 'standin'>, id: number): Promise<'taken' | 'failed'> => {
  const taken = standin.acknowledged(id).then(() => 'taken' as const)
  const again = standin
    .waitFor(() => standin.handedOut(id) > 1)
    .then(
      () => 'failed' as const,
      // Acknowledged at once: the other promise tells.
      () => taken,
    )
  return Promise.race([taken, again])
}
