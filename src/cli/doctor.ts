import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { hasCluster } from '#db/embedded/cluster.ts'
import { channelRows } from '#db/channels.ts'
import { pendingMigrations } from '#db/migrate.ts'
import { nationalCalendar } from '#src/calendar.ts'
import { type Config, readConfig } from '#src/config.ts'
import { dateAt, instantFromMillis } from '#src/domain/instant.ts'

import { channelFindings, type Watched } from './checks/channels.ts'
import { type Finding, lineOf, unwell, well } from './checks/finding.ts'
import {
  binariesFinding,
  calendarFinding,
  folderFindings,
  nodeFinding,
  portFinding,
  witnessFindings,
  zoneFinding,
} from './checks/machine.ts'
import { storeFindings } from './checks/store.ts'
import { type CliCommand, type CliIo, Usage } from './command.ts'
import { openStore } from './store.ts'

interface Seen {
  readonly findings: readonly Finding[]
  readonly running: boolean
  /** What a running server wrote of its channels; null: none runs. */
  readonly watched: Watched | null
}

const database = async (io: CliIo, { databaseUrl, dataDir }: Config): Promise<Seen> => {
  const calendar = nationalCalendar()
  if (databaseUrl === null && !hasCluster(join(dataDir, 'pg'))) {
    const today = dateAt(instantFromMillis(Date.now()))
    const none = well('数据库', '还没有,第一次启动(npm start)时自己建')
    return {
      findings: [none, calendarFinding(calendar, today), ...(await witnessFindings(calendar, today))],
      running: false,
      watched: null,
    }
  }
  try {
    const store = await openStore(io, { anyVersion: true })
    try {
      const { running } = store
      const upToDate = (await pendingMigrations(store.db)).length === 0
      const watched =
        running && upToDate ? { rows: await channelRows(store.db), now: instantFromMillis(Date.now()) } : null
      return { findings: await storeFindings(store, calendar), running, watched }
    } finally {
      await store.close()
    }
  } catch (error) {
    return { findings: [unwell('数据库', (error as Error).message)], running: false, watched: null }
  }
}

export default {
  name: 'doctor',
  summary: '体检:哪里不对,该怎么办',
  usage: `duban doctor [--json]
一行一项,✓ 是好的,✗ 后面写着该怎么办。有 ✗ 时退出码 1。服务器在不在运行都可以。`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    })
    if (positionals.length > 0) throw new Usage(`多了「${positionals.join(' ')}」。`)
    const config = readConfig(io.env)
    const { findings, running, watched } = await database(io, config)
    const all = [
      nodeFinding(process.version),
      ...folderFindings(config.dataDir),
      ...(config.databaseUrl === null ? [await binariesFinding()] : []),
      ...findings,
      ...(await channelFindings(config, watched, { now: () => Date.now(), sleep: (ms) => sleep(ms) })),
      zoneFinding(Intl.DateTimeFormat().resolvedOptions().timeZone),
      await portFinding(config.host, config.port, running),
    ]
    const ok = all.every((one) => one.ok)
    io.out(values.json ? JSON.stringify({ ok, findings: all }) : all.map(lineOf).join('\n'))
    return ok ? 0 : 1
  },
} satisfies CliCommand
