import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { type Person, startTelegram, type TelegramStandin } from '../standin/telegram/index.ts'
import { countLedger, type Said, type TelegramKillLedger } from './telegram-kill-ledger.ts'
import { type KillServer, startKillServer } from './telegram-kill-process.ts'

export interface TelegramKillPlan {
  readonly commands: number
  readonly kills: number
  /** How many liaisons share the commands, 61 at most. */
  readonly people: number
  /** Told how many replies there are. */
  readonly onProgress?: (replies: number, kills: number) => void
}

/** A report and its withdrawal: the second is refused when it is handled before the first, or twice. */
interface Pair {
  readonly number: number
  readonly note: string
}

const register = JSON.parse(readFileSync(join(import.meta.dirname, '../../data/units.json'), 'utf8')) as readonly {
  readonly name: string
  readonly kind: string
}[]
const units = register.filter(({ kind }) => ['department', 'township', 'zone'].includes(kind)).map(({ name }) => name)

/** How long a liaison waits for an answer in real milliseconds, restarts included, before he goes on. */
const patienceMs = 60_000

/** Two in a hundred sockets are dropped, half of them when the call has taken effect; batches come spoilt. */
const disturb = ({ faults }: TelegramStandin): void => {
  faults.add({ deed: { kind: 'close', when: 'before-reading' }, probability: 0.005 })
  faults.add({ deed: { kind: 'close', when: 'after-reading' }, probability: 0.005 })
  faults.add({ deed: { kind: 'close', when: 'after-accepting' }, probability: 0.01 })
  for (const kind of ['twice', 'again', 'shuffled'] as const) faults.add({ deed: { kind }, probability: 0.15 })
}

/** What each chat was told, as it is accepted. */
const listen = (standin: TelegramStandin) => {
  const told = new Map<number, string[]>()
  let read = 0
  const unwatch = standin.watch(() => {
    for (; read < standin.ledger.length; read += 1) {
      const { chat, method, text } = standin.ledger[read]!
      if (method !== 'sendMessage') continue
      const own = told.get(chat)
      if (own === undefined) told.set(chat, [text])
      else own.push(text)
    }
  })
  return { replies: () => read, hears: (chat: number, part: string) => told.get(chat)?.some((text) => text.includes(part)) ?? false, unwatch } // prettier-ignore
}

/** The moment of the nth kill: an answer was accepted and is not told of yet; a batch was handed out; anything after that. */
const moment = async (standin: TelegramStandin, nth: number, replies: () => number, from: number): Promise<void> => {
  await standin.waitFor(() => replies() >= from, 300_000)
  const handed = standin.calls('getUpdates')
  const [accepted, now] = [replies(), nth % 3]
  await new Promise<void>((resolve) => {
    const unwatch = standin.watch(() => {
      if (now === 0 ? replies() === accepted : standin.calls('getUpdates') === handed) return
      unwatch()
      resolve()
    })
  })
  if (now === 2) await setTimeout(Math.random() * 60)
}

/**
 * Kills a whole duban again and again while liaisons report and withdraw through Telegram, on a network that loses,
 * repeats and reorders; and counts on both sides what came of it.
 */
export const telegramKillRun = async (plan: TelegramKillPlan): Promise<TelegramKillLedger> => {
  const { commands, kills, onProgress = () => {} } = plan
  const root = mkdtempSync(join(tmpdir(), 'duban-telegram-kill-'))
  const dir = join(root, 'data')
  const standin = await startTelegram({ seed: commands })
  const posts = units.slice(0, plan.people)
  const people = posts.map((unit) => standin.addPerson(unit, { started: true }))
  const start = () => startKillServer(dir, standin.root, standin.token)
  const said: Said[] = []
  let gaveUp = 0
  let server: KillServer | undefined
  try {
    server = await start()
    const chats = Object.fromEntries(posts.map((unit, at) => [unit, people[at]!.id]))
    const { numbers = {} } = await server.ask({ seed: chats })
    const ear = listen(standin)
    disturb(standin)
    const speak = async (person: Person, pairs: readonly Pair[], atOnce: number): Promise<void> => {
      for (let at = 0; at < pairs.length; at += atOnce) {
        const burst = pairs.slice(at, at + atOnce)
        for (const { number, note } of burst) {
          const submitted = await standin.says(person, `整改 ${number} ${note}`)
          const withdrawn = await standin.says(person, `撤回 ${number}`)
          said.push(
            { update: submitted, chat: person.id, number, note },
            { update: withdrawn, chat: person.id, number },
          )
        }
        const last = `#${burst.at(-1)!.number} 已撤回`
        await standin.waitFor(() => ear.hears(person.id, last), patienceMs).catch(() => void (gaveUp += 1))
      }
    }
    const speaking = Promise.all(
      people.map((person, at) => {
        const count = Math.floor(commands / 2 / people.length) + (at < (commands / 2) % people.length ? 1 : 0)
        const own = numbers[person.name]!.slice(0, count)
        // Every third does not wait for an answer before he goes on.
        return speak(person, own.map((number, nth) => ({ number, note: `第${nth + 1}次` })), at % 3 === 0 ? 2 : 1) // prettier-ignore
      }),
    )
    for (let nth = 1; nth <= kills; nth += 1) {
      await moment(standin, nth, ear.replies, Math.floor((commands * nth) / (kills + 1)))
      await server.kill()
      onProgress(ear.replies(), nth)
      server = await start()
    }
    await speaking
    onProgress(ear.replies(), kills)
    ear.unwatch()
    const faults = standin.faults.counts()
    standin.faults.clear()
    const { left = 0 } = await server.ask({ rest: true })
    await server.kill()
    return { kills, gaveUp, left, faults, ...(await countLedger(dir, standin, said)) }
  } finally {
    await server?.kill()
    await standin.stop()
    rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}
