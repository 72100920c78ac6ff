import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { Refusal } from '#src/domain/refusal.ts'

/** PostgreSQL's own processes carry this in their titles; by it they are known when their parent is gone. */
export const clusterName = (data: string): string =>
  `duban-${createHash('sha256').update(data).digest('hex').slice(0, 8)}`

interface Found {
  readonly pid: number
  readonly title: string
}

const everyProcess = (): Found[] => {
  if (process.platform !== 'linux') {
    return execFileSync('ps', ['-Ao', 'pid=,args='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => ({ pid: Number.parseInt(line, 10), title: line.trim().replace(/^\d+ /, '') }))
  }
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      return [{ pid: Number(name), title: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }]
    } catch {
      return [] // gone meanwhile
    }
  })
}

/** The processes that run on a PostgreSQL folder: the server, its children, the shell that watches over it, initdb. */
const processesOf = (data: string): Found[] =>
  everyProcess().filter(
    ({ title }) =>
      title.includes(` -D ${data} `) ||
      title.includes(` -D ${data}.new-`) ||
      title.startsWith(`postgres: ${clusterName(data)}`),
  )

// Not the watching shell, which would die before its server; the path may hold spaces.
const isServer = ({ title }: Found): boolean => /(postgres|initdb) -D /.test(title) && !title.startsWith('/bin/sh ')

const signal = (found: readonly Found[], name: NodeJS.Signals): void => {
  for (const { pid } of found) {
    try {
      process.kill(pid, name)
    } catch {
      // gone meanwhile
    }
  }
}

// A fast shutdown at once (a dying server has had that signal already), then ever harder: what was committed is in the WAL.
const steps: readonly { after: number; name: NodeJS.Signals; whom: (found: Found[]) => Found[] }[] = [
  { after: 0, name: 'SIGINT', whom: (found) => found.filter(isServer) },
  { after: 1000, name: 'SIGTERM', whom: (found) => (found.some(isServer) ? [] : found) },
  { after: 20_000, name: 'SIGQUIT', whom: (found) => found },
  { after: 25_000, name: 'SIGKILL', whom: (found) => found },
]

/**
 * Waits until nothing of an earlier server runs on the folder, stopping what does not stop by itself. Only whoever
 * holds the folder's lock may call it. Bounded by 30 s.
 */
export const clearProcesses = async (data: string, say: (text: string) => void): Promise<void> => {
  const began = performance.now()
  let step = 0
  let said = false
  for (;;) {
    const found = processesOf(data)
    if (found.length === 0) return
    const waited = performance.now() - began
    const due = steps[step]
    if (due && waited >= due.after) {
      signal(due.whom(found), due.name)
      step += 1
    }
    if (waited > 2000 && !said) {
      said = true
      say('上一个 duban 的数据库还在收尾,请稍候(最多 30 秒)……')
    }
    if (waited > 30_000) {
      const pids = found.map(({ pid }) => pid).join('、')
      throw new Refusal(`上一个 duban 的数据库(进程 ${pids})停不下来;请结束这些进程后再启动。`)
    }
    await setTimeout(20)
  }
}

/**
 * Removes what a dead server left: its socket, and its postmaster.pid when that number now belongs to another process
 * (PostgreSQL would take that one for itself and refuse for ever). A pid of nobody is left to PostgreSQL's own checks.
 */
export const clearStaleFiles = (data: string, run: string): void => {
  for (const name of readdirSync(run)) rmSync(join(run, name), { force: true })
  const file = join(data, 'postmaster.pid')
  try {
    process.kill(Number.parseInt(readFileSync(file, 'utf8'), 10), 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return
  }
  rmSync(file, { force: true })
}
