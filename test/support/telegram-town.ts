import { pino } from 'pino'

import { createTelegram } from '#src/channels/telegram/index.ts'

import { type Person, type SeenMessage, startTelegram, type TelegramStandin } from '../standin/telegram/index.ts'
import { office, trialApp, type TrialApp } from './app.ts'
import { virtualMachine } from './machine.ts'

export interface TelegramTown extends TrialApp {
  readonly standin: TelegramStandin
  /** Somebody bound to a post, by a code of the office. */
  readonly binds: (post: string) => Promise<Person>
  /** Something happens; resolves with what a person reads because of it, when all is handled and out. */
  readonly hears: (person: Person, act: () => Promise<number>) => Promise<readonly SeenMessage[]>
  readonly says: (person: Person, text: string) => Promise<string>
  /** Everything that was logged by the channel, as it was written. */
  readonly logged: () => string
  readonly end: () => Promise<void>
}

/** The whole app with Telegram, on the real library, against a Bot API server of its own; the sample is published. */
export const telegramTown = async (): Promise<TelegramTown> => {
  const standin = await startTelegram({ limits: 'off', slowPolls: false })
  const machine = virtualMachine()
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const settings = { token: standin.token, apiRoot: standin.root, webhook: null, proxyUrl: null }
  // A poll is held for real seconds, in which a virtual clock may pass minutes: that is no silence.
  const channel = createTelegram(
    settings,
    { log, machine, alarm: (text) => void lines.push(`alarm ${text}`) },
    { silentMs: 86_400_000 },
  )
  const trial = await trialApp({ channels: [channel], machine })
  await trial.publish()

  const hears: TelegramTown['hears'] = async ({ id }, act) => {
    const mark = standin.lastMessageId(id)
    await standin.acknowledged(await act())
    await trial.app.idle()
    return standin.seen(id).filter(({ messageId }) => messageId > mark)
  }
  const says: TelegramTown['says'] = async (person, text) =>
    (await hears(person, () => standin.says(person, text))).map((one) => one.text).join('\n')

  return {
    ...trial,
    standin,
    hears,
    says,
    logged: () => lines.join('\n'),
    binds: async (post) => {
      const person = standin.addPerson(post)
      const { text } = await trial.say(office, `邀请 ${post}`)
      await says(person, `绑定 ${/邀请码 (\w{6})/.exec(text)?.[1]}`)
      return person
    },
    end: async () => {
      await trial.app.stop()
      await channel.stop()
      await standin.stop()
      await trial.close()
    },
  }
}
