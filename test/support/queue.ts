import type { Kysely } from 'kysely'

import type { Database } from '#db/schema.ts'
import type { Instant } from '#src/domain/instant.ts'
import { say } from '#src/domain/message.ts'

export interface Planned {
  readonly key: string
  readonly chat: string
  readonly lane?: number
  readonly channel?: string
  readonly memberId?: number | null
}

/** Rows of the queue, as whoever plans them would write them; due at once. */
export const queueRows = async (db: Kysely<Database>, at: Instant, rows: readonly Planned[]): Promise<void> => {
  await db
    .insertInto('message')
    .values(
      rows.map(({ key, chat, lane = 2, channel = 'faulty', memberId = null }) => ({
        key,
        cause: 'test',
        member_id: memberId,
        channel,
        chat,
        lane,
        not_before: at,
        retry_at: null,
        push_on: null,
        state: 'queued' as const,
        epoch: null,
        body: JSON.stringify(say(key)),
        ref: null,
        reason: null,
        created_at: at,
        sent_at: null,
      })),
    )
    .execute()
}

/** How rows stand, by key. */
export const rowsLike = async (db: Kysely<Database>, pattern: string) =>
  db
    .selectFrom('message')
    .where('key', 'like', pattern)
    .select(['key', 'state', 'attempt', 'channel', 'chat', 'reason', 'retry_at as retryAt'])
    .orderBy('id')
    .execute()
