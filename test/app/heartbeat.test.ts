import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { pino } from 'pino'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'

import { createHeartbeat } from '#src/heartbeat.ts'

import { trialApp, type TrialApp } from '../support/app.ts'

let trial: TrialApp
beforeEach(async () => {
  trial = await trialApp()
  await trial.publish()
})
afterEach(async () => {
  await trial.app.stop()
  await trial.close()
})

interface Watcher {
  readonly url: string
  readonly heard: string[]
}

/** A watcher on loopback that answers with this status; null: never. */
const watcher = async (status: number | null): Promise<Watcher> => {
  const heard: string[] = []
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`)
    if (status !== null) response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping`, heard }
}

const beating = (url: string | null, warned: string[] = []) => {
  const log = pino({ level: 'warn' }, { write: (line) => void warned.push(line) })
  return createHeartbeat({ db: trial.db, url, log, patienceMs: 50 })
}

it('beats once after each morning that is out, also across a restart, and after nothing else', async () => {
  const { url, heard } = await watcher(204)
  const beat = beating(url)
  await beat()
  expect(heard).toEqual([])
  await trial.clock('2021-06-07T08:31')
  await Promise.all([beat(), beat()])
  await beat()
  await beating(url)()
  expect(heard).toEqual(['GET /ping'])
  await trial.clock('2021-06-08T08:29')
  await beat()
  expect(heard).toHaveLength(1)
  await trial.clock('2021-06-08T08:30')
  await beat()
  expect(heard).toHaveLength(2)
})

it('is silent while a message of the morning is not out, and after a morning that was missed', async () => {
  const { url, heard } = await watcher(200)
  const beat = beating(url)
  await trial.clock('2021-06-07T08:31')
  const { db } = trial
  const one = db.updateTable('message').where('key', 'like', 'digest/2021-06-07/%')
  await one.where('member_id', '=', 1).set({ state: 'queued' }).execute()
  await beat()
  expect(heard).toEqual([])
  await one.where('member_id', '=', 1).set({ state: 'phone' }).execute()
  await db.updateTable('run').set({ skipped: true }).where('job', '=', 'digest').execute()
  await beat()
  expect(heard).toEqual([])
  await db.updateTable('run').set({ skipped: false }).where('job', '=', 'digest').execute()
  await beat()
  expect(heard).toEqual(['GET /ping'])
})

it('a watcher that is away, silent or unwilling is logged, rested from and tried again', async () => {
  await trial.clock('2021-06-07T08:31')
  const refusing = await watcher(500)
  const silent = await watcher(null)
  for (const url of ['http://127.0.0.1:1/', refusing.url, silent.url]) {
    const warned: string[] = []
    const beat = beating(url, warned)
    for (let call = 0; call < 13; call++) await beat()
    expect(warned).toHaveLength(2)
  }
  expect([refusing.heard.length, silent.heard.length]).toEqual([2, 2])
  const { url, heard } = await watcher(200)
  await beating(url)()
  expect(heard).toEqual(['GET /ping'])
})

it('nobody is told where no address is set', async () => {
  await trial.clock('2021-06-07T08:31')
  const warned: string[] = []
  await beating(null, warned)()
  expect(warned).toEqual([])
})
