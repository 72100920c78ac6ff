import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { restore } from '#db/restore.ts'
import { migrations } from '#db/migrations/index.ts'
import { upgrade } from '#db/upgrade.ts'

import { instant } from '../support/app.ts'
import { newDataDir } from '../support/data-dir.ts'
import { emptyDatabase, type FreshDatabase, freshDatabase } from '../support/store.ts'

let store: FreshDatabase
let folder: string
const said: string[] = []
const say = (text: string): void => void said.push(text)
beforeEach(async () => {
  store = await freshDatabase()
  folder = join(newDataDir(), 'backups')
  said.length = 0
})
afterEach(() => store.close())

const withNext = (number: number): typeof migrations => [
  ...migrations,
  {
    name: `9${String(number).padStart(3, '0')}-next`,
    up: async (db) => void (await sql.raw(`create table next_${number} (id int)`).execute(db)),
  },
]

it('backs up what is there before it changes it, and says where', async () => {
  const at = instant('2026-11-24T02:00')
  expect(await upgrade(store.db, { folder, at, say }, withNext(0))).toEqual(['9000-next'])
  expect(readdirSync(folder)).toEqual(['before-9000-next-20261123T180000Z.jsonl.gz'])
  expect(said).toEqual([expect.stringContaining('before-9000-next')])
  const target = await emptyDatabase()
  expect((await restore(target.db, join(folder, readdirSync(folder)[0]!))).migrations).toHaveLength(migrations.length)
})

it('backs nothing up when there is nothing to do, or nothing there', async () => {
  const at = instant('2026-11-24T02:00')
  expect(await upgrade(store.db, { folder, at, say })).toEqual([])
  const target = await emptyDatabase()
  expect(await upgrade(target.db, { folder, at, say })).toHaveLength(migrations.length)
  expect(said).toEqual([])
})

it('changes nothing when the backup cannot be written', async () => {
  const file = join(newDataDir(), 'file')
  writeFileSync(file, '')
  const options = { folder: file, at: instant('2026-11-24T02:00'), say }
  await expect(upgrade(store.db, options, withNext(0))).rejects.toThrow('没有升级')
  expect((await sql`select to_regclass('next_0') as t`.execute(store.db)).rows).toEqual([{ t: null }])
})

it('keeps the last five, and touches no other file', async () => {
  let table: typeof migrations = migrations
  for (let number = 0; number < 7; number++) {
    table = [...table, withNext(number).at(-1)!]
    if (number === 0) await upgrade(store.db, { folder, at: instant('2026-11-24T01:00'), say }, table)
    else await upgrade(store.db, { folder, at: instant(`2026-11-24T0${number + 1}:00`), say }, table)
    if (number === 0) writeFileSync(join(folder, 'mine.jsonl.gz'), '')
  }
  expect(readdirSync(folder).toSorted()).toEqual([
    'before-9002-next-20261123T190000Z.jsonl.gz',
    'before-9003-next-20261123T200000Z.jsonl.gz',
    'before-9004-next-20261123T210000Z.jsonl.gz',
    'before-9005-next-20261123T220000Z.jsonl.gz',
    'before-9006-next-20261123T230000Z.jsonl.gz',
    'mine.jsonl.gz',
  ])
})
