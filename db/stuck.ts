import { type Kysely, sql } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'

import type { Database } from './schema.ts'
import { isHolder } from './sending.ts'

export interface Detour {
  /** Channels that cannot send. */
  readonly from: readonly string[]
  /** Channels that can. */
  readonly to: readonly string[]
  readonly business: Instant
  readonly reason: string
  /** What has no other route goes on the call sheet; otherwise it stays. */
  readonly giveUp: boolean
  readonly epoch: number
}

/**
 * Gives what is due on channels that cannot send to each member's next account, in order, on one that can. Returns the
 * causes of what was moved, and of what was given up.
 */
export const detour = async (
  db: Kysely<Database>,
  { from, to, business, reason, giveUp, epoch }: Detour,
): Promise<{ readonly moved: readonly string[]; readonly given: readonly string[] }> => {
  const { rows } = await sql<{ cause: string; state: string }>`
    with stuck as (
      select m.id, r.channel, r.id as chat from message m
      left join address t on t.channel = m.channel and t.id = m.chat and t.member_id = m.member_id
      left join lateral (
        select a.channel, a.id from address a
        where a.member_id = m.member_id and a.gone_at is null and a.channel = any(${[...to]}::text[])
          and (t.id is null or (a.position, a.channel, a.id) > (t.position, t.channel, t.id))
        order by a.position, a.channel, a.id limit 1) r on true
      where m.state = 'queued' and m.channel = any(${[...from]}::text[]) and m.not_before <= ${business}
        and (${giveUp} or r.id is not null)
      order by m.id for update of m)
    update message m set channel = coalesce(s.channel, m.channel), chat = coalesce(s.chat, m.chat), attempt = 0,
      retry_at = null, reason = ${reason}, state = case when s.channel is null then 'phone' else 'queued' end
    from stuck s
    where m.id = s.id and ${isHolder(epoch)}
    returning m.cause, m.state`.execute(db)
  const causes = (state: string): string[] => rows.filter((row) => row.state === state).map(({ cause }) => cause)
  return { moved: causes('queued'), given: causes('phone') }
}
