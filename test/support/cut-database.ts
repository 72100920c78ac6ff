import pg from 'pg'

import { connection } from '#db/index.ts'

import type { FreshDatabase } from './store.ts'

/** Takes a test's database away as a failed server does: every connection breaks, none can be made. Returns how to bring it back. */
export const cutDatabase = async ({ socket, name }: FreshDatabase): Promise<() => Promise<void>> => {
  const client = new pg.Client(connection({ socket }))
  await client.connect()
  await client.query(`alter database ${name} with allow_connections false`)
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
  return async () => {
    await client.query(`alter database ${name} with allow_connections true`)
    await client.end()
  }
}
