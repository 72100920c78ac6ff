import { pino } from 'pino'

import { messagesCausedBy } from '#db/messages.ts'
import { type App, createApp } from '#src/app.ts'
import { nationalCalendar } from '#src/calendar.ts'
import type { Channel } from '#src/channels/channel.ts'
import { createLocal } from '#src/channels/local/index.ts'
import { readDocument } from '#src/document/index.ts'
import { parseInstant, type Instant } from '#src/domain/instant.ts'
import { type Message, plain } from '#src/domain/message.ts'
import { readSheet } from '#src/sheet.ts'
import { bearTrial } from '#src/trial.ts'

import { heldLease } from './lease.ts'
import { type VirtualMachine, virtualMachine } from './machine.ts'
import { type FreshDatabase, freshDatabase } from './store.ts'

export const calendar = nationalCalendar()

/** Officers and the leader as the local chat knows them. */
export const office = '县政府督查室:officer'
export const reviewer = '县政务服务和大数据管理局:officer'
export const leader = 'leader'

export interface Answer {
  readonly text: string
  readonly buttons: readonly string[]
  /** Everything else that was sent because of it. */
  readonly others: readonly { readonly to: string; readonly text: string; readonly state: string }[]
}

export interface TrialApp extends FreshDatabase {
  readonly app: App
  readonly machine: VirtualMachine
  readonly say: (as: string, text: string, files?: readonly { name: string; bytes: Uint8Array }[]) => Promise<Answer>
  /** Moves the clock, Shanghai time: '2021-06-07T08:31'. */
  readonly clock: (to: string) => Promise<void>
  /** Publishes the sample as it is read, with 招投中心 answered. */
  readonly publish: () => Promise<Answer>
  /** The liaisons' digests of a day, by chat. */
  readonly digests: (day: string) => Promise<ReadonlyMap<string, string>>
}

export const instant = (text: string): Instant => parseInstant(text)!

export interface TrialOptions {
  readonly at?: string
  /** Beside the local channel. */
  readonly channels?: readonly Channel[]
  readonly store?: FreshDatabase
  /** Its own unless given. */
  readonly machine?: VirtualMachine
}

/** The whole app on a fresh database of its own: the trial as `npm start` bears it. */
export const trialApp = async (options: TrialOptions = {}): Promise<TrialApp> => {
  const store = options.store ?? (await freshDatabase())
  const { db } = store
  await bearTrial(db, instant(options.at ?? '2021-06-04T09:00'), calendar)
  const machine = options.machine ?? virtualMachine()
  machine.waitFor(() => store.pool.totalCount > store.pool.idleCount || store.pool.waitingCount > 0)
  const lease = await heldLease(db)
  const local = createLocal()
  const channels = [local, ...(options.channels ?? [])]
  const app = await createApp({
    db,
    channels,
    calendar,
    lease,
    machine,
    log: pino({ level: 'silent' }),
    readDocument,
    readSheet,
  })
  for (const channel of channels) await channel.start(app.receive)

  const say: TrialApp['say'] = async (as, text, files = []) => {
    const id = await local.post({ chat: as, text, files })
    await app.idle()
    const row = await db.selectFrom('inbox').where('incoming_id', '=', id).select('id').executeTakeFirstOrThrow()
    const caused = await messagesCausedBy(db, `inbox/${row.id}`)
    const answer = caused.find(({ chat }) => chat === as)
    const body: Message = answer?.body ?? { blocks: [] }
    return {
      text: plain(body),
      buttons: (body.buttons ?? []).map(({ says }) => says),
      others: caused
        .filter((one) => one !== answer)
        .map((one) => ({ to: one.chat ?? '', text: plain(one.body), state: one.state })),
    }
  }

  return {
    ...store,
    app,
    machine,
    say,
    clock: async (to) => void (await app.advance(instant(to))),
    publish: async () => {
      await say(office, '答 1 是')
      return say(office, '发布 891')
    },
    digests: async (day) => {
      const rows = await db
        .selectFrom('message')
        .where('key', 'like', `digest/${day}/%`)
        .where('chat', 'not like', '%:%')
        .where('chat', '<>', 'leader')
        .select(['chat', 'body'])
        .orderBy('id')
        .execute()
      return new Map(rows.map((row) => [row.chat ?? '', plain(row.body)]))
    },
  }
}

/** A conversation: who says what, and what the answer must contain (or match). */
export const dialogue = async (
  { say }: Pick<TrialApp, 'say'>,
  lines: readonly (readonly [as: string, said: string, ...answered: (string | RegExp)[]])[],
): Promise<void> => {
  for (const [as, said, ...answered] of lines) {
    const { text } = await say(as, said)
    for (const part of answered) {
      const found = typeof part === 'string' ? text.includes(part) : part.test(text)
      if (!found) throw new Error(`${as} said「${said.slice(0, 200)}」\nexpected: ${String(part)}\nanswered:\n${text}`)
    }
  }
}
