import { type Generated, type Kysely, sql, type Transaction } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'
import type { FileRef, Message } from '#src/domain/message.ts'

import { type Json, json } from './column.ts'
import type { Database } from './schema.ts'

export interface InboxTable {
  id: Generated<number>
  channel: string
  incoming_id: string
  chat: string
  chat_kind: 'single' | 'group'
  sender: string
  kind: 'text' | 'press' | 'opened' | 'edited' | 'blocked' | 'moved' | 'hidden'
  text: string
  /** What the message of ours says that this one replies to. */
  quoted: string | null
  files: Json<FileRef[]>
  /** Business time. */
  received_at: Instant
  handled_at: Instant | null
  taken_by: number | null
}

/** An update as it is kept: its files already in the store. */
export interface Received {
  readonly channel: string
  readonly incomingId: string
  readonly chat: string
  readonly chatKind: 'single' | 'group'
  readonly sender: string
  readonly kind: InboxTable['kind']
  readonly text: string
  readonly quoted: string | null
  readonly files: readonly FileRef[]
  readonly receivedAt: Instant
}

export interface InboxRow extends Received {
  readonly id: number
  /** Messages of the same speaker that were nothing but files and no command has used yet, the oldest first. */
  readonly loose: readonly { readonly id: number; readonly files: readonly FileRef[] }[]
  /** The supervision office as it is set now, so that a change holds from the next message on. */
  readonly supervisionOfficeId: number | null
  /** Its account was taken for dead. */
  readonly senderGone: boolean
}

/**
 * Stores an update once. Null when (channel, id) is already there: the platform delivered it again.
 * `notify` wakes the server when a process beside it (`duban say`) wrote the row.
 */
export const storeIncoming = async (db: Kysely<Database>, received: Received): Promise<number | null> => {
  const row = await db
    .insertInto('inbox')
    .values({
      channel: received.channel,
      incoming_id: received.incomingId,
      chat: received.chat,
      chat_kind: received.chatKind,
      sender: received.sender,
      kind: received.kind,
      text: received.text,
      quoted: received.quoted,
      files: json(received.files),
      received_at: received.receivedAt,
    })
    .onConflict((clash) => clash.columns(['channel', 'incoming_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

/** Wakes the running server to look at its inbox or its clock. */
export const knock = async (db: Kysely<Database>, about: 'inbox' | 'clock'): Promise<void> => {
  await sql`select pg_notify('duban', ${about})`.execute(db)
}

const columns = [
  'inbox.id',
  'inbox.channel',
  'inbox.incoming_id as incomingId',
  'inbox.chat',
  'inbox.chat_kind as chatKind',
  'inbox.sender',
  'inbox.kind',
  'inbox.text',
  'inbox.quoted',
  'inbox.files',
  'inbox.received_at as receivedAt',
] as const

const looseFiles = (since: Instant) => sql<InboxRow['loose']>`(
  select coalesce(json_agg(json_build_object('id', l.id, 'files', l.files) order by l.id), '[]') from inbox l
  where l.channel = inbox.channel and l.chat = inbox.chat and l.sender = inbox.sender and l.id < inbox.id
    and l.text = '' and l.taken_by is null and l.received_at >= ${since} and jsonb_array_length(l.files) > 0)`

const officeNow = sql<number | null>`(select (value #>> '{}')::bigint from setting where name = 'supervisionOfficeId')`

const senderGone = sql<boolean>`exists (
  select 1 from address a where a.channel = inbox.channel and a.id = inbox.sender and a.gone_at is not null)`

/**
 * Takes a row to be handled in this transaction, which marks it. Undefined: handled already, or another holder's epoch
 * rules now; either way there is nothing to do.
 */
export const takeIncoming = async (
  trx: Transaction<Database>,
  id: number,
  taken: { readonly at: Instant; readonly epoch: number; readonly looseSince: Instant },
): Promise<InboxRow | undefined> =>
  trx
    .updateTable('inbox')
    .set({ handled_at: taken.at })
    .where('inbox.id', '=', id)
    .where('inbox.handled_at', 'is', null)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('lease')
          .where('lease.epoch', '=', taken.epoch)
          .where('lease.expires_at', '>', sql<Instant>`clock_timestamp()`)
          .select('lease.name'),
      ),
    )
    .returning([
      ...columns,
      looseFiles(taken.looseSince).as('loose'),
      officeNow.as('supervisionOfficeId'),
      senderGone.as('senderGone'),
    ])
    .executeTakeFirst()

/** Whether these very words were said in this chat since then; business time. */
export const toldSince = async (
  db: Kysely<Database>,
  { channel, chat }: { readonly channel: string; readonly chat: string },
  said: Message,
  since: Instant,
): Promise<boolean> =>
  (await db
    .selectFrom('message')
    .where('channel', '=', channel)
    .where('chat', '=', chat)
    .where('created_at', '>', since)
    .where('body', '=', sql<Message>`${json(said)}::jsonb`)
    .select('id')
    .limit(1)
    .executeTakeFirst()) !== undefined

/** Rows that a crash left unhandled, oldest first. */
export const unhandled = async (
  db: Kysely<Database>,
): Promise<{ readonly id: number; readonly channel: string; readonly chat: string }[]> =>
  db.selectFrom('inbox').where('handled_at', 'is', null).select(['id', 'channel', 'chat']).orderBy('id').execute()

/** Marks loose files as used by a later command. */
export const takeLoose = async (trx: Transaction<Database>, ids: readonly number[], by: number): Promise<void> => {
  if (ids.length === 0) return
  await trx.updateTable('inbox').set({ taken_by: by }).where('id', 'in', ids).execute()
}

/** Tells whoever waits beside the server that a row was handled, or that a message it caused found its state. */
export const notifyProgress = async (db: Kysely<Database>, cause: string): Promise<void> => {
  await sql`select pg_notify('duban', ${cause.replace('inbox/', 'done/')})`.execute(db)
}
