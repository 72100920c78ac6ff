import { setTimeout as sleep } from 'node:timers/promises'

import { pino } from 'pino'

import { type App, createApp } from '#src/app.ts'
import { adminCode } from '#src/admin-code.ts'
import { bear } from '#src/birth.ts'
import type { Incoming, IncomingFile } from '#src/channels/channel.ts'
import { readDocument } from '#src/document/index.ts'
import { type Message, plain } from '#src/domain/message.ts'
import type { Machine } from '#src/domain/machine.ts'
import { readSheet } from '#src/sheet.ts'

import { heldLease } from './lease.ts'
import { calendar, instant } from './app.ts'
import { createFaulty, type FaultyChannel } from './faulty-channel.ts'
import { type FreshDatabase, freshDatabase } from './store.ts'

export interface LiveApp extends FreshDatabase {
  readonly app: App
  readonly wecom: FaultyChannel
  readonly telegram: FaultyChannel
  /** The code that `serve` prints; null once an administrator is bound. */
  readonly adminCode: () => Promise<string | null>
  /** Something happens in the single chat of an account; resolves with the answer, '' where there is none. */
  readonly hear: (account: string, incoming?: Partial<Incoming>, channel?: FaultyChannel) => Promise<Message>
  readonly say: (account: string, text: string, files?: readonly { name: string; text: string }[]) => Promise<string>
  /** Moves machine time, Shanghai: '2021-06-07T08:30', and looks what is due. */
  readonly clock: (to: string) => Promise<void>
}

let heard = 0 // of this worker; an update's id is used once

/** The whole app on a live database, born empty, with two platforms that do as they are told. */
export const liveApp = async (at = '2021-06-04T09:00'): Promise<LiveApp> => {
  const store = await freshDatabase()
  const { db } = store
  const time = { ms: Date.parse(instant(at)) }
  const machine: Machine = { now: () => (time.ms += 1), sleep }
  await bear(db, { trial: false, hasChannel: true, clock: instant(at), machine: instant(at) }, calendar)
  const lease = await heldLease(db)
  const kept = new Map<string, Uint8Array>()
  const fetch = async ({ id }: IncomingFile) => ({ bytes: kept.get(id) ?? new Uint8Array() })
  const wecom = { ...createFaulty('wecom'), fetch }
  const telegram = { ...createFaulty('telegram'), fetch }
  const channels = [wecom, telegram]
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

  const hear: LiveApp['hear'] = async (account, incoming = {}, channel = wecom) => {
    heard += 1
    const id = `heard-${heard}`
    const chat = { id: account, kind: 'single' as const }
    await channel.say({
      id,
      channel: channel.name,
      chat,
      from: account,
      kind: 'text',
      text: '',
      files: [],
      ...incoming,
    })
    await app.idle()
    const row = await db.selectFrom('inbox').where('incoming_id', '=', id).select('id').executeTakeFirstOrThrow()
    const answer = await db.selectFrom('message').where('key', '=', `reply/${row.id}`).select('body').executeTakeFirst()
    return answer?.body ?? { blocks: [] }
  }

  return {
    ...store,
    app,
    wecom,
    telegram,
    adminCode: () => adminCode(db, app.now()),
    hear,
    say: async (account, text, files = []) => {
      const attached = files.map((file) => {
        heard += 1
        const bytes = new TextEncoder().encode(file.text)
        kept.set(`file-${heard}`, bytes)
        return { id: `file-${heard}`, name: file.name, size: bytes.length }
      })
      return plain(await hear(account, { text, files: attached }))
    },
    clock: async (to) => {
      time.ms = Date.parse(instant(to))
      await app.tick(app.now())
      await app.idle()
    },
  }
}
