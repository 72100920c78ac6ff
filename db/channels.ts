import type { Kysely } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'

import type { Database } from './schema.ts'

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
