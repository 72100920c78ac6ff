import { setTimeout } from 'node:timers/promises'

import { expect, it } from 'vitest'

import { openDataDir } from '#db/embedded.ts'
import { openDatabase } from '#db/index.ts'

import { newDataDir } from '../support/data-dir.ts'
import { duban, serve } from '../support/server.ts'

const office = '县政府督查室:officer'

/** What is in the folder once nobody serves it. */
const atRest = async <T>(dir: string, look: (db: ReturnType<typeof openDatabase>['db']) => Promise<T>): Promise<T> => {
  const own = await openDataDir(dir)
  if (own.kind === 'running') throw new Error('still served')
  const { db, close } = openDatabase({ socket: own.socket })
  try {
    return await look(db)
  } finally {
    await close()
    await own.stop()
  }
}

it('kill -9 between and within commands loses nothing that was answered, and sends no digest twice', async () => {
  const dir = newDataDir()
  const acknowledged: number[] = []
  let server = await serve(dir)
  expect((await duban(dir, 'say', '--as', office, '答 1 是')).code).toBe(0)
  await server.kill()
  server = await serve(dir)
  const published = await duban(dir, 'say', '--as', office, '发布 891', '--json')
  expect(published.code).toBe(0)
  expect((JSON.parse(published.out) as { messages: unknown[] }).messages.length).toBe(67)

  expect((await duban(dir, 'say', '--as', '县公安局', '整改 42 全部 已注销')).out).toContain('#42 已报')
  acknowledged.push(42)
  for (const [round, delay] of [450, 600, 700, 800].entries()) {
    const number = 43 + round
    const said = duban(dir, 'say', '--as', '县公安局', `整改 ${number} 全部 已注销`)
    // The moment of the kill differs; what counts is only what was answered before it.
    await setTimeout(delay)
    await server.kill()
    const { code, out } = await said
    if (code === 0 && out.includes('已报')) acknowledged.push(number)
    server = await serve(dir)
  }
  // Within the morning's run, twice.
  for (const delay of [600, 750]) {
    const moved = duban(dir, 'clock', '2021-06-07T08:31')
    await setTimeout(delay)
    await server.kill()
    await moved
    server = await serve(dir)
  }
  const now = await duban(dir, 'clock', '2021-06-07T08:31', '--json')
  expect(now).toMatchObject({ code: 0, out: '{"now":"2021-06-07T08:31:00+08:00"}\n' })
  expect(await server.stop()).toBe(0)

  await atRest(dir, async (db) => {
    const submitted = await db.selectFrom('assignment').where('state', '=', 'submitted').select('number').execute()
    for (const number of acknowledged) expect(submitted.map((row) => row.number)).toContain(number)
    const digests = await db
      .selectFrom('message')
      .where('key', 'like', 'digest/2021-06-07/%')
      .select(['member_id', 'state', 'attempt', 'body'])
      .execute()
    // Sixty-six liaisons, and the heads and officers who have something to be told that day; each of them once.
    expect(digests.length).toBeGreaterThanOrEqual(66)
    expect(new Set(digests.map((row) => row.member_id)).size).toBe(digests.length)
    // Sent once; or a second time and marked so; or of unknown fate and said so.
    const fair = digests.filter(({ state, attempt, body }) =>
      attempt > 1 ? body.title?.includes('(可能重复)') === true : state === 'sent',
    )
    expect(fair.length).toBe(digests.length)
    expect((await db.selectFrom('inbox').where('handled_at', 'is', null).select('id').execute()).length).toBe(0)
  })
}, 120_000)

it('a second serve on the same folder is refused in words', async () => {
  const dir = newDataDir()
  await serve(dir)
  const second = await duban(dir, 'serve')
  expect(second.code).toBe(1)
  expect(second.err).toMatch(/另一个 duban/)
})

it('say and clock without a server say so', async () => {
  const dir = newDataDir()
  for (const args of [['say', '--as', 'leader', '汇总'], ['clock']]) {
    const { code, err } = await duban(dir, ...args)
    expect(code).toBe(1)
    expect(err).toContain('npm start')
  }
})
