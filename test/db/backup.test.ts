import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { verifyRecord } from '#db/audit.ts'
import { backup } from '#db/backup.ts'
import { sequencesThere, tablesThere } from '#db/backup/catalogue.ts'
import { keepFile } from '#db/files.ts'
import type { OpenDatabase } from '#db/index.ts'
import { migrate } from '#db/migrate.ts'
import { migrations } from '#db/migrations/index.ts'
import { restore } from '#db/restore.ts'

import { instant, trialApp, type TrialApp } from '../support/app.ts'
import { newDataDir } from '../support/data-dir.ts'
import { emptyDatabase } from '../support/store.ts'

const at = instant('2026-11-24T02:00')

let trial: TrialApp
beforeEach(async () => {
  trial = await trialApp()
  await trial.publish()
})
afterEach(async () => {
  await trial.app.stop()
  await trial.close()
})

const newFile = (): string => join(newDataDir(), 'duban.jsonl.gz')

const countsOf = async (db: OpenDatabase['db']): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const { name } of await tablesThere(db)) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(db)
    counts[name] = rows[0]!.n
  }
  return counts
}

/** Everything of a table, as PostgreSQL writes it. */
const contents = async (db: OpenDatabase['db'], table: string): Promise<string> => {
  const { rows } = await sql<{ all: string }>`
    select md5(string_agg(t::text, E'\n' order by t::text)) as all from ${sql.table(table)} as t`.execute(db)
  return rows[0]!.all
}

/** Changes the text of a backup and packs it again as if nothing had been done. */
const forged = (file: string, change: (text: string) => string): string => {
  const other = newFile()
  writeFileSync(other, gzipSync(change(gunzipSync(readFileSync(file)).toString('utf8'))))
  return other
}

describe('backup and restore', () => {
  it('keeps one moment while others go on, and gives back all of it', async () => {
    const { db } = trial
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, byte) => byte % 256))
    const { sha256 } = await keepFile(db, { name: '截图.png', type: 'image/png', bytes })
    const file = newFile()
    const saying = [42, 43, 44, 45, 46, 47].map((number) =>
      trial.say('县公安局', `整改 ${number} 全部 "已注销"\n第二行`),
    )
    const taken = await backup(db, file, { at })
    await Promise.all(saying)
    expect(statSync(file).mode & 0o777).toBe(0o600)

    const target = await emptyDatabase()
    const header = await restore(target.db, file)
    expect(header).toEqual({ ...taken, file: undefined, bytes: undefined })
    const counts = Object.fromEntries(header.tables.map(({ name, rows }) => [name, rows]))
    expect(await countsOf(target.db)).toEqual(counts)
    expect(counts['assignment']).toBe(891)
    const { head, broken } = await verifyRecord(target.db)
    expect([head, broken]).toEqual([taken.head, null])
    const kept = await target.db.selectFrom('file').where('sha256', '=', sha256).select('bytes').executeTakeFirst()
    expect(kept?.bytes.equals(bytes)).toBe(true)
    // What was said meanwhile is in the original, and was either wholly in the backup or not at all.
    expect((await verifyRecord(db)).events).toBeGreaterThan(0)
    const submitted = await target.db.selectFrom('assignment').where('state', '=', 'submitted').selectAll().execute()
    expect(await target.db.selectFrom('submission').selectAll().execute()).toHaveLength(submitted.length)
  })

  it('gives back every row as it was, and the numbers go on', async () => {
    const { db } = trial
    const file = newFile()
    await backup(db, file, { at })
    const target = await emptyDatabase()
    await restore(target.db, file)
    // Whoever held the lease is not there.
    const tables = (await tablesThere(db)).filter(({ name }) => name !== 'lease')
    for (const { name } of tables) {
      expect([name, await contents(target.db, name)]).toEqual([name, await contents(db, name)])
    }
    const keys = sql<{ n: number }>`select count(*) as n from pg_constraint where contype = 'f'`
    expect((await keys.execute(target.db)).rows).toEqual((await keys.execute(db)).rows)
    const next = async (opened: OpenDatabase['db']): Promise<unknown[]> => {
      const all = await sequencesThere(opened)
      return Promise.all(
        all.map(async ({ sequence }) => (await sql`select nextval(${sequence}) as n`.execute(opened)).rows[0]),
      )
    }
    expect(await next(target.db)).toEqual(await next(db))
    await expect(sql`delete from event`.execute(target.db)).rejects.toThrow('append-only')
    const again = await trialApp({ store: { ...trial, ...target } })
    expect((await again.say('县公安局', '整改 42 全部 已注销')).text).toContain('#42 已报')
    await again.app.stop()
  })

  it('a backup of an older version comes back in this one', async () => {
    const old = await emptyDatabase()
    await migrate(old.db, migrations.slice(0, 4))
    await sql`insert into setting values ('mode', '"trial"')`.execute(old.db)
    const file = newFile()
    expect((await backup(old.db, file, { at })).migrations).toHaveLength(4)
    const target = await emptyDatabase()
    await restore(target.db, file)
    expect(await migrate(target.db)).toEqual([])
    expect((await countsOf(target.db))['setting']).toBe(1)
  })
})

describe('what is refused', () => {
  it('a file that is there, a folder that is not', async () => {
    const file = newFile()
    await backup(trial.db, file, { at })
    await expect(backup(trial.db, file, { at })).rejects.toThrow('不覆盖')
    await expect(backup(trial.db, '/nowhere/x.gz', { at })).rejects.toThrow('备份写不进')
  })

  it('a database that is not empty', async () => {
    const file = newFile()
    await backup(trial.db, file, { at })
    await expect(restore(trial.db, file)).rejects.toThrow('不是空的')
  })

  it('a file that is cut, changed in a byte or in a word, or no backup; nothing is left behind', async () => {
    const file = newFile()
    await backup(trial.db, file, { at })
    const whole = readFileSync(file)
    const bad = (bytes: Uint8Array): string => {
      const other = newFile()
      writeFileSync(other, bytes)
      return other
    }
    const flipped = Buffer.from(whole)
    flipped[5000]! ^= 1
    const cases: [string, RegExp][] = [
      [bad(whole.subarray(0, whole.length - 3000)), /坏了.*不完整/],
      [bad(whole.subarray(0, whole.length - 1)), /坏了/],
      [bad(flipped), /坏了/],
      [bad(Buffer.from('{"duban":"backup"}')), /不是 duban 的备份/],
      [bad(gzipSync('{"a":1}\n')), /不是 duban 的备份/],
      [bad(Buffer.alloc(0)), /坏了.*不完整/],
      ['/nowhere/x.gz', /打不开/],
      [forged(file, (text) => text.replace('2021-06-08', '2021-06-18')), /校验和不对/],
      [forged(file, (text) => text.replace(/\n[^\n]*\n$/, '\n')), /行数不对/],
    ]
    const target = await emptyDatabase()
    for (const [path, why] of cases) await expect(restore(target.db, path)).rejects.toThrow(why)
    expect(await tablesThere(target.db)).toEqual([])
  })

  it('a record that was changed inside a backup, with a checksum to match', async () => {
    await trial.say('县公安局', '整改 42 全部 甲')
    await sql`alter table event disable trigger all`.execute(trial.db)
    await sql`update event set line = replace(line, '甲', '乙')`.execute(trial.db)
    const file = newFile()
    await backup(trial.db, file, { at })
    const target = await emptyDatabase()
    await expect(restore(target.db, file)).rejects.toThrow('备份里的记录被改过')
    expect(await tablesThere(target.db)).toEqual([])
  })
})
