import { stat } from 'node:fs/promises'

import { type Kysely, sql, type Transaction } from 'kysely'

import { Refusal } from '#src/domain/refusal.ts'

import { verifyIn } from './audit.ts'
import { foreignKeysThere, sequencesThere, type TableShape, tablesThere } from './backup/catalogue.ts'
import { type BackupHeader, batchesOf, checkBackup } from './backup/format.ts'
import { appliedMigrations, migrateIn } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import type { Database } from './schema.ts'

type Trx = Transaction<Database>

export interface RestoreOptions {
  /** Told after each batch how much of the file is in the database, in bytes. */
  readonly onProgress?: (done: number, of: number) => void
}

const mustBeEmpty = async (trx: Trx, header: BackupHeader): Promise<void> => {
  const names = new Set(header.tables.map(({ name }) => name))
  const there = (await tablesThere(trx)).filter(({ name }) => names.has(name))
  if (there.length === 0 && (await appliedMigrations(trx)).length === 0) return
  throw new Refusal(
    '这个数据库不是空的,没有恢复任何内容。请先停下 duban,再指到一个新的 DATA_DIR(或一个空的 DATABASE_URL)。',
  )
}

/** The tables as they were when the backup was taken. */
const makeTables = async (trx: Trx, header: BackupHeader): Promise<TableShape[]> => {
  const unknown = header.migrations.filter((name) => !migrations.some((known) => known.name === name))
  if (unknown.length > 0) {
    throw new Refusal(`备份是更新版本的 duban 做的(本版不认识:${unknown.join('、')});请换用新版本。`)
  }
  await migrateIn(
    trx,
    migrations.filter(({ name }) => header.migrations.includes(name)),
  )
  const there = await tablesThere(trx)
  return header.tables.map(({ name, columns }) => {
    const shape = there.find((table) => table.name === name)
    const known = columns.map((column) => shape?.columns.find((one) => one.name === column))
    if (shape === undefined || known.includes(undefined)) {
      throw new Refusal(`备份里的表「${name}」不是 duban 的,或与这个版本的不同;没有恢复任何内容。`)
    }
    return { ...shape, columns: known as TableShape['columns'] }
  })
}

const insertRows = async (trx: Trx, { name, columns }: TableShape, json: string): Promise<number> => {
  const into = sql.join(columns.map((column) => sql.ref(column.name)))
  const values = sql.join(columns.map(({ type }, at) => sql`(r ->> ${sql.lit(at)})::${sql.raw(type)}`))
  const { numAffectedRows } = await sql`
    insert into ${sql.table(name)} (${into}) overriding system value
    select ${values} from json_array_elements(${json}::json) as r`.execute(trx)
  return Number(numAffectedRows ?? 0n)
}

const load = async (
  trx: Trx,
  file: string,
  header: BackupHeader,
  tables: readonly TableShape[],
  options: RestoreOptions,
): Promise<void> => {
  // A migration may have put rows of its own into a new table.
  for (const { name } of tables) await sql`delete from ${sql.table(name)}`.execute(trx)
  const { size } = await stat(file)
  for await (const { table, json, rows, read } of batchesOf(file, header)) {
    const written = await insertRows(trx, tables[table]!, json)
    if (written !== rows) throw new Error(`${tables[table]!.name}: ${written} of ${rows} rows written`)
    options.onProgress?.(read, size)
  }
  for (const { table, column, sequence } of await sequencesThere(trx)) {
    const kept = header.sequences.find((one) => one.table === table && one.column === column)
    if (kept === undefined) continue
    await sql`select setval(${sequence}::regclass, ${kept.value}::bigint, ${kept.called}::boolean)`.execute(trx)
  }
  // Whoever held the lease is not here.
  if (tables.some(({ name }) => name === 'lease')) await sql`update lease set expires_at = '-infinity'`.execute(trx)
}

const recordMustHold = async (trx: Trx, header: BackupHeader): Promise<void> => {
  const { head, broken } = await verifyIn(trx)
  if (broken !== null) {
    throw new Refusal(`备份里的记录被改过(第${broken.row}行),没有恢复任何内容。请换一份备份。`)
  }
  if (head !== header.head) throw new Refusal('备份里的记录与它写明的链头不符,没有恢复任何内容。请换一份备份。')
}

/**
 * Puts a backup into a database that has nothing yet, then brings it up to this version: all in one transaction.
 * Throws a Refusal, and changes nothing, when the file, the record in it or the database is not as it must be.
 */
export const restore = async (
  db: Kysely<Database>,
  file: string,
  options: RestoreOptions = {},
): Promise<BackupHeader> => {
  const header = await checkBackup(file)
  await db.transaction().execute(async (trx) => {
    await sql`set local statement_timeout = 0`.execute(trx)
    await sql`set local idle_in_transaction_session_timeout = '10min'`.execute(trx)
    await mustBeEmpty(trx, header)
    const tables = await makeTables(trx, header)
    // Rows come in the order of the file; what refers to what is checked when all are there.
    const keys = await foreignKeysThere(trx)
    for (const { table, name } of keys) await sql.raw(`alter table ${table} drop constraint ${name}`).execute(trx)
    await load(trx, file, header, tables, options)
    for (const { table, name, definition } of keys) {
      await sql.raw(`alter table ${table} add constraint ${name} ${definition}`).execute(trx)
    }
    await recordMustHold(trx, header)
    await migrateIn(trx)
  })
  await sql`analyze`.execute(db)
  return header
}
