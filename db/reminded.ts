import { type Kysely, sql } from 'kysely'

import { type IsoDate } from '#src/domain/dates.ts'
import { instantOf } from '#src/domain/instant.ts'

import type { Database } from './schema.ts'

/** On how many days, since then, digests or pushes about work reached any of these members: a fact about the unit. */
export const remindedDays = async (
  db: Kysely<Database>,
  memberIds: readonly number[],
  since: IsoDate,
): Promise<number> => {
  if (memberIds.length === 0) return 0
  const { rows } = await sql<{ days: number }>`
    select count(distinct (sent_at at time zone 'Asia/Shanghai')::date) as days from message
    where member_id in (${sql.join(memberIds)}) and state = 'sent' and sent_at >= ${instantOf(since, '00:00')}
      and (key like 'digest/%' or push_kind in ('return', 'publish', 'chase'))`.execute(db)
  return rows[0]?.days ?? 0
}
