import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { makeInvite } from '#db/invites.ts'
import { readSettings } from '#db/settings.ts'
import { allUnits } from '#db/units.ts'

import { type Frame, startWecom, type WecomStandin } from '../standin/wecom/index.ts'
import { duban, serve, starting } from '../support/server.ts'
import { freshDatabase, type FreshDatabase, urlOf } from '../support/store.ts'

const office = '县政府督查室:officer'
const people = { wangfang: '县公安局', zhangwei: '县教育局', lina: '县财政局', sunli: '县司法局', hejun: '县审计局' }
const users = Object.keys(people)

let standin: WecomStandin
let store: FreshDatabase
let where: Readonly<Record<string, string>>

beforeEach(async () => {
  standin = await startWecom()
  store = await freshDatabase()
  where = {
    TRIAL: '1',
    DATABASE_URL: urlOf(store),
    LEASE_SECONDS: '2',
    WECOM_BOT_ID: standin.bot.id,
    WECOM_BOT_SECRET: standin.bot.secret,
    WECOM_WS_URL: standin.url,
  }
})
afterEach(async () => {
  await standin.stop()
  await store.close()
})

/** Each says a code of the office's for his unit. */
const bindAll = async (): Promise<void> => {
  const { db } = store
  const { clock } = await readSettings(db)
  const units = new Map((await allUnits(db)).map(({ id, name }) => [name, id]))
  for (const [user, unit] of Object.entries(people)) {
    const post = { role: 'liaison', deputy: false, unitId: units.get(unit)! } as const
    const invite = { post, name: null, phone: null, by: null, at: clock! }
    const { code } = await db.transaction().execute((trx) => makeInvite(trx, invite))
    await standin.userSays(user, `绑定 ${code}`)
    await standin.waitFor((one) => one.seen(user).some(({ text }) => text.includes(unit)))
  }
}
/** Words to everybody, confirmed; `done` when what was said is answered. */
const broadcast = async (said: string): Promise<{ done: Promise<unknown> }> => {
  const { out } = await duban(where, 'say', '--as', office, `广播 全部 ${said}`, '--json')
  const { messages } = JSON.parse(out) as { messages: { buttons: string[] }[] }
  const confirmed = messages[0]!.buttons.find((one) => one.startsWith('广播'))!
  return { done: duban(where, 'say', '--as', office, confirmed) }
}
/** The cards below them left out. */
const words = { cmd: 'aibot_send_msg', when: ({ body }: Frame) => body?.['msgtype'] === 'markdown' }
const copies = (user: string, said: string): string[] =>
  standin.seen(user).flatMap(({ kind, text }) => (kind !== 'card' && text.includes(said) ? [text] : []))
const rows = () =>
  store.db
    .selectFrom('message')
    .where('key', 'like', 'broadcast/%')
    .where('channel', '=', 'wecom')
    .select(['state', 'attempt'])
    .execute()

describe('two processes of one office', { timeout: 60_000 }, () => {
  it('F4: never subscribe both: the second waits until the first has ended', async () => {
    const first = await serve(where)
    await standin.waitFor((one) => one.online())
    const said: string[] = []
    const second = starting(where, (line) => said.push(line))
    await expect.poll(() => said.join('\n'), { timeout: 10_000 }).toContain('待命')
    // It lives through a few renewals of the lease beside the other one.
    const renewed = async (): Promise<string> =>
      JSON.stringify(await store.db.selectFrom('lease').selectAll().executeTakeFirst())
    for (let renewal = 0; renewal < 4; renewal += 1) {
      const before = await renewed()
      await expect.poll(renewed, { timeout: 10_000 }).not.toBe(before)
    }
    expect(standin.subscribes).toHaveLength(1)
    expect(standin.connections()).toBe(1)
    await first.kill()
    const taken = await second.serving
    await standin.waitFor((one) => one.online(), 10_000)
    expect(standin.subscribes).toHaveLength(2)
    expect(await taken.stop()).toBe(0)
    const evictions = standin.transcript.filter(({ frame }) => JSON.stringify(frame).includes('disconnected_event'))
    expect(evictions).toEqual([])
  })
})

describe('a process that is told to end', { timeout: 60_000 }, () => {
  it('F23: ends after what it was sending is answered, gives up the lease, and the next one sends only the rest', async () => {
    where = { ...where, LEASE_SECONDS: '600' }
    const first = await serve(where)
    await bindAll()
    // The second of them is acknowledged late enough to be under way.
    standin.faults.add({ ...words, nth: 2, action: { kind: 'ack', how: 'late', ms: 2000 } })
    const { done } = await broadcast('明天开会')
    await standin.waitFor(() => users.filter((user) => copies(user, '明天开会').length > 0).length >= 2, 20_000)
    expect(await first.stop()).toBe(0)
    const sentByFirst = users.filter((user) => copies(user, '明天开会').length > 0)
    const after = await rows()
    expect(after.filter(({ state }) => state === 'sent')).toHaveLength(sentByFirst.length)
    expect(after.filter(({ state }) => state === 'queued')).toHaveLength(users.length - sentByFirst.length)
    expect(users.length - sentByFirst.length).toBeGreaterThan(0)
    expect(standin.connections()).toBe(0)
    // Nobody waits for a lease to run out.
    const said: string[] = []
    const second = await starting(where, (line) => said.push(line)).serving
    expect(said.join('\n')).not.toContain('待命')
    await standin.waitFor(() => users.every((user) => copies(user, '明天开会').length > 0), 20_000)
    // It waits for everything that was sent because of it.
    await done
    expect(await second.stop()).toBe(0)
    for (const user of users) expect(copies(user, '明天开会')).toHaveLength(1)
    expect((await rows()).map(({ state, attempt }) => `${state} ${attempt}`)).toEqual(users.map(() => 'sent 1'))
  })

  it('F23: waits no longer than for an acknowledgement where none comes, and what it had sent stays in doubt', async () => {
    const first = await serve(where)
    await bindAll()
    standin.faults.add({ ...words, nth: 2, action: { kind: 'ack', how: 'never' } })
    const { done } = await broadcast('明天开会')
    await standin.waitFor(() => users.filter((user) => copies(user, '明天开会').length > 0).length >= 2, 20_000)
    const asked = performance.now()
    expect(await first.stop()).toBe(0)
    // Five seconds for the acknowledgement, and some for the database.
    expect(performance.now() - asked).toBeLessThan(9000)
    const second = await serve(where)
    await standin.waitFor(() => users.every((user) => copies(user, '明天开会').length > 0), 20_000)
    await expect
      .poll(async () => (await rows()).map(({ state }) => state).toSorted(), { timeout: 10_000 })
      .toEqual(['sent', 'sent', 'sent', 'sent', 'unknown'])
    for (const user of users) expect(copies(user, '明天开会')).toHaveLength(1)
    // It waits for everything that was sent because of it.
    await done
    expect(await second.stop()).toBe(0)
  })
})
