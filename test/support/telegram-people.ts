import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  type FileOptions,
  type Group,
  type NamedBytes,
  type Person,
  type SayOptions,
  type SeenMessage,
  startTelegram,
  type TelegramOptions,
  type TelegramStandin,
} from '../standin/telegram/index.ts'
import { cli, type CliRan } from './cli.ts'
import { startServing } from './serving.ts'

/** Real milliseconds within which anything said is answered: a chat gets one message a second. */
const answerMs = 30_000

/** What an answer must contain, or match. */
export type Expected = string | RegExp

/** Somebody's private chat with the bot. Each act resolves when what he reads since it holds all that is expected. */
export interface Speaker {
  readonly person: Person
  readonly says: (text: string, ...expected: readonly Expected[]) => Promise<string>
  readonly replies: (to: SeenMessage, text: string, ...expected: readonly Expected[]) => Promise<string>
  /** Presses the last button that says this; it is gone from its message after that. */
  readonly presses: (button: string, ...expected: readonly Expected[]) => Promise<string>
  readonly sends: (
    file: NamedBytes,
    options: Omit<FileOptions, 'as'>,
    ...expected: readonly Expected[]
  ) => Promise<string>
  readonly sendsAlbum: (
    files: readonly NamedBytes[],
    caption: string,
    ...expected: readonly Expected[]
  ) => Promise<string>
  /** Changes the last message he has written. */
  readonly edits: (text: string, ...expected: readonly Expected[]) => Promise<string>
  /** Anything else that happens. */
  readonly after: (act: () => Promise<unknown>, ...expected: readonly Expected[]) => Promise<string>
  /** All he was ever told. */
  readonly told: () => readonly SeenMessage[]
  /** The last message that holds this. */
  readonly last: (holds: string) => SeenMessage
}

const holds = (text: string, expected: Expected): boolean =>
  typeof expected === 'string' ? text.includes(expected) : expected.test(text)

const joined = (messages: readonly SeenMessage[]): string => messages.map(({ text }) => text).join('\n')

/** A person of the stand-in as somebody who speaks and reads. */
export const speakerOf = (standin: TelegramStandin, person: Person): Speaker => {
  const { id, name } = person
  const toldSince = (mark: number) => standin.seen(id).filter(({ messageId }) => messageId > mark)

  const after: Speaker['after'] = async (act, ...expected) => {
    const mark = standin.lastMessageId(id)
    await act()
    const missing = (): Expected[] => {
      const text = joined(toldSince(mark))
      return text === '' ? ['(an answer)'] : expected.filter((one) => !holds(text, one))
    }
    await standin
      .waitFor(() => missing().length === 0, answerMs)
      .catch(() => {
        const written = standin.transcript(id).findLast(({ from }) => from === id)?.text ?? ''
        throw new Error(
          `${name} was not told: ${missing().map(String).join(' | ')}\nsaid last: ${written.slice(0, 200)}\ntold:\n${joined(toldSince(mark))}`,
        )
      })
    return joined(toldSince(mark))
  }
  const last: Speaker['last'] = (part) => {
    const found = standin.seen(id).findLast(({ text }) => text.includes(part))
    if (found === undefined) throw new Error(`${name} was never told: ${part}`)
    return found
  }
  const own = (): number => standin.transcript(id).findLast(({ from }) => from === id)!.messageId

  return {
    person,
    after,
    last,
    told: () => standin.seen(id),
    says: (text, ...expected) => after(() => standin.says(person, text), ...expected),
    replies: (to, text, ...expected) => after(() => standin.says(person, text, { replyTo: to.messageId }), ...expected),
    presses: async (button, ...expected) => {
      const shows = ({ buttons }: SeenMessage): boolean => buttons.some(({ says }) => says === button)
      const shown = standin.seen(id).findLast(shows)
      if (shown === undefined) throw new Error(`no message of ${name} shows the button ${button}`)
      const text = await after(() => standin.presses(person, shown.messageId, button), ...expected)
      await standin.waitFor(() => !shows(standin.seen(id).find(({ messageId }) => messageId === shown.messageId)!))
      return text
    },
    sends: ({ name: called, bytes, as = 'document' }, options, ...expected) =>
      after(() => standin.sendsFile(person, called, bytes, { ...options, as }), ...expected),
    sendsAlbum: (files, caption, ...expected) => after(() => standin.sendsAlbum(person, files, caption), ...expected),
    edits: (text, ...expected) => after(() => standin.edits(person, own(), text), ...expected),
  }
}

/** `npm start` on a folder of its own, as a trial whose Telegram is the stand-in, and the people who speak with it there. */
export interface TelegramCounty {
  readonly standin: TelegramStandin
  /** A command line of the operator, beside the server. */
  readonly duban: (...argv: readonly string[]) => Promise<CliRan>
  /** Asks for a code by `duban invite`, and sends it; `link`: as the deep link does. */
  readonly binds: (unit: string, role?: string, link?: 'link') => Promise<Speaker>
  /** `duban clock`: resolves when everything that fell due until then is out. */
  readonly clock: (to: string) => Promise<string>
  /** Says something in a group; resolves with all that the bot wrote there since. */
  readonly inGroup: (
    group: Group,
    who: Speaker,
    text: string,
    options: Omit<SayOptions, 'group'>,
    ...expected: readonly Expected[]
  ) => Promise<string>
  readonly close: () => Promise<void>
}

export const openTelegramCounty = async (options: TelegramOptions = {}): Promise<TelegramCounty> => {
  const dir = mkdtempSync(join(tmpdir(), 'duban-telegram-'))
  const standin = await startTelegram(options)
  const env = {
    DATA_DIR: dir,
    TRIAL: '1',
    CLOCK: '2021-06-04T09:00',
    TELEGRAM_BOT_TOKEN: standin.token,
    TELEGRAM_API_ROOT: standin.root,
  }
  const child = await startServing(env)
  const run = async (...argv: readonly string[]): Promise<string> => {
    const { code, out, err } = await cli(env, ...argv)
    if (code !== 0) throw new Error(`duban ${argv.join(' ')}: ${code} ${err}`)
    return out
  }
  return {
    standin,
    duban: (...argv) => cli(env, ...argv),
    binds: async (unit, role, link) => {
      const made = await run('invite', unit, ...(role === undefined ? [] : [role]), '--json')
      const { code } = JSON.parse(made) as { code: string }
      const speaker = speakerOf(standin, standin.addPerson(`${unit} ${role ?? 'liaison'}`))
      if (link === undefined) await speaker.says(`绑定 ${code}`, '您好,您是')
      else await speaker.after(() => standin.starts(speaker.person, code), '您好,您是')
      return speaker
    },
    clock: (to) => run('clock', to),
    inGroup: async (group, { person }, text, said, ...expected) => {
      const mark = standin.lastMessageId(group.id)
      await standin.says(person, text, { ...said, group })
      const told = (): string => joined(standin.seen(group.id).filter(({ messageId }) => messageId > mark))
      await standin
        .waitFor(() => told() !== '' && expected.every((one) => holds(told(), one)), answerMs)
        .catch(() => {
          throw new Error(`said in the group: ${text}\nexpected: ${expected.map(String).join(' | ')}\ntold:\n${told()}`)
        })
      return told()
    },
    close: async () => {
      if (child.exitCode === null) {
        child.kill('SIGTERM')
        await once(child, 'close')
      }
      await standin.stop()
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}
