import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import type { Kysely } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'
import { Refusal } from '#src/domain/refusal.ts'

import { tablesThere } from './backup/catalogue.ts'
import { backup } from './backup.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import { type Migration, migrations } from './migrations/index.ts'
import type { Database } from './schema.ts'

export interface UpgradeOptions {
  /** Where backups go. */
  readonly folder: string
  /** Machine time. */
  readonly at: Instant
  /** A sentence for the terminal. */
  readonly say: (text: string) => void
}

const kept = 5
const own = /^before-.*\.jsonl\.gz$/

/** before-0006-audit-20261124T020000Z.jsonl.gz: in the order of their times within a version, and of versions. */
const nameOf = (migration: string, at: Instant): string =>
  `before-${migration}-${at.replaceAll(/[-:]|\.\d+/g, '')}.jsonl.gz`

const stampOf = (name: string): string => /(\d{8}T\d{6}Z)\.jsonl\.gz$/.exec(name)?.[1] ?? ''

const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new Refusal(`升级前要先备份,而 ${folder} 建不了(${(error as Error).message});没有升级。请改正它再启动。`)
  }
}

/**
 * Brings the database up to this version like `migrate`; one that holds something already is backed up first, and
 * without that backup nothing is changed. The last five such backups are kept.
 */
export const upgrade = async (
  db: Kysely<Database>,
  { folder, at, say }: UpgradeOptions,
  table: readonly Migration[] = migrations,
): Promise<readonly string[]> => {
  const [first] = await pendingMigrations(db, table)
  if (first !== undefined && (await tablesThere(db)).length > 0) {
    makeFolder(folder)
    const file = join(folder, nameOf(first, at))
    await backup(db, file, { at })
    say(`数据库要升级(${first} 起),先备份到 ${file}`)
    const old = readdirSync(folder).filter((name) => own.test(name))
    const oldest = old.toSorted((a, b) => (stampOf(a) < stampOf(b) ? -1 : 1)).slice(0, -kept)
    for (const name of oldest) rmSync(join(folder, name))
  }
  return migrate(db, table)
}
