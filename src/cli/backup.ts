import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { backup, type BackupDone } from '#db/backup.ts'
import { rowsIn } from '#db/backup/format.ts'
import { writeSetting } from '#db/settings.ts'
import { instantFromMillis, wallClock } from '#src/domain/instant.ts'

import type { CliCommand } from './command.ts'
import { progressTo } from './progress.ts'
import { onePath, openStore } from './store.ts'

/** 1.2 MB */
const size = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`

/** A folder gets a file named after the moment: 20261124-0200. */
const fileFor = (path: string, at: string): string =>
  existsSync(path) && statSync(path).isDirectory()
    ? join(path, `duban-${wallClock(at).replaceAll(/[-:]/g, '').replace(' ', '-')}.jsonl.gz`)
    : path

const inWords = (done: BackupDone, seconds: string): string =>
  [
    `备份好了:${done.file}`,
    `${size(done.bytes)},${rowsIn(done)}行,${seconds}秒;链头 ${done.head.slice(0, 8) || '(还没有记录)'}`,
    '里面有姓名和电话,请妥善保管,最好再拷一份到别的机器。恢复:duban restore <文件>',
  ].join('\n')

export default {
  name: 'backup',
  summary: '备份整个数据库到一个文件,不用停机',
  usage: `duban backup <文件或文件夹> [--json]
给文件夹就按时间取名。服务器在不在运行都可以;已有的文件不覆盖。
例:duban backup /mnt/usb/
定时(crontab):0 2 * * * cd /opt/duban && npm run -s duban -- backup /backup/`,
  run: async (args, io) => {
    const { path, json } = onePath(args, '缺文件名,例:duban backup /backup/')
    // Any version: a backup is what one takes before anything else.
    const store = await openStore(io, { anyVersion: true })
    try {
      const began = performance.now()
      const at = instantFromMillis(Date.now())
      const file = resolve(fileFor(path, at))
      const done = await backup(store.db, file, { at, onProgress: progressTo(io, '备份') })
      await writeSetting(store.db, 'lastBackup', { at, file, bytes: done.bytes })
      const { head, bytes } = done
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      io.out(json ? JSON.stringify({ file, bytes, rows: rowsIn(done), head }) : inWords(done, seconds))
      return 0
    } finally {
      await store.close()
    }
  },
} satisfies CliCommand
