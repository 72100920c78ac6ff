import { type Kysely, sql, type Transaction } from 'kysely'

import { Refusal } from '#src/domain/refusal.ts'

import { type Migration, migrations } from './migrations/index.ts'
import type { Database } from './schema.ts'

const lock = 50_420_608 // any number, the same in every duban: two starters migrate one after the other

/** The names of the migrations a database has had, in order; none when it is new. */
export const appliedMigrations = async (db: Kysely<Database>): Promise<readonly string[]> => {
  const { rows: found } = await sql<{ there: boolean }>`select to_regclass('migration') is not null as there`.execute(
    db,
  )
  if (found[0]?.there !== true) return []
  const { rows } = await sql<{ name: string }>`select name from migration order by name`.execute(db)
  return rows.map(({ name }) => name)
}

const missingFrom = (applied: readonly string[], table: readonly Migration[]): readonly Migration[] => {
  const unknown = applied.filter((name) => !table.some((known) => known.name === name))
  if (unknown.length > 0) {
    throw new Refusal(
      `数据库已被更新版本的 duban 升级过(本版不认识:${unknown.join('、')});请换用新版本,或恢复升级前的备份。`,
    )
  }
  return table.filter(({ name }) => !applied.includes(name))
}

/** What `migrate` would apply. Refuses a database that a newer version has already changed. */
export const pendingMigrations = async (
  db: Kysely<Database>,
  table: readonly Migration[] = migrations,
): Promise<readonly string[]> => missingFrom(await appliedMigrations(db), table).map(({ name }) => name)

/** The same within a transaction of the caller's. */
export const migrateIn = async (
  trx: Transaction<Database>,
  table: readonly Migration[] = migrations,
): Promise<readonly string[]> => {
  // A migration may rewrite a large table, and the second starter waits for the first.
  await sql`set local statement_timeout = 0`.execute(trx)
  await sql`set local lock_timeout = 0`.execute(trx)
  await sql`select pg_advisory_xact_lock(${lock})`.execute(trx)
  await sql`
    create table if not exists migration (
      name text primary key,
      applied_at timestamptz not null default current_timestamp)`.execute(trx)
  const pending = missingFrom(await appliedMigrations(trx), table)
  for (const { name, up } of pending) {
    await up(trx as unknown as Kysely<unknown>)
    await sql`insert into migration (name) values (${name})`.execute(trx)
  }
  return pending.map(({ name }) => name)
}

/**
 * Brings the database up to this version, forward only, all or nothing; returns the names of what was applied.
 * Refuses a database that a newer version has already changed.
 */
export const migrate = async (
  db: Kysely<Database>,
  table: readonly Migration[] = migrations,
): Promise<readonly string[]> => db.transaction().execute((trx) => migrateIn(trx, table))
