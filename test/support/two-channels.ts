import { pino } from 'pino'

import type { Channel, ChannelDeps } from '#src/channels/channel.ts'
import { createTelegram } from '#src/channels/telegram/index.ts'
import { createWecom } from '#src/channels/wecom/index.ts'

import { type Person, startTelegram, type TelegramStandin } from '../standin/telegram/index.ts'
import { startWecom, type WecomStandin } from '../standin/wecom/index.ts'
import { office, type TrialApp, trialApp } from './app.ts'
import type { VirtualMachine } from './machine.ts'

/** How much faster than the real one the clock of house and platforms runs. */
const speed = 10

/** Machine time that runs fast, and can be moved on past everybody whose sleep ends by then. */
const fastClock = (): VirtualMachine => {
  const began = performance.now()
  const from = Date.now()
  let moved = 0
  const now = (): number => from + (performance.now() - began) * speed + moved
  const early = new Set<() => void>()
  return {
    now,
    waitFor: () => {},
    sleep: async (ms) => {
      const until = now() + ms
      while (now() < until) {
        const { promise, resolve } = Promise.withResolvers<void>()
        const timer = setTimeout(resolve, Math.ceil((until - now()) / speed))
        early.add(resolve)
        await promise
        early.delete(resolve)
        clearTimeout(timer)
      }
    },
    move: async (ms) => {
      moved += ms
      for (const wake of early) wake()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

export interface TwoChannels extends TrialApp {
  readonly wecom: WecomStandin
  readonly telegram: TelegramStandin
  /** What only a person can mend, as it was raised. */
  readonly alarms: readonly string[]
  /** Says something in WeCom; resolves with all that is read there because of it. */
  readonly inWecom: (user: string, text: string) => Promise<string>
  readonly inTelegram: (person: Person, text: string) => Promise<string>
  /** All that a chat has shown, message by message. */
  readonly readInWecom: (user: string) => readonly string[]
  readonly readInTelegram: (person: Person) => readonly string[]
  readonly end: () => Promise<void>
}

/** The whole app with WeCom and Telegram, both on their real libraries, against both stand-ins, all by one fast clock. */
export const twoChannels = async (): Promise<TwoChannels> => {
  const machine = fastClock()
  const wecom = await startWecom({ clock: machine.now, evictionDelay: 20 })
  const telegram = await startTelegram({ clock: machine, limits: 'off', slowPolls: false })
  const log = pino({ level: 'silent' })
  const alarms: string[] = []
  let trial: TrialApp | undefined
  const depsFor = (name: string): ChannelDeps => ({
    log,
    machine,
    alarm: (words) => {
      alarms.push(words)
      // Raised before there is an app it stands in `alarms` only.
      void trial?.app.alarm(name, words)
    },
  })
  const { id: botId, secret } = wecom.bot
  const settings = { botId, secret, wsUrl: wecom.url, caFile: null, proxyUrl: null }
  const taken = new Set<string>()
  const noting = (channel: Channel): Channel => ({
    ...channel,
    start: (receive) =>
      channel.start(async (incoming) => {
        await receive(incoming)
        taken.add(`${channel.name}/${incoming.id}`)
      }),
  })
  const channels = [
    noting(createWecom(settings, depsFor('wecom'), { random: () => 0.5 })),
    createTelegram(
      { token: telegram.token, apiRoot: telegram.root, webhook: null, proxyUrl: null },
      depsFor('telegram'),
    ),
  ]
  const made = (trial = await trialApp({ channels, machine }))

  const readInWecom = (user: string) => wecom.seen(user).map(({ text }) => text)
  const readInTelegram = ({ id }: Person) => telegram.seen(id).map(({ text }) => text)
  const since = async (read: () => readonly string[], act: () => Promise<void>): Promise<string> => {
    const before = read().length
    await act()
    await made.app.idle()
    return read().slice(before).join('\n')
  }

  return {
    ...made,
    wecom,
    telegram,
    alarms,
    readInWecom,
    readInTelegram,
    inWecom: (user, text) =>
      since(
        () => readInWecom(user),
        async () => {
          const id = await wecom.userSays(user, text)
          await wecom.waitFor(() => taken.has(`wecom/${id}`) || wecom.seen(user).some(({ answers }) => answers === id))
        },
      ),
    inTelegram: (person, text) =>
      since(
        () => readInTelegram(person),
        async () => telegram.acknowledged(await telegram.says(person, text)),
      ),
    end: async () => {
      await made.app.stop()
      await Promise.all(channels.map((channel) => channel.stop()))
      await wecom.stop()
      await telegram.stop()
      await made.close()
    },
  }
}

/** The liaison of 县公安局, bound in WeCom by the office's code, and in Telegram as well by a code of their own. */
export const bindTwice = async (house: TwoChannels, user: string): Promise<Person> => {
  const { text } = await house.say(office, '邀请 县公安局')
  house.wecom.addUser(user)
  await house.inWecom(user, `绑定 ${/邀请码 (\w{6})/.exec(text)?.[1]}`)
  const offer = await house.inWecom(user, '我 加绑')
  const person = house.telegram.addPerson(user)
  await house.inTelegram(person, `绑定 ${/绑定 (\w{6})/.exec(offer)?.[1]}`)
  return person
}
