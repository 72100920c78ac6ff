import { createHash } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

import { type Kysely, sql, type Transaction } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'
import { Refusal } from '#src/domain/refusal.ts'

import { sequencesThere, type TableShape, tablesThere } from './backup/catalogue.ts'
import { type BackupHeader, trailer } from './backup/format.ts'
import { appliedMigrations } from './migrate.ts'
import type { Database } from './schema.ts'

type Trx = Transaction<Database>

export interface BackupOptions {
  /** Machine time. */
  readonly at: Instant
  /** Told after each batch how much is written, about, in bytes of the database's own. */
  readonly onProgress?: (done: number, of: number) => void
}

export interface BackupDone extends BackupHeader {
  readonly file: string
  readonly bytes: number
}

const readHeader = async (trx: Trx, tables: readonly TableShape[], at: Instant): Promise<BackupHeader> => {
  const counted: BackupHeader['tables'][number][] = []
  for (const { name, columns } of tables) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(trx)
    counted.push({ name, columns: columns.map((column) => column.name), rows: rows[0]?.n ?? 0 })
  }
  const sequences: BackupHeader['sequences'][number][] = []
  for (const { table, column, sequence } of await sequencesThere(trx)) {
    const { rows } = await sql<{ value: number; called: boolean }>`
      select last_value as value, is_called as called from ${sql.raw(sequence)}`.execute(trx)
    sequences.push({ table, column, ...rows[0]! })
  }
  const chain = await trx.selectFrom('chain').select('hash').executeTakeFirst()
  const migrations = await appliedMigrations(trx)
  const head = chain?.hash.toString('hex') ?? ''
  return { duban: 'backup', format: 1, at, migrations, head, tables: counted, sequences }
}

// Half as small again would take three times as long.
const level = 3
const batchBytes = 4_000_000

/** How many rows at once: as many as keep the memory small even when all are as long as the longest. */
const batchOf = async (trx: Trx, { name, columns }: TableShape): Promise<number> => {
  const long = columns.filter(({ type }) => /^(text|jsonb?|bytea)$/.test(type))
  if (long.length === 0) return 1000
  const length = long.map(({ name: column, type }) => {
    const value = type === 'bytea' ? sql`${sql.ref(column)}` : sql`${sql.ref(column)}::text`
    return sql`coalesce(octet_length(${value}), 0)`
  })
  const { rows } = await sql<{ most: number | null }>`
    select max(${sql.join(length, sql` + `)}) as most from ${sql.table(name)}`.execute(trx)
  return Math.max(1, Math.min(1000, Math.floor(batchBytes / (rows[0]?.most || 1))))
}

/** Every row as a JSON array of what its columns are as text: exact for each type, whoever reads it. */
async function* rowsOf(trx: Trx, table: TableShape): AsyncGenerator<string[]> {
  const size = sql.lit(await batchOf(trx, table))
  const values = sql.join(table.columns.map(({ name }) => sql`${sql.ref(name)}::text`))
  await sql`declare rows no scroll cursor for select json_build_array(${values})::text as line from ${sql.table(table.name)}`.execute(
    trx,
  )
  for (;;) {
    const { rows } = await sql<{ line: string }>`fetch forward ${size} from rows`.execute(trx)
    if (rows.length === 0) break
    yield rows.map(({ line }) => line)
  }
  await sql`close rows`.execute(trx)
}

async function* linesOf(trx: Trx, tables: readonly TableShape[], header: BackupHeader, options: BackupOptions) {
  const hash = createHash('sha256')
  const written = (lines: readonly string[]): Buffer => {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
    hash.update(bytes)
    return bytes
  }
  yield written([JSON.stringify(header)])
  const whole = tables.reduce((sum, { size }) => sum + size, 0)
  let before = 0
  for (const [at, table] of tables.entries()) {
    let done = 0
    for await (const lines of rowsOf(trx, table)) {
      yield written(lines)
      done += lines.length
      options.onProgress?.(before + (table.size * done) / header.tables[at]!.rows, whole)
    }
    before += table.size
  }
  yield Buffer.from(`${trailer(hash.digest('hex'))}\n`)
}

/** On the disk for good: after a power cut the name leads to all of it. */
const settle = async (draft: string, file: string): Promise<number> => {
  await rename(draft, file)
  const folder = await open(dirname(file))
  await folder.sync()
  await folder.close()
  return (await stat(file)).size
}

/**
 * Writes everything the database holds in one moment into a new file, while others go on working. It is a file of mode
 * 600 under another name until it is whole. Throws a Refusal when it cannot be written.
 */
export const backup = async (db: Kysely<Database>, file: string, options: BackupOptions): Promise<BackupDone> => {
  if (existsSync(file)) throw new Refusal(`${file} 已经有了,不覆盖。请换一个文件名。`)
  const draft = `${file}.part-${process.pid}`
  try {
    const header = await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (trx) => {
        await sql`set local statement_timeout = 0`.execute(trx)
        // A slow disk may keep us waiting; for ever it must not, or nothing old is ever cleared away.
        await sql`set local idle_in_transaction_session_timeout = '10min'`.execute(trx)
        const tables = await tablesThere(trx)
        const read = await readHeader(trx, tables, options.at)
        const out = createWriteStream(draft, { mode: 0o600, flush: true })
        await pipeline(Readable.from(linesOf(trx, tables, read, options)), createGzip({ level }), out)
        return read
      })
    return { ...header, file, bytes: await settle(draft, file) }
  } catch (error) {
    await rm(draft, { force: true })
    const { code, message } = error as NodeJS.ErrnoException
    if (/^(ENOENT|EACCES|EPERM|EROFS|ENOSPC|ENOTDIR|EISDIR|EDQUOT)$/.test(code ?? '')) {
      throw new Refusal(`备份写不进 ${file}:${code === 'ENOSPC' ? '磁盘满了' : message}`)
    }
    throw error
  }
}
