import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'

import { Refusal } from '#src/domain/refusal.ts'

import type { Database } from './schema.ts'
import { valueTypes } from './values.ts'

/** Where a database is: behind the embedded server's socket, or at a DATABASE_URL. */
export type Target = { readonly socket: string; readonly name?: string } | { readonly url: string }

export interface PoolOptions {
  /** Connections at most. */
  readonly max?: number
  /** Told when an idle connection breaks; the pool makes a new one by itself. */
  readonly onError?: (error: Error) => void
}

export interface OpenDatabase {
  readonly db: Kysely<Database>
  readonly pool: pg.Pool
  readonly close: () => Promise<void>
}

// A holder that is stopped inside a transaction must lose its locks, or nobody ever takes over.
const session = '-c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=5000'

// The time zone comes last: what is read as an Instant depends on it.
const optionsWith = (own: string): string => `${session} ${own} -c timezone=UTC`

/** How every connection is made. */
export const connection = (target: Target): pg.ClientConfig => {
  const common = { types: valueTypes(), application_name: 'duban', keepAlive: true, connectionTimeoutMillis: 10_000 }
  if ('socket' in target) {
    const { socket: host, name: database = 'postgres' } = target
    return { ...common, options: optionsWith(''), host, port: 5432, user: 'duban', database, ssl: false }
  }
  if (!/^postgres(ql)?:\/\//.test(target.url) || !URL.canParse(target.url)) {
    throw new Refusal('DATABASE_URL 不是 PostgreSQL 的地址;例:postgres://duban:密码@127.0.0.1:5432/duban')
  }
  const url = new URL(target.url)
  // The address may carry options of its own (-c search_path=… for a county's schema); pg would let them replace ours.
  const own = url.searchParams.get('options') ?? ''
  url.searchParams.delete('options')
  return { ...common, options: optionsWith(own), connectionString: url.href }
}

/** Opens a pool on a database; nothing is connected before the first query. */
export const openDatabase = (target: Target, options: PoolOptions = {}): OpenDatabase => {
  const { max = 10, onError = () => {} } = options
  const pool = new pg.Pool({ ...connection(target), max })
  // Without a listener a lost connection would end the process: the pool tells of one that lies idle; of one that
  // somebody works with his statement tells, which fails then.
  pool.on('error', onError)
  pool.on('connect', (client) => void client.on('error', () => {}))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, close: () => db.destroy() }
}
