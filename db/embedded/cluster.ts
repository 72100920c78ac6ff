import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'

import { Refusal } from '#src/domain/refusal.ts'

import { type Account, giveTo, giveTreeTo, run } from './account.ts'

const major = '18'

/** Whether there is anything at all; an empty folder may be the mark of somebody who made it in advance. */
export const hasCluster = (data: string): boolean => existsSync(data) && readdirSync(data).length > 0

/**
 * Makes the PostgreSQL folder on the first start. It is made under another name and renamed when it is whole, so that
 * a power cut in the middle leaves rubbish (removed here), never half a database under the right name.
 */
export const ensureCluster = async (
  root: string,
  data: string,
  initdb: string,
  account: Account,
  fsync: boolean,
): Promise<void> => {
  for (const name of readdirSync(root)) {
    if (name.startsWith('pg.new-')) rmSync(join(root, name), { recursive: true, force: true, maxRetries: 10 })
  }
  if (hasCluster(data)) {
    checkCluster(data)
    chmodSync(data, 0o700) // a copy made by hand may be open to others, which PostgreSQL refuses
    giveTreeTo(account, data)
    return
  }
  const draft = mkdtempSync(join(root, 'pg.new-'))
  giveTo(account, draft)
  const options = ['-U', 'duban', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-instructions']
  const ran = await run(account, [initdb, '-D', draft, ...options, ...(fsync ? [] : ['--no-sync'])])
  if (!ran.ok) throw new Refusal(`建立数据库失败(initdb):${ran.said};请检查 ${root} 的剩余空间和权限。`)
  renameSync(draft, data)
  // Without this a power cut could bring the old name back, and the next start would remove the database as rubbish.
  const folder = openSync(root, 'r')
  fsyncSync(folder)
  closeSync(folder)
}

/** A folder that is there but not a database of ours is never replaced by an empty one. */
const checkCluster = (data: string): void => {
  for (const part of ['PG_VERSION', 'global/pg_control']) {
    if (!existsSync(join(data, part))) {
      throw new Refusal(`${data} 不是完整的数据库(缺 ${part}),可能已损坏;请移走该文件夹并用 duban restore 恢复备份。`)
    }
  }
  const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  if (version !== major) {
    throw new Refusal(
      `${data} 是 PostgreSQL ${version} 的数据,本版 duban 需要 ${major};请用原来的版本导出备份后再恢复。`,
    )
  }
}
