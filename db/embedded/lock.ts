import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { Refusal } from '#src/domain/refusal.ts'

/** Who holds DATA_DIR: written beside the lock, never into it (closing the lock's file anywhere would free it). */
export interface Holder {
  readonly pid: number
  /** When that process began, in milliseconds since 1970. */
  readonly since: number
  /** `duban serve`, as against a command that is soon done. */
  readonly serves: boolean
  /** The socket's folder, known once its server runs. */
  readonly socket?: string
}

export interface Lock {
  /** Says where the server answers. */
  readonly announce: (socket: string) => void
  readonly release: () => void
}

const sqliteBusy = 5
const holderFile = (dir: string): string => join(dir, 'holder.json')

/**
 * Takes the exclusive lock on a data folder; undefined when another process has it. It is the kernel's: free the moment
 * its holder is gone, whatever killed it, and kept by a holder that is stopped or blocked.
 */
export const takeLock = (dir: string, serves: boolean, give: (path: string) => void): Lock | undefined => {
  const file = join(dir, 'duban.lock')
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(file, { timeout: 0 })
    lock.exec('begin exclusive')
  } catch (error) {
    lock?.close()
    const { errcode, message } = error as Error & { errcode?: number }
    if (errcode === sqliteBusy) return undefined
    throw new Refusal(`锁不住 DATA_DIR(${file}:${message});请检查该文件的权限,并把 DATA_DIR 放在本机磁盘上。`)
  }
  const held = lock
  const write = (more: Partial<Holder>): void => {
    const holder: Holder = { pid: process.pid, since: Math.round(performance.timeOrigin), serves, ...more }
    const draft = `${holderFile(dir)}.new`
    writeFileSync(draft, JSON.stringify(holder))
    give(draft)
    renameSync(draft, holderFile(dir))
  }
  give(file)
  write({})
  return {
    announce: (socket) => write({ socket }),
    release: () => {
      if (!held.isOpen) return
      // Name first, lock last: whoever takes the lock next must not have its own name removed.
      rmSync(holderFile(dir), { force: true })
      held.close()
    },
  }
}

/** The process that says it holds the folder; undefined when none does or it is gone (its name outlives a kill -9). */
export const readHolder = (dir: string): Holder | undefined => {
  try {
    const holder = JSON.parse(readFileSync(holderFile(dir), 'utf8')) as Holder
    process.kill(holder.pid, 0)
    return holder
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined
    return JSON.parse(readFileSync(holderFile(dir), 'utf8')) as Holder
  }
}

const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' })

/** The sentence for whoever finds the folder taken. */
export const inUse = (dir: string, holder: Holder | undefined): string =>
  holder
    ? `另一个 duban (进程 ${holder.pid},${clock.format(holder.since)} 启动) 正在使用 DATA_DIR ${dir};请先停止它,或另设 DATA_DIR。`
    : `另一个 duban 正在使用 DATA_DIR ${dir};请先停止它,或另设 DATA_DIR。`
