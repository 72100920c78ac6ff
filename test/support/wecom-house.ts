import { pino } from 'pino'

import type { Channel } from '#src/channels/channel.ts'
import { createWecom } from '#src/channels/wecom/index.ts'
import type { Tuning } from '#src/channels/wecom/tuning.ts'

import { startWecom, type Says, type WecomOptions, type WecomStandin } from '../standin/wecom/index.ts'
import { office, type TrialApp, trialApp } from './app.ts'
import type { VirtualMachine } from './machine.ts'

/** How much faster than the real one the clock of a house runs, which its gateway and its channel share. */
const speed = 10

/** The tunings of `quick`, in the time of that clock. */
const quickly: Partial<Tuning> = {
  authMs: 5000,
  startMs: 30_000,
  ackMs: 4000,
  probeMs: 2000,
  reconnectMs: 50,
  reconnectMostMs: 400,
  stableMs: 2000,
  parkMs: 2000,
  readyMs: 30_000,
  random: () => 0.5,
}

/** Machine time that runs fast, and can be moved on past everybody whose sleep ends by then. */
const fastClock = (): VirtualMachine => {
  const [from, began] = [Date.now(), performance.now()]
  let moved = 0
  const now = (): number => from + (performance.now() - began) * speed + moved
  const sleepers = new Set<{ readonly at: number; readonly end: () => void }>()
  return {
    now,
    waitFor: () => {},
    sleep: (ms) =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer)
          sleepers.delete(sleeper)
          resolve()
        }
        const sleeper = { at: now() + ms, end }
        sleepers.add(sleeper)
        const timer = setTimeout(end, ms / speed)
      }),
    move: async (ms) => {
      moved += ms
      for (const { at, end } of sleepers) if (at <= now()) end()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

export interface WecomHouse {
  readonly standin: WecomStandin
  /** The house as it runs now; another one after `restart`. */
  readonly trial: TrialApp
  readonly channel: Channel
  readonly machine: VirtualMachine
  readonly alarms: readonly string[]
  readonly logged: () => string
  /** Binds an account to a post, '县公安局' or '县公安局 负责人', by a code sent in its own chat. */
  readonly bind: (user: string, post: string) => Promise<void>
  /** Says something; resolves with what was answered when everything due is out. */
  readonly asks: (user: string, text: string, says?: Says) => Promise<string>
  /** Resolves when the update was stored, or could not be, and what it caused is done. */
  readonly done: (msgid: Promise<string> | string) => Promise<void>
  /** What the bot has said in this chat, bubble by bubble. */
  readonly shown: (user: string) => readonly string[]
  /** Ends the process, as it were, and starts another one on the same database. */
  readonly restart: () => Promise<void>
  readonly close: () => Promise<void>
}

/** A trial house whose people may be on WeCom: the real SDK against the stand-in gateway, all by one fast clock. */
export const wecomHouse = async (options: WecomOptions = {}, tuning: Partial<Tuning> = {}): Promise<WecomHouse> => {
  const machine = fastClock()
  const standin = await startWecom({ clock: machine.now, evictionDelay: 20, ...options })
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const alarms: string[] = []
  const taken = new Map<string, PromiseWithResolvers<void>>()
  const slot = (id: string): PromiseWithResolvers<void> => {
    const there = taken.get(id) ?? Promise.withResolvers<void>()
    taken.set(id, there)
    return there
  }
  const { id: botId, secret } = standin.bot
  const settings = { botId, secret, wsUrl: standin.url, caFile: null, proxyUrl: null }

  const open = async (store?: TrialApp): Promise<{ channel: Channel; trial: TrialApp }> => {
    let made: TrialApp | undefined
    const alarm = (words: string): void => {
      alarms.push(words)
      // As core.ts does it: what cannot be passed on stands in the log.
      made?.app.alarm('wecom', words).catch((error: unknown) => log.error({ err: error }, 'alarm not passed on'))
    }
    const own = createWecom(settings, { log, machine, alarm }, { ...quickly, ...tuning })
    const channel: Channel = {
      ...own,
      start: (receive) =>
        own.start(async (incoming) => {
          try {
            await receive(incoming)
          } finally {
            slot(incoming.id).resolve()
          }
        }),
    }
    made = await trialApp({ channels: [channel], machine, ...(store === undefined ? {} : { store }) })
    return { channel, trial: made }
  }
  let now = await open()

  const done: WecomHouse['done'] = async (msgid) => {
    await slot(await msgid).promise
    await now.trial.app.idle()
  }
  const shown: WecomHouse['shown'] = (user) => standin.seen(user).map(({ text }) => text)
  const asks: WecomHouse['asks'] = async (user, text, says) => {
    const chat = says?.group ?? user
    const before = shown(chat).length
    await done(standin.userSays(user, text, says))
    return shown(chat).slice(before).join('\n')
  }
  const stop = async (): Promise<void> => {
    await now.trial.app.stop()
    await now.channel.stop()
    await standin.waitFor((one) => one.connections() === 0)
  }

  return {
    standin,
    machine,
    alarms,
    logged: () => lines.join(''),
    get trial() {
      return now.trial
    },
    get channel() {
      return now.channel
    },
    bind: async (user, post) => {
      const { text } = await now.trial.say(office, `邀请 ${post}`)
      const code = /绑定 ([0-9A-Z]{6})/.exec(text)?.[1]
      if (code === undefined) throw new Error(`no code: ${text}`)
      const answer = await asks(user, `绑定 ${code}`)
      if (!answer.includes(post.split(' ')[0]!)) throw new Error(`not bound: ${answer}`)
    },
    asks,
    done,
    shown,
    restart: async () => {
      const { trial } = now
      await stop()
      now = await open(trial)
    },
    close: async () => {
      await stop()
      await standin.stop()
      await now.trial.close()
    },
  }
}
