import { type Kysely, sql } from 'kysely'

/** What comes in, what goes out, what ran, and who is the one active process. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table inbox (
      id bigint generated always as identity primary key,
      channel text not null,
      incoming_id text not null,
      chat text not null,
      chat_kind text not null check (chat_kind in ('single', 'group')),
      sender text not null,
      kind text not null,
      text text not null,
      replies_to text,
      files jsonb not null,
      received_at timestamptz not null,
      handled_at timestamptz,
      taken_by bigint references inbox,
      unique (channel, incoming_id))`.execute(db)
  await sql`create index on inbox (id) where handled_at is null`.execute(db)
  await sql`create index on inbox (channel, chat, id)`.execute(db)
  // not_before and created_at are business time, retry_at is machine time. lane: 0 answer, 1 urgent, 2 bulk.
  await sql`
    create table message (
      id bigint generated always as identity primary key,
      key text not null unique,
      cause text not null,
      member_id bigint references member,
      channel text,
      chat text,
      lane smallint not null,
      not_before timestamptz not null,
      retry_at timestamptz,
      push_on date,
      state text not null
        check (state in ('queued', 'sending', 'sent', 'unknown', 'obsolete', 'merged', 'phone')),
      attempt int not null default 0,
      epoch bigint,
      body jsonb not null,
      ref text,
      reason text,
      created_at timestamptz not null,
      sent_at timestamptz,
      check ((channel is null) = (chat is null)))`.execute(db)
  await sql`create index on message (lane, id) where state = 'queued'`.execute(db)
  await sql`create index on message (channel, chat, id)`.execute(db)
  await sql`create index on message (cause)`.execute(db)
  // One push a person and day, whoever asks for it at the same time.
  await sql`create unique index on message (member_id, push_on) where push_on is not null`.execute(db)
  await sql`
    create table run (
      job text not null,
      slot timestamptz not null,
      result text not null,
      primary key (job, slot))`.execute(db)
  await sql`
    create table lease (
      name text primary key,
      holder text not null,
      epoch bigint not null,
      expires_at timestamptz not null)`.execute(db)
}
