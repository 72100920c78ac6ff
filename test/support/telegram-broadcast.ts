import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'

import { pino } from 'pino'

import type { OpenDatabase } from '#db/index.ts'
import { addMembers } from '#db/members.ts'
import { addUnits, allUnits } from '#db/units.ts'
import { createApp } from '#src/app.ts'
import { nationalCalendar } from '#src/calendar.ts'
import type { Channel } from '#src/channels/channel.ts'
import { createLocal } from '#src/channels/local/index.ts'
import { createTelegram } from '#src/channels/telegram/index.ts'
import { parseInstant } from '#src/domain/instant.ts'
import type { Machine } from '#src/domain/machine.ts'
import { bearTrial } from '#src/trial.ts'

import { type Person, startTelegram, type TelegramStandin } from '../standin/telegram/index.ts'
import { heldLease } from './lease.ts'
import { virtualMachine } from './machine.ts'

export interface BroadcastTown {
  readonly standin: TelegramStandin
  readonly officer: Person
  /** Whom 广播 全部 is for, in the order in which they are told. */
  readonly people: readonly Person[]
  /** Have blocked the bot while nobody was there to hear it; the last but so many. */
  readonly blocked: readonly Person[]
  /** When an update was handled; real time, as performance.now() tells it. */
  readonly handledAt: (update: number) => Promise<number>
  /** Resolves when all is handled and out. */
  readonly idle: () => Promise<void>
  readonly close: () => Promise<void>
}

const day = 86_400_000
const kinds = new Set(['department', 'township', 'zone'])
const start = parseInstant('2021-06-04T09:00')!

/** The unit of each chat has one liaison; an officer of the supervision office is on Telegram too. */
const seed = async ({ db }: OpenDatabase, people: readonly Person[], officer: Person): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const bind = (unit: string, { id }: Person) =>
      trx
        .updateTable('address')
        .set({ channel: 'telegram', id: String(id) })
        .where('channel', '=', 'local')
        .where('id', '=', unit)
        .execute()
    await bind('县政府督查室:officer', officer)
    const told = (await allUnits(trx)).filter(({ kind }) => kinds.has(kind))
    for (const [at, { name }] of told.entries()) await bind(name, people[at]!)
    const more = people.slice(told.length).map((person, at) => ({ name: `县第${at + 1}局`, person }))
    await addUnits(
      trx,
      more.map(({ name }) => ({ name, kind: 'department' })),
    )
    const ids = new Map((await allUnits(trx)).map(({ name, id }) => [name, id]))
    await addMembers(
      trx,
      more.map(({ name, person }) => ({
        name: `${name}联络员`,
        role: 'liaison',
        unitId: ids.get(name)!,
        addresses: [{ channel: 'telegram', id: String(person.id) }],
      })),
    )
  })

/** How many calls are on the wire. Time does not go on meanwhile: what the wire takes is slept by its clock. */
const wire = (root: string) => {
  const open = new Set<ClientRequest>()
  const requestOf = (message: unknown): ClientRequest => (message as { readonly request: ClientRequest }).request
  const begin = (message: unknown): void => {
    const request = requestOf(message)
    if (request.path.endsWith('/sendMessage') && root.endsWith(request.getHeader('host') as string)) open.add(request)
  }
  const end = (message: unknown): void => void open.delete(requestOf(message))
  const ears = [
    ['http.client.request.start', begin],
    ['http.client.response.finish', end],
    ['http.client.request.error', end],
  ] as const
  for (const [name, ear] of ears) subscribe(name, ear)
  return {
    busy: () => open.size > 0,
    close: () => {
      for (const [name, ear] of ears) unsubscribe(name, ear)
    },
  }
}

/** A way there and a way back of 20 to 80 ms each. */
const distant = (channel: Channel, { sleep }: Machine): Channel => ({
  ...channel,
  send: async (...message) => {
    await sleep(20 + Math.random() * 60)
    const outcome = await channel.send(...message)
    await sleep(20 + Math.random() * 60)
    return outcome
  },
})

/**
 * The whole app with thousands of chats on the real library, against a Bot API server that holds the limits by their
 * letter. One clock for both, which goes on while neither has anything to do.
 */
export const broadcastTown = async (
  store: OpenDatabase,
  { chats, blocked }: { readonly chats: number; readonly blocked: number },
): Promise<BroadcastTown> => {
  const { db, pool } = store
  const machine = virtualMachine()
  const calendar = nationalCalendar()
  const standin = await startTelegram({ clock: machine, limits: { chatBurst: 1 } })
  const onWire = wire(standin.root)
  machine.waitFor(onWire.busy)
  machine.waitFor(() => pool.totalCount > pool.idleCount || pool.waitingCount > 0)
  const officer = standin.addPerson('督查员', { started: true })
  const people = Array.from({ length: chats }, () => standin.addPerson(undefined, { started: true }))
  // Every so many chats one; the update that tells of it is too old when the bot comes.
  const every = Math.floor((chats - 100) / blocked)
  const shut = Array.from({ length: blocked }, (_, at) => people[100 + at * every]!)
  for (const person of shut) await standin.blocks(person)
  await machine.move(day + 60_000)

  await bearTrial(db, start, calendar)
  await seed(store, people, officer)
  const log = pino({ level: 'silent' })
  const lease = await heldLease(db)
  const settings = { token: standin.token, apiRoot: standin.root, webhook: null, proxyUrl: null }
  const telegram = distant(createTelegram(settings, { log, machine, alarm: () => {} }), machine)
  const channels = [createLocal(), telegram]
  const handled = new Map<string, number>()
  const app = await createApp({
    db,
    channels,
    calendar,
    lease,
    machine,
    log,
    readDocument: async () => '',
    readSheet: async () => [],
    onProgress: (cause) => {
      if (!handled.has(cause)) handled.set(cause, performance.now())
    },
  })
  for (const channel of channels) await channel.start(app.receive)
  return {
    standin,
    officer,
    people,
    blocked: shut,
    handledAt: async (update) => {
      const row = db.selectFrom('inbox').where('incoming_id', '=', String(update)).select('id')
      return handled.get(`inbox/${(await row.executeTakeFirstOrThrow()).id}`)!
    },
    idle: app.idle,
    close: async () => {
      await app.stop()
      for (const channel of channels) await channel.stop()
      await lease.release()
      onWire.close()
      await standin.stop()
    },
  }
}
