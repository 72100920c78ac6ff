import { type Kysely, sql } from 'kysely'

import type { Database } from './schema.ts'

export interface ServerFacts {
  /** '18.4' */
  readonly version: string
  readonly major: number
  /** The database machine's clock, in milliseconds since 1970. */
  readonly clockMs: number
}

/** What the database server says of itself. */
export const serverFacts = async (db: Kysely<Database>): Promise<ServerFacts> => {
  const { rows } = await sql<ServerFacts>`
    select split_part(current_setting('server_version'), ' ', 1) as version,
      current_setting('server_version_num')::int / 10000 as major,
      (extract(epoch from statement_timestamp()) * 1000)::bigint as "clockMs"`.execute(db)
  return rows[0]!
}
