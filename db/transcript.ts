import { type Kysely, sql } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'
import type { FileRef, Message } from '#src/domain/message.ts'

import type { Database } from './schema.ts'

interface LineOf<By extends 'user' | 'bot'> {
  readonly by: By
  /** Of the inbox row (user) or of the message row (bot). */
  readonly id: number
  /** Business time. */
  readonly at: Instant
}

/** One line of a local chat: what the user said, or what was sent to them. */
export type Line =
  | (LineOf<'user'> & { readonly kind: string; readonly text: string; readonly files: readonly FileRef[] })
  | (LineOf<'bot'> & { readonly state: 'sending' | 'sent' | 'unknown'; readonly body: Message })

/** How many lines of a chat are shown at most; the record of everything is elsewhere. */
const longest = 300

/** Which lines somebody has seen already. */
export interface Seen {
  readonly user: ReadonlySet<number>
  readonly bot: ReadonlySet<number>
}

export interface Transcript {
  readonly lines: readonly Line[]
  /** Messages of this chat that were not out yet in the same moment: where the transcript still has holes. */
  readonly waiting: readonly number[]
}

/**
 * The end of a chat's transcript in the order it was shown, without what was seen. At one business time (a trial's clock
 * stands still) a message comes after the inbox row that caused it; what a job caused, after the row handled before it.
 */
export const readTranscript = async (
  db: Kysely<Database>,
  chat: string,
  seen: Seen = { user: new Set(), bot: new Set() },
): Promise<Transcript> => {
  // One statement, so that lines and holes are of one moment.
  const { rows } = await sql<Line & { waiting: number[] }>`
    with line as (
      select 'user' as by, i.id, i.received_at as at, i.id as after, i.kind, i.text, i.files, null as state, null::jsonb as body
      from inbox i where i.channel = 'local' and i.chat = ${chat}
      union all
      select 'bot', m.id, coalesce(m.sent_at, greatest(m.created_at, m.not_before)), coalesce(
          substring(m.cause from '^inbox/([0-9]+)$')::bigint,
          (select substring(e.cause from '^inbox/([0-9]+)$')::bigint from message e
           where e.id < m.id and e.cause like 'inbox/%' order by e.id desc limit 1), 0),
        null, null, null, m.state, m.body
      from message m
      where m.channel = 'local' and m.chat = ${chat} and m.state in ('sending', 'sent', 'unknown')
    ), tail as (
      select * from line order by at desc, after desc, by, id desc limit ${longest}
    ), hole as (
      select coalesce(array_agg(id), '{}') as waiting from message
      where channel = 'local' and chat = ${chat} and state = 'queued'
    )
    select by, id, at, kind, text, files, state, body, waiting from tail, hole
    where id <> all (case by when 'user' then ${[...seen.user]}::bigint[] else ${[...seen.bot]}::bigint[] end)
    order by at, after, by desc, id`.execute(db)
  return { lines: rows, waiting: rows[0]?.waiting ?? [] }
}

/** A file by its SHA-256, if it was said or sent in this chat. */
export const fileInChat = async (db: Kysely<Database>, chat: string, sha256: string): Promise<FileRef | undefined> => {
  const { rows } = await sql<{ file: FileRef }>`
    select file from (
      select jsonb_array_elements(files) as file from inbox where channel = 'local' and chat = ${chat}
      union all
      select block -> 'file' from message, jsonb_array_elements(body -> 'blocks') as block
      where channel = 'local' and chat = ${chat} and state in ('sending', 'sent', 'unknown') and block ->> 'kind' = 'file'
    ) as files where file ->> 'sha256' = ${sha256} limit 1`.execute(db)
  return rows[0]?.file
}
