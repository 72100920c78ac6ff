import { expect, it } from 'vitest'

import { freshDatabase } from '../support/store.ts'
import { duban, serve, starting } from '../support/server.ts'

const office = '县政府督查室:officer'

/** A database by URL that two processes share; a silent one loses it after two seconds. */
const shared = async () => {
  const { socket, name, db, close } = await freshDatabase()
  const url = `postgres://duban@localhost/${name}?host=${encodeURIComponent(socket)}`
  return { where: { DATABASE_URL: url, LEASE_SECONDS: '2' }, db, close }
}

it('of two processes one is active; a stopped one is taken over from, and sends nothing when it wakes', async () => {
  const { where, db, close } = await shared()
  const first = await serve(where)
  const said: string[] = []
  const second = starting(where, (line) => said.push(line))
  await duban(where, 'say', '--as', office, '答 1 是')
  expect((await duban(where, 'say', '--as', office, '发布 891')).out).toContain('#1–#891')

  first.child.kill('SIGSTOP')
  const { stop } = await second.serving
  expect(said.join('\n')).toContain('待命')
  expect((await duban(where, 'say', '--as', '县公安局', '收到')).out).toContain('已签收')
  await duban(where, 'clock', '2021-06-07T08:31')
  const before = await db.selectFrom('message').select(['id', 'state', 'attempt', 'epoch']).orderBy('id').execute()

  first.child.kill('SIGCONT')
  expect(await first.ended).toBe(1)
  const after = await db.selectFrom('message').select(['id', 'state', 'attempt', 'epoch']).orderBy('id').execute()
  expect(after).toEqual(before)
  expect(after.every(({ state, attempt }) => state === 'sent' && attempt === 1)).toBe(true)
  expect(await stop()).toBe(0)
  await close()
})

it('SIGTERM hands over at once, kill -9 when the lease has run out; nothing answered is lost', async () => {
  const { where, db, close } = await shared()
  const first = await serve(where)
  await duban(where, 'say', '--as', office, '答 1 是')
  await duban(where, 'say', '--as', office, '发布 891')
  const second = starting(where)
  expect(await first.stop()).toBe(0)
  await second.serving
  expect((await duban(where, 'say', '--as', '县卫健局', '整改 36 已公开')).out).toContain('#36 已报')
  const third = starting(where)
  await (await second.serving).kill()
  const { stop } = await third.serving
  expect((await duban(where, 'say', '--as', '县卫健局', '撤回 36')).out).toContain('#36 已撤回')
  expect(await stop()).toBe(0)
  const epochs = await db.selectFrom('lease').select('epoch').executeTakeFirstOrThrow()
  expect(epochs.epoch).toBe(3)
  await close()
})

it('waits for a database that is away, and says so', async () => {
  const said: string[] = []
  const heard = new Promise<string>((resolve) => {
    starting({ DATABASE_URL: 'postgres://duban@127.0.0.1:9/duban' }, (line) => {
      said.push(line)
      resolve(line)
    }).serving.catch(() => {})
  })
  expect(await heard).toContain('正在等它')
})

it('refuses in words what waiting does not mend', async () => {
  const { where, close } = await shared()
  const wrong = where.DATABASE_URL.replace(/localhost\/\w+/, 'localhost/no_such_database')
  const { code, err } = await duban({ DATABASE_URL: wrong }, 'serve')
  expect(code).toBe(1)
  expect(err).toContain('没有这个数据库')
  await close()
})
