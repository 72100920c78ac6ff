import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'

import { type App, createApp } from '#src/app.ts'
import { createLocal, type LocalChannel } from '#src/channels/local/index.ts'
import { readDocument } from '#src/document/index.ts'
import { nextMorning } from '#src/domain/schedule.ts'
import { readSheet } from '#src/sheet.ts'
import { bearTrial } from '#src/trial.ts'
import { createWeb, type WebDeps } from '#src/web/index.ts'

import { heldLease } from './lease.ts'
import { calendar, instant } from './app.ts'
import { type FreshDatabase, freshDatabase } from './store.ts'

export const host = '127.0.0.1:8080'
/** How a request looks that comes from this machine: the socket as @hono/node-server hands it on. */
export const socketOf = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } })

export interface TrialWeb extends FreshDatabase {
  readonly app: App
  readonly local: LocalChannel
  readonly web: Hono
  /** Asks as a browser at this machine, on our own page. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>
  /** Says something by the page's form and waits until it is answered. */
  readonly say: (fields: Readonly<Record<string, string | File>>) => Promise<Response>
}

/** The whole trial behind its pages, on a fresh database of its own. */
export const trialWeb = async (changes: Partial<WebDeps> = {}): Promise<TrialWeb> => {
  const store = await freshDatabase()
  const { db } = store
  await bearTrial(db, instant('2021-06-04T09:00'), calendar)
  let machineMs = 1_800_000_000_000
  const machine = { now: () => (machineMs += 1), sleep: (ms: number) => sleep(ms) }
  const lease = await heldLease(db)
  const local = createLocal()
  const log = pino({ level: 'silent' })
  const app = await createApp({ db, channels: [local], calendar, lease, machine, log, readDocument, readSheet })
  await local.start(app.receive)
  const advance: WebDeps['advance'] = (to) => app.advance(to === 'next' ? nextMorning(calendar, app.now()) : to)
  const web = createWeb({ db, local, advance, ...changes })

  const ask: TrialWeb['ask'] = async (path, init = {}) => {
    const headers = new Headers({ host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value)
    return web.request(`http://${host}${path}`, { ...init, headers }, socketOf('127.0.0.1'))
  }
  return {
    ...store,
    app,
    local,
    web,
    ask,
    say: async (fields) => {
      const body = new FormData()
      for (const [name, value] of Object.entries(fields)) body.append(name, value)
      const response = await ask('/chat/say', { method: 'POST', body })
      await app.idle()
      return response
    },
  }
}

/** The same behind a real port of this machine; closed after the test. */
export const listenAt = async (web: Hono): Promise<string> => {
  const listener = getRequestListener(web.fetch)
  const server = createServer((request, response) => void listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
