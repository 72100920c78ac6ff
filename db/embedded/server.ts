import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

import pg from 'pg'

import { Refusal } from '#src/domain/refusal.ts'

import { type Account, environment, giveTo } from './account.ts'
import { clusterName } from './processes.ts'

// The shell waits for the server and for the end of our pipe, whichever comes first: the server ends with us even
// after kill -9, and is reaped when it ends by itself (a zombie would keep postmaster.pid alive).
const watch =
  'exec 3<&0; "$0" "$@" </dev/null 3<&- & p=$!; { read _ <&3; kill -INT $p; } 2>/dev/null & w=$!; wait $p; kill $w 2>/dev/null'

const always = {
  listen_addresses: '',
  port: '5432',
  unix_socket_permissions: '0700',
  shared_buffers: '32MB',
  max_connections: '30',
  max_wal_size: '256MB',
  // One small office: three reading processes and a compiler would cost memory and win nothing.
  io_method: 'sync',
  jit: 'off',
  max_logical_replication_workers: '0',
  log_checkpoints: 'off',
  log_timezone: '<+08>-08',
}
const untilPowerFails = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '100' }

export interface Server {
  /** Resolves when the server is gone, whoever ended it. */
  readonly exited: Promise<void>
  /** Asks for a fast, clean shutdown; `exited` says when it is done. */
  readonly end: () => void
}

export interface Place {
  readonly data: string
  readonly socket: string
  readonly log: string
}

/** Starts PostgreSQL and waits until it answers. `say` is called once when that takes longer than two seconds. */
export const startServer = async (
  place: Place,
  postgres: string,
  account: Account,
  fsync: boolean,
  say: (text: string) => void,
): Promise<Server> => {
  const settings = {
    ...always,
    ...(fsync ? {} : untilPowerFails),
    cluster_name: clusterName(place.data),
    unix_socket_directories: place.socket,
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = openLog(place.log, account)
  const child = spawn('/bin/sh', ['-c', watch, ...account.prefix, postgres, '-D', place.data, ...flags], {
    ...account.ids,
    cwd: '/',
    env: environment,
    detached: true, // Ctrl-C goes to the whole group: it is ours to answer, then the server's to stop
    stdio: ['pipe', log, log],
  })
  closeSync(log)
  let gone = false
  const exited = new Promise<void>((done) => {
    const end = (): void => {
      gone = true
      done()
    }
    child.once('exit', end)
    child.once('error', end)
  })
  child.stdin?.on('error', () => {}) // the shell may be gone before us
  const began = performance.now()
  for (let said = false; !(await answers(place.socket));) {
    if (gone) throw new Refusal(`内置数据库没有启动:${lastLine(place.log)}(详见 ${place.log})`)
    const waited = performance.now() - began
    if (waited > 2000 && !said) {
      said = true
      say('数据库正在启动(断电或强行结束之后要先核对数据,可能需要几分钟)……')
    }
    if (waited > 600_000) {
      child.stdin?.end()
      throw new Refusal(`内置数据库十分钟没有启动完:${lastLine(place.log)}(详见 ${place.log})`)
    }
    await setTimeout(10)
  }
  // From here on it must not keep a program alive that is done: the end of our process ends it.
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  return {
    exited,
    end: () => {
      if (!gone) child.ref() // else Node could end before the server has
      child.stdin?.end()
    },
  }
}

/** Whether a server answers behind a socket folder. */
export const answers = async (socket: string): Promise<boolean> => {
  const client = new pg.Client({
    host: socket,
    port: 5432,
    user: 'duban',
    database: 'postgres',
    ssl: false,
    connectionTimeoutMillis: 2000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

const openLog = (path: string, account: Account): number => {
  try {
    if (statSync(path).size > 5_000_000) renameSync(path, `${path}.1`)
  } catch {
    // the first start
  }
  const file = openSync(path, 'a', 0o600)
  giveTo(account, path)
  return file
}

const lastLine = (log: string): string => {
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  return lines.findLast((line) => /FATAL|PANIC|error/.test(line) && !line.includes('starting up')) ?? lines.at(-1) ?? ''
}
