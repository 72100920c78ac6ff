import { accessSync, chmodSync, chownSync, constants, mkdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { Refusal } from '#src/domain/refusal.ts'

import { chooseAccount, giveTo } from './embedded/account.ts'
import { findBinaries } from './embedded/binaries.ts'
import { ensureCluster, hasCluster } from './embedded/cluster.ts'
import { inUse, type Lock, readHolder, takeLock } from './embedded/lock.ts'
import { clearProcesses, clearStaleFiles } from './embedded/processes.ts'
import { answers, startServer } from './embedded/server.ts'
import { socketPath } from './embedded/socket.ts'

export interface OpenOptions {
  /** `duban serve`: it must be alone, and is refused in words when another one serves. */
  readonly serve?: boolean
  /** How long to wait, in ms, for a command that has the folder for a moment or for a server that is still starting. */
  readonly wait?: number
  /** Told in a sentence, once, when a wait grows long. */
  readonly onWait?: (text: string) => void
  /** False only in tests: nothing would survive a power cut. */
  readonly fsync?: boolean
}

/** We run the database; whoever calls must `stop()` it. */
export interface OwnDatabase {
  readonly kind: 'own'
  readonly socket: string
  /** Resolves when the server is gone, also when it ended without being asked. */
  readonly exited: Promise<void>
  /** A clean shutdown, at most 30 s; gives DATA_DIR free. Also to be called after the server died by itself. */
  readonly stop: () => Promise<void>
}

/** A running `duban serve` has it open: use its database. */
export interface RunningDatabase {
  readonly kind: 'running'
  readonly socket: string
}

/**
 * Opens the database of a data folder: takes the folder's lock and runs PostgreSQL in it, or, when a `duban serve` has
 * the lock, says where its socket is. Throws a Refusal, whose text is for the administrator, when neither is possible.
 */
export const openDataDir = async (dir: string, options: OpenOptions = {}): Promise<OwnDatabase | RunningDatabase> => {
  const { serve = false, wait = 30_000, onWait = () => {}, fsync = true } = options
  const root = makeFolder(dir)
  const give = ownerOf(root)
  const began = performance.now()
  for (let said = false; ;) {
    const lock = takeLock(root, serve, give)
    if (lock) {
      try {
        return await runDatabase(root, lock, onWait, fsync)
      } catch (error) {
        lock.release()
        throw error
      }
    }
    const holder = readHolder(root)
    if (holder?.serves) {
      if (serve) throw new Refusal(inUse(root, holder))
      const { socket } = holder
      if (socket && (await answers(socket))) return { kind: 'running', socket }
    }
    const waited = performance.now() - began
    if (waited > wait) throw new Refusal(inUse(root, holder))
    if (waited > 2000 && !said) {
      said = true
      onWait(`DATA_DIR ${root} 正被另一个 duban 使用,正在等它……`)
    }
    await setTimeout(50)
  }
}

/** Everything after the lock; the order matters: nothing of an earlier server may live when its files are touched. */
const runDatabase = async (
  root: string,
  lock: Lock,
  say: (text: string) => void,
  fsync: boolean,
): Promise<OwnDatabase> => {
  const data = join(root, 'pg')
  const run = join(root, 'run')
  const { postgres, initdb } = await findBinaries()
  const account = await chooseAccount(root, postgres, !hasCluster(data))
  await clearProcesses(data, say)
  mkdirSync(run, { recursive: true, mode: 0o700 })
  chmodSync(run, 0o700) // a copy made by hand may be open to others, and who reaches the socket is the database's owner
  for (const path of [root, run]) giveTo(account, path)
  await ensureCluster(root, data, initdb, account, fsync)
  clearStaleFiles(data, run)
  const { path: socket, remove } = socketPath(run, (path) => giveTo(account, path))
  const server = await startServer({ data, socket, log: join(root, 'postgres.log') }, postgres, account, fsync, say)
  lock.announce(socket)
  const stop = async (): Promise<void> => {
    try {
      server.end()
      await clearProcesses(data, () => {})
      await server.exited
    } finally {
      remove()
      lock.release()
    }
  }
  let stopped: Promise<void> | undefined
  return { kind: 'own', socket, exited: server.exited, stop: () => (stopped ??= stop()) }
}

const makeFolder = (dir: string): string => {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK)
    return realpathSync(dir)
  } catch (error) {
    throw new Refusal(`DATA_DIR ${dir} 不能读写(${(error as Error).message});请换一个文件夹,或改正它的权限。`)
  }
}

/** Files that root writes into another user's folder are that user's, so that his service can go on with them. */
const ownerOf = (root: string): ((path: string) => void) => {
  const { uid, gid } = statSync(root)
  return (path) => {
    if (process.getuid?.() === 0) chownSync(path, uid, gid)
  }
}
