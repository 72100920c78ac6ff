import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { openDataDir } from '#db/embedded.ts'
import { hasCluster } from '#db/embedded/cluster.ts'
import { type OpenDatabase, openDatabase, type Target } from '#db/index.ts'
import { leaseHolder } from '#db/lease.ts'
import { pendingMigrations } from '#db/migrate.ts'
import { readConfig } from '#src/config.ts'
import { Refusal } from '#src/domain/refusal.ts'

import { type CliIo, Usage } from './command.ts'

/** The database of DATA_DIR or DATABASE_URL, whether a server runs or not. */
export interface Store {
  readonly db: OpenDatabase['db']
  readonly target: Target
  /** A `duban serve` is at work on it. */
  readonly running: boolean
  /** Closes the connections, and ends the database server if it was started for this command. */
  readonly close: () => Promise<void>
}

export interface StoreOptions {
  /** Where there is no database yet: make one (restore) instead of refusing. */
  readonly create?: boolean
  /** Takes the tables as they are, of whatever version. Otherwise they must be this version's. */
  readonly anyVersion?: boolean
}

/** Opens the store beside a running server, or starts the embedded database for the time of one command. */
export const openStore = async (io: CliIo, options: StoreOptions = {}): Promise<Store> => {
  const { dataDir, databaseUrl } = readConfig(io.env)
  if (databaseUrl === null && options.create !== true && !hasCluster(join(dataDir, 'pg'))) {
    throw new Refusal(`DATA_DIR ${dataDir} 里还没有数据库。请先启动一次:npm start;或用 DATA_DIR=… 指到已有的文件夹。`)
  }
  const own = databaseUrl === null ? await openDataDir(dataDir, { wait: 20_000, onWait: io.err }) : null
  const target: Target = own === null ? { url: databaseUrl! } : { socket: own.socket }
  const { db, close } = openDatabase(target, { max: 3 })
  const end = async (): Promise<void> => {
    await close()
    if (own?.kind === 'own') await own.stop()
  }
  try {
    const pending = await pendingMigrations(db).catch((error: Error) => {
      if (error instanceof Refusal) throw error
      throw new Refusal(`连不上数据库:${error.message}。请检查 DATABASE_URL,或看 DATA_DIR 里的 postgres.log。`)
    })
    if (pending.length > 0 && options.anyVersion !== true) {
      throw new Refusal('数据库还没有升级到这个版本。请先启动一次(npm start),它会自己备份并升级。')
    }
    // A database without tables has no lease either.
    const held = await leaseHolder(db).catch(() => null)
    return { db, target, running: own === null ? held !== null : own.kind === 'running', close: end }
  } catch (error) {
    await end()
    throw error
  }
}

/** The arguments of a command on one file. `missing` says what to write where there is none. */
export const onePath = (args: string[], missing: string): { readonly path: string; readonly json: boolean } => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  })
  const [path, ...more] = positionals
  if (path === undefined) throw new Usage(missing)
  if (more.length > 0) throw new Usage(`多了「${more.join(' ')}」。`)
  return { path, json: values.json }
}
