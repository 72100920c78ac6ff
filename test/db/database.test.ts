import { setTimeout } from 'node:timers/promises'

import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { connection, openDatabase } from '#db/index.ts'
import { listen } from '#db/listen.ts'
import { migrate } from '#db/migrate.ts'
import { migrations } from '#db/migrations/index.ts'

import { type FreshDatabase, freshDatabase } from '../support/store.ts'

let store: FreshDatabase
beforeAll(async () => {
  store = await freshDatabase()
})
afterAll(() => store.close())

const value = async (expression: string): Promise<unknown> => {
  const { rows } = await sql<{ v: unknown }>`select ${sql.raw(expression)} as v`.execute(store.db)
  return rows[0]?.v
}

test.each([
  ['count(*)', 1],
  ['9007199254740991::int8', Number.MAX_SAFE_INTEGER],
  ["'2021-06-08'::date", '2021-06-08'],
  ["'2021-06-04 08:30+08'::timestamptz", '2021-06-04T00:30:00.000Z'],
  ["'2021-06-04 08:30:01.5+08'::timestamptz", '2021-06-04T00:30:01.500Z'],
  ["'2021-06-04 08:30:01.123999+08'::timestamptz", '2021-06-04T00:30:01.123Z'],
  ["'-infinity'::timestamptz", '-infinity'],
  ['12.340::numeric', '12.340'],
  ["'{1,null,3}'::int8[]", [1, null, 3]],
  [
    "'{{1,2},{3,4}}'::int8[]",
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ["'{2021-06-04,2021-06-08}'::date[]", ['2021-06-04', '2021-06-08']],
  ["'{2021-06-04 08:30+08,null}'::timestamptz[]", ['2021-06-04T00:30:00.000Z', null]],
  ["'{1.10}'::numeric[]", ['1.10']],
  ['\'{"a":[1]}\'::jsonb', { a: [1] }],
  ['null::date', null],
])('%s is read as %j', async (expression, expected) => {
  expect(await value(expression)).toEqual(expected)
})

test('an instant goes in and comes out as the same text', async () => {
  const at = '2021-06-04T00:30:00.000Z'
  const { rows } = await sql<{ at: string; day: string }>`
    select ${at}::timestamptz as at, ${'2021-06-08'}::date as day`.execute(store.db)
  expect(rows).toEqual([{ at, day: '2021-06-08' }])
})

test('a connection carries its limits', async () => {
  expect(await value("current_setting('timezone')")).toBe('UTC')
  expect(await value("current_setting('statement_timeout')")).toBe('30s')
  expect(await value("current_setting('lock_timeout')")).toBe('5s')
  expect(await value("current_setting('idle_in_transaction_session_timeout')")).toBe('5s')
})

test('an address keeps its own options beside ours, and a wrong one is refused in words', () => {
  const config = connection({
    url: 'postgres://u:p@db.example:5433/county?options=-c%20search_path%3Dfuyuan&sslmode=disable',
  })
  expect(config.options).toContain('-c search_path=fuyuan -c timezone=UTC')
  expect(config.options).toContain('statement_timeout=30000')
  expect(config.connectionString).toBe('postgres://u:p@db.example:5433/county?sslmode=disable')
  expect(() => connection({ url: 'mysql://localhost/x' })).toThrow('DATABASE_URL 不是 PostgreSQL 的地址')
})

test('migrating twice does nothing the second time', async () => {
  expect(await migrate(store.db)).toEqual([])
  const { rows } = await sql<{ name: string }>`select name from migration order by name`.execute(store.db)
  expect(rows.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name))
})

test('two starters migrate one after the other', async () => {
  const own = await freshDatabase()
  const next = {
    name: '9000-next',
    up: async (db: typeof own.db) => void (await sql`create table next (id int)`.execute(db)),
  }
  const table = [...migrations, next as unknown as (typeof migrations)[number]]
  const applied = await Promise.all([migrate(own.db, table), migrate(own.db, table)])
  expect(applied.flat()).toEqual(['9000-next'])
  await own.close()
})

test('a failing migration leaves nothing, also of those before it', async () => {
  const own = await freshDatabase()
  const table = [
    ...migrations,
    { name: '9000-good', up: async (db: never) => void (await sql`create table good (id int)`.execute(db)) },
    { name: '9001-bad', up: () => Promise.reject(new Error('broken')) },
  ] as typeof migrations
  await expect(migrate(own.db, table)).rejects.toThrow('broken')
  const { rows } = await sql`select from pg_tables where tablename = 'good'`.execute(own.db)
  expect(rows).toEqual([])
  expect(await migrate(own.db)).toEqual([])
  await own.close()
})

test('a database of a newer version is refused in words', async () => {
  const own = await freshDatabase()
  await sql`insert into migration (name) values ('9999-future')`.execute(own.db)
  await expect(migrate(own.db)).rejects.toThrow('数据库已被更新版本的 duban 升级过(本版不认识:9999-future)')
  await own.close()
})

test('a listener hears, and hears again after its connection was cut', async () => {
  const own = await freshDatabase()
  const heard: string[] = []
  const stop = await listen(own, 'outbox', (payload) => heard.push(payload))
  const until = async (count: number): Promise<void> => {
    for (let i = 0; heard.length < count && i < 500; i++) await setTimeout(10)
  }
  await sql`select pg_notify('outbox', 'one')`.execute(own.db)
  await until(1)
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%'`.execute(
    own.db,
  )
  await until(2)
  await sql`select pg_notify('outbox', 'three')`.execute(own.db)
  await until(3)
  expect(heard).toEqual(['one', '', 'three'])
  await stop()
  await own.close()
})

test('a pool survives the loss of its connections', async () => {
  const errors: Error[] = []
  const { socket, name } = store
  const other = openDatabase({ socket, name }, { max: 1, onError: (error) => errors.push(error) })
  const pid = async (): Promise<number | undefined> =>
    (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(other.db)).rows[0]?.pid
  const first = await pid()
  await sql`select pg_terminate_backend(${first})`.execute(store.db)
  for (let i = 0; errors.length === 0 && i < 500; i++) await setTimeout(10)
  expect(errors).toHaveLength(1)
  expect(await pid()).not.toBe(first)
  await other.close()
})
