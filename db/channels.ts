import { type Kysely, sql } from 'kysely'

import type { ChannelStates } from '#src/domain/channel-state.ts'
import { type Instant, instantFromMillis } from '#src/domain/instant.ts'

import { json } from './column.ts'

import type { Database } from './schema.ts'
import { isHolder } from './sending.ts'

/** How each channel stood when the active process last looked; machine time. */
export interface ChannelTable {
  name: string
  connected: boolean
  trouble: string | null
  heard_single: Instant | null
  heard_group: Instant | null
  /** The platform asked to be left alone until then. */
  paused_until: Instant | null
  updated_at: Instant
}

export const channelRows = async (db: Kysely<Database>): Promise<ChannelTable[]> =>
  db.selectFrom('channel').selectAll().orderBy('name').execute()

/**
 * Notes how the channels stand, for whoever looks from beside the active process; machine time. Channels that are not
 * configured any more go. An old epoch changes nothing.
 */
export const writeChannelStates = async (
  db: Kysely<Database>,
  states: ChannelStates,
  { at, epoch }: { readonly at: Instant; readonly epoch: number },
): Promise<void> => {
  const heard = (ms: number | undefined): Instant | null => (ms === undefined ? null : instantFromMillis(ms))
  const rows = Object.entries(states).map(([name, state]) => ({
    name,
    connected: state.connected,
    trouble: state.trouble ?? null,
    single: heard(state.heard?.single),
    group: heard(state.heard?.group),
  }))
  // What was heard before a restart stays until something is heard again.
  await sql`
    with seen as (
      select s.* from jsonb_to_recordset(${json(rows)}::jsonb)
        as s(name text, connected boolean, trouble text, single timestamptz, "group" timestamptz)
      where ${isHolder(epoch)}),
    gone as (delete from channel where exists (select 1 from seen) and name not in (select name from seen))
    insert into channel (name, connected, trouble, heard_single, heard_group, updated_at)
    select name, connected, trouble, single, "group", ${at}::timestamptz from seen
    on conflict (name) do update set connected = excluded.connected, trouble = excluded.trouble,
      heard_single = coalesce(excluded.heard_single, channel.heard_single),
      heard_group = coalesce(excluded.heard_group, channel.heard_group), updated_at = excluded.updated_at`.execute(db)
}

/** The platform asked the whole bot to wait; a later end replaces an earlier one. Machine time. */
export const pauseChannel = async (db: Kysely<Database>, name: string, until: Instant, at: Instant): Promise<void> => {
  await sql`
    insert into channel (name, connected, paused_until, updated_at) values (${name}, true, ${until}, ${at})
    on conflict (name) do update set paused_until = greatest(channel.paused_until, excluded.paused_until)`.execute(db)
}
