import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sql } from 'kysely'
import type { TestProject } from 'vitest/node'

import { openDataDir } from '#db/embedded.ts'
import { openDatabase } from '#db/index.ts'
import { migrate } from '#db/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The socket folder of the run's PostgreSQL. */
    socket: string
  }
}

/** The name of the migrated database that every test's own is copied from. */
export const template = 'template_duban'

/** Once a run: a PostgreSQL of its own that forgets at a power cut, and a template brought up to date. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const dir = mkdtempSync(join(tmpdir(), 'duban-test-'))
  const server = await openDataDir(dir, { fsync: false })
  if (server.kind !== 'own') throw new Error(`a new folder is in use: ${dir}`)
  const { socket } = server
  const main = openDatabase({ socket })
  await sql`create database ${sql.ref(template)}`.execute(main.db)
  await main.close()
  const base = openDatabase({ socket, name: template })
  await migrate(base.db)
  await base.close() // nobody may be connected to a database that is copied
  project.provide('socket', socket)
  return async () => {
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}
