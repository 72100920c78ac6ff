import { resolve } from 'node:path'

import type { BackupHeader } from '#db/backup/format.ts'
import { queueDepths, waitingIn } from '#db/queue.ts'
import { restore } from '#db/restore.ts'
import { wallClock } from '#src/domain/instant.ts'

import type { CliCommand } from './command.ts'
import { progressTo } from './progress.ts'
import { onePath, openStore } from './store.ts'

/** What an administrator compares with what he remembers. */
const shown: Readonly<Record<string, string>> = {
  notice: '通报',
  item: '事项',
  assignment: '任务',
  submission: '整改',
  member: '人员',
  message: '消息',
  file: '附件',
  event: '记录行',
}

const countsOf = ({ tables }: BackupHeader): Record<string, number> =>
  Object.fromEntries(tables.map(({ name, rows }) => [name, rows]))

const inWords = (header: BackupHeader, waiting: number): string => {
  const counts = countsOf(header)
  const said = Object.entries(shown).flatMap(([table, name]) => (table in counts ? [`${name}${counts[table]}`] : []))
  return [
    `恢复好了(${wallClock(header.at)} 的备份):${said.join(',')}`,
    `链头 ${header.head.slice(0, 8) || '(还没有记录)'},记录逐条核对无误。`,
    ...(waiting > 0 ? [`队列里有${waiting}条待发消息,启动后会发出;备份之后原机若已发过,会再收到一次。`] : []),
    '现在可以启动:npm start。原来的那台请不要再启动。',
  ].join('\n')
}

export default {
  name: 'restore',
  summary: '把备份恢复到一个空的数据库',
  usage: `duban restore <文件> [--json]
恢复到 DATA_DIR(或 DATABASE_URL),它必须是空的;文件或记录有一处不对就什么也不做。
例:DATA_DIR=./var-new duban restore /backup/duban-20261124-0200.jsonl.gz`,
  run: async (args, io) => {
    const { path, json } = onePath(args, '缺备份文件,例:duban restore /backup/duban-20261124-0200.jsonl.gz')
    const store = await openStore(io, { create: true, anyVersion: true })
    try {
      const header = await restore(store.db, resolve(path), { onProgress: progressTo(io, '恢复') })
      const waiting = waitingIn(await queueDepths(store.db))
      io.out(
        json
          ? JSON.stringify({ at: header.at, counts: countsOf(header), head: header.head })
          : inWords(header, waiting),
      )
      return 0
    } finally {
      await store.close()
    }
  },
} satisfies CliCommand
