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

/** People who hold a post: reached over some account, over none yet (invited only), or only over dead ones. */
export interface Accounts {
  readonly reached: number
  readonly never: number
  readonly gone: number
}

export const accountCounts = async (db: Kysely<Database>): Promise<Accounts> => {
  const { rows } = await sql<Accounts>`
    with person as (
      select p.member_id, count(a.id) as accounts, count(a.id) filter (where a.gone_at is null) as living
      from (select distinct member_id from appointment where ended_at is null) p
      left join address a on a.member_id = p.member_id group by p.member_id)
    select count(*) filter (where living > 0)::int as reached,
      count(*) filter (where accounts > 0 and living = 0)::int as gone,
      (count(*) filter (where accounts = 0)
        + (select count(*) from invite where role is not null and used_at is null and revoked_at is null))::int as never
    from person`.execute(db)
  return rows[0]!
}
