import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'

import { openDataDir } from '#db/embedded.ts'
import { openDatabase } from '#db/index.ts'

export interface KillLedger {
  readonly kills: number
  /** Commands answered before a kill, and of those the ones whose effect is not in the database. */
  readonly acknowledged: number
  readonly lost: readonly string[]
  /** Messages on the channel's own ledger: once; a second time and marked so; a second time unmarked. */
  readonly once: number
  readonly marked: number
  readonly unmarked: readonly string[]
  /** Rows by their state at the end. */
  readonly states: Readonly<Record<string, number>>
}

const script = join(import.meta.dirname, 'ledger-server.ts')
const office = '县政府督查室:officer'

/** A process of ledger-server.ts: what it printed, and how to wait for more. */
const start = async (dir: string, ledger: string) => {
  const child: ChildProcess = spawn(process.execPath, [script, dir, ledger], { stdio: ['pipe', 'pipe', 'inherit'] })
  const heard: string[] = []
  const waiting = new Set<() => void>()
  createInterface({ input: child.stdout! }).on('line', (line) => {
    heard.push(line)
    for (const look of waiting) look()
  })
  const gone = once(child, 'close')
  const hear = (what: string): Promise<boolean> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!heard.some((line) => line.includes(what))) return
        waiting.delete(look)
        resolve(true)
      }
      waiting.add(look)
      void gone.then(() => resolve(false))
      look()
    })
  const tell = (said: object): void => void child.stdin!.write(`${JSON.stringify(said)}\n`)
  if (!(await hear('"ready"'))) throw new Error('the server did not start')
  return {
    tell,
    hear,
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}

/**
 * Kills a whole duban again and again, during commands and during the sending of digests and broadcasts, and counts what
 * was answered, what was kept, and what left the process how often.
 */
export const killRun = async (kills: number, onRound: (round: number) => unknown = () => {}): Promise<KillLedger> => {
  const root = mkdtempSync(join(tmpdir(), 'duban-kill-'))
  const [dir, ledger] = [join(root, 'data'), join(root, 'ledger')]
  const answered: number[] = []
  try {
    let server = await start(dir, ledger)
    server.tell({ move: true })
    await server.hear('"moved"')
    server.tell({ as: office, text: '答 1 是' })
    await server.hear('已定1处')
    server.tell({ as: office, text: '发布 891' })
    await server.hear('已发布891条')
    await server.kill()
    for (let round = 1; round < kills; round += 1) {
      onRound(round)
      server = await start(dir, ledger)
      const { number, unit } = itemOf(round)
      // Always a report; every fifth round a broadcast besides; every fourth a morning with its digests.
      const said = `整改 ${number} 第${number}次`
      const reply = server.hear(`#${number} 已报`)
      server.tell({ as: unit, text: said })
      if (round % 5 === 0) {
        server.tell({ as: office, text: `广播 全部 第${round}次通知` })
        server.tell({ as: office, text: '广播 66' })
      }
      if (round % 4 === 0) server.tell({ clock: new Date(Date.UTC(2021, 5, 4 + round, 0, 30)).toISOString() })
      // Half of them the moment the answer is out, when its effect must be there; half at any moment before or after.
      if (round % 2 === 0) await reply
      else await setTimeout(10 + Math.random() * 400)
      // Into the middle of sixty-six messages.
      if (round % 4 === 0 || round % 5 === 0) await setTimeout(Math.random() * 900)
      await server.kill()
      if (await reply) answered.push(number)
    }
    server = await start(dir, ledger)
    server.tell({ idle: true })
    await server.hear('"idle"')
    await server.kill()
    return await count(dir, ledger, kills, answered)
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}

/** Each number of the sample's first 41 belongs to a unit of its own list; asked of the reading, not of the database. */
const owners: readonly string[] = [
  '县卫健局', '县政府办公室', '县医院', '县发改局', '县市场监管局', '县退役军人事务局', '县生态环境局', '县医保局', '县司法局', '县司法局',
  '县科经局', '县财政局', '县司法局', '县市场监管局', '县市场监管局', '县自然资源和规划局', '县自然资源和规划局', '政协办公室', '县财政局', '县政府办公室',
  '县政务服务和大数据管理局', '县住建局', '县自然资源和规划局', '县交通局', '县发改局', '县住建局', '县自然资源和规划局', '县交通局', '县发改局',
  '县自然资源和规划局', '县自然资源和规划局', '县住建局', '县住建局', '县审计局', '县教育局', '县卫健局', '县生态环境局', '县文旅局', '县住建局', '县财政局', '县卫健局',
] // prettier-ignore
const register = JSON.parse(readFileSync(join(import.meta.dirname, '../../data/units.json'), 'utf8')) as readonly {
  readonly name: string
}[]

/** An item for each round, up to a hundred: first the sample's own 41, then the report that each unit owes (#99 on). */
const itemOf = (round: number): { readonly number: number; readonly unit: string } =>
  round <= owners.length
    ? { number: round, unit: owners[round - 1]! }
    : { number: 98 + round - owners.length, unit: register[round - owners.length - 1]!.name }

const count = async (dir: string, ledger: string, kills: number, answered: readonly number[]): Promise<KillLedger> => {
  const own = await openDataDir(dir)
  if (own.kind === 'running') throw new Error('still served')
  const { db, close } = openDatabase({ socket: own.socket })
  try {
    const submitted = await db.selectFrom('assignment').where('state', '!=', 'open').select('number').execute()
    const kept = new Set(submitted.map(({ number }) => number))
    const rows = await db
      .selectFrom('message')
      .select((eb) => ['state', eb.fn.countAll<number>().as('n')])
      .groupBy('state')
      .execute()
    const lines = (existsSync(ledger) ? readFileSync(ledger, 'utf8') : '').split('\n').filter((line) => line !== '')
    const byKey = Map.groupBy(
      lines.map((line) => JSON.parse(line) as { key: string; text: string }),
      ({ key }) => key,
    )
    const again = [...byKey.values()].filter((sent) => sent.length > 1)
    const isMarked = (sent: readonly { text: string }[]): boolean =>
      sent.length === 2 && sent[1]!.text.includes('(可能重复)')
    return {
      kills,
      acknowledged: answered.length,
      lost: answered.filter((number) => !kept.has(number)).map((number) => `#${number}`),
      once: byKey.size - again.length,
      marked: again.filter(isMarked).length,
      unmarked: again.filter((sent) => !isMarked(sent)).map((sent) => sent[0]!.key),
      states: Object.fromEntries(rows.map(({ state, n }) => [state, n])),
    }
  } finally {
    await close()
    await own.stop()
  }
}
