import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sql } from 'kysely'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'

import { openDataDir, type OpenOptions, type OwnDatabase } from '#db/embedded.ts'
import { run } from '#db/embedded/account.ts'
import { findBinaries } from '#db/embedded/binaries.ts'
import { openDatabase } from '#db/index.ts'

import { holdDataDir, newDataDir, parentOf, serverPid, until } from '../support/data-dir.ts'

const open = async (dir: string, options: OpenOptions = {}): Promise<OwnDatabase> => {
  const database = await openDataDir(dir, { fsync: false, ...options })
  if (database.kind !== 'own') throw new Error('somebody else has it')
  onTestFinished(() => database.stop())
  return database
}

let made: string // a database at rest, to copy: making one takes most of a second
beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'duban-made-'))
  const database = await openDataDir(made, { fsync: false })
  if (database.kind === 'own') await database.stop()
})
afterAll(() => rmSync(made, { recursive: true, force: true }))

/** The ids that test/support/holder.ts has left in the database. */
const keptIn = async (socket: string): Promise<Set<string>> => {
  const { db, close } = openDatabase({ socket })
  const { rows } = await sql<{ id: number }>`select id from kept`.execute(db)
  await close()
  return new Set(rows.map(({ id }) => String(id)))
}

const committed = (lines: readonly string[]): string[] => lines.filter((line) => /^\d+$/.test(line))

test('whoever serves is alone; a command is told where its database is', async () => {
  const dir = newDataDir(made)
  const { socket, stop } = await open(dir, { serve: true })
  expect(await openDataDir(dir)).toEqual({ kind: 'running', socket })
  await expect(openDataDir(dir, { serve: true })).rejects.toThrow(
    new RegExp(`^另一个 duban \\(进程 ${process.pid},\\d{4}-\\d\\d-\\d\\d .* 启动\\) 正在使用 DATA_DIR ${dir}`),
  )
  await stop()
  expect(readdirSync(join(dir, 'run'))).toEqual([])
})

test('a command that has the folder for a moment is waited for, also by serve', async () => {
  const dir = newDataDir(made)
  const command = await open(dir)
  await expect(openDataDir(dir, { wait: 100 })).rejects.toThrow('正在使用 DATA_DIR')
  const [second] = await Promise.all([open(dir, { serve: true }), command.stop()])
  expect(second.kind).toBe('own')
})

test('there is a unix socket and no TCP port', async () => {
  const dir = newDataDir(made)
  await open(dir)
  const pid = serverPid(dir)
  const sockets = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
  const listening = new Set(
    ['tcp', 'tcp6'].flatMap((kind) =>
      readFileSync(`/proc/net/${kind}`, 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter((fields) => fields[3] === '0A')
        .map((fields) => `socket:[${fields[9]}]`),
    ),
  )
  expect(sockets.some((name) => name.startsWith('socket:'))).toBe(true)
  expect(sockets.filter((name) => listening.has(name))).toEqual([])
  expect(statSync(join(dir, 'run')).mode & 0o777).toBe(0o700)
})

test('after kill -9 of the holder every committed row is there, at once', async () => {
  const dir = newDataDir(made)
  const holder = holdDataDir(dir)
  await until(() => committed(holder.lines).length > 200)
  await holder.kill()
  const { socket } = await open(dir, { serve: true, fsync: true })
  const kept = await keptIn(socket)
  expect(committed(holder.lines).filter((id) => !kept.has(id))).toEqual([])
})

test('an orphaned server is stopped, when its watcher was killed too', async () => {
  const dir = newDataDir(made)
  const holder = holdDataDir(dir)
  await until(() => committed(holder.lines).length > 10)
  const server = serverPid(dir)
  process.kill(parentOf(server), 'SIGKILL')
  await holder.kill()
  process.kill(server, 0)
  const { socket } = await open(dir)
  expect(serverPid(dir)).not.toBe(server)
  const kept = await keptIn(socket)
  expect(committed(holder.lines).filter((id) => !kept.has(id))).toEqual([])
})

test('a postmaster.pid whose number now belongs to another process does not stop the start', async () => {
  const dir = newDataDir(made)
  const first = await open(dir)
  const file = readFileSync(join(dir, 'pg/postmaster.pid'), 'utf8')
  process.kill(serverPid(dir), 'SIGKILL')
  await first.exited
  await first.stop()
  for (const stale of [file, file.replace(/^\d+/, String(process.pid))]) {
    writeFileSync(join(dir, 'pg/postmaster.pid'), stale)
    const again = await open(dir)
    expect(serverPid(dir)).not.toBe(Number.parseInt(stale, 10))
    await again.stop()
  }
})

test('a half-made database is made again', async () => {
  const dir = newDataDir()
  const holder = holdDataDir(dir)
  await until(() => readdirSync(dir).some((name) => name.startsWith('pg.new-') && existsSync(join(dir, name, 'base'))))
  await holder.kill()
  expect(existsSync(join(dir, 'pg'))).toBe(false)
  await open(dir)
  expect(readdirSync(dir).filter((name) => name.startsWith('pg'))).toEqual(['pg'])
})

test('a damaged database or one of another PostgreSQL is refused in words and left alone', async () => {
  const dir = newDataDir()
  mkdirSync(join(dir, 'pg/global'), { recursive: true })
  writeFileSync(join(dir, 'pg/PG_VERSION'), '17\n')
  await expect(open(dir)).rejects.toThrow('不是完整的数据库(缺 global/pg_control)')
  writeFileSync(join(dir, 'pg/global/pg_control'), '')
  await expect(open(dir)).rejects.toThrow('是 PostgreSQL 17 的数据,本版 duban 需要 18')
  expect(readdirSync(join(dir, 'pg'))).toEqual(['PG_VERSION', 'global'])
})

test('a holder that is stopped still holds', async () => {
  const dir = newDataDir(made)
  const holder = holdDataDir(dir)
  await until(() => committed(holder.lines).length > 0)
  holder.child.kill('SIGSTOP')
  await expect(openDataDir(dir, { serve: true })).rejects.toThrow(`另一个 duban (进程 ${holder.child.pid},`)
  const command = await openDataDir(dir)
  expect(command.kind).toBe('running')
  expect((await keptIn(command.socket)).size).toBeGreaterThan(0)
})

test('a folder whose name is too long for a socket works through a short link', async () => {
  const dir = join(newDataDir(), '督办'.repeat(20))
  const { socket } = await open(dir, { serve: true })
  expect(socket).toMatch(/^\/tmp\/duban-/)
  expect((await openDataDir(dir)).kind).toBe('running')
})

test('root leaves the files to the user the folder belongs to', async () => {
  const dir = newDataDir()
  const root = process.getuid?.() === 0
  const user = root ? 1 : statSync(dir).uid // daemon: initdb wants a user with a name
  if (root) chownSync(dir, user, user)
  const { postgres } = await findBinaries()
  // Where that user cannot reach the programs, the files are root's and the server runs in a user namespace.
  const reached = !root || (await run({ prefix: [], ids: { uid: user, gid: user } }, [postgres, '--version'])).ok
  await open(dir)
  for (const name of ['pg', 'run', 'duban.lock', 'holder.json', 'postgres.log'])
    expect([name, statSync(join(dir, name)).uid]).toEqual([name, reached || name.includes('.') ? user : 0])
})
