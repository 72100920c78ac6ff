import { type Kysely, sql } from 'kysely'

/** Channels to platforms beyond this machine: how each stands, what an answer answers, which addresses are dead. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  // Machine time throughout, but for address.gone_at.
  await sql`
    create table channel (
      name text primary key,
      connected boolean not null,
      trouble text,
      heard_single timestamptz,
      heard_group timestamptz,
      paused_until timestamptz,
      updated_at timestamptz not null)`.execute(db)
  // The platform's id of the update that the message answers.
  await sql`alter table message add column answers text`.execute(db)
  await sql`alter table inbox rename column replies_to to quoted`.execute(db)
  // Dead until its owner writes again; the office is told once of each.
  await sql`
    alter table address
      add column gone_at timestamptz,
      add column gone_reason text,
      add column told_at timestamptz`.execute(db)
  // The head of a chat is looked for at each sending, among years of what was sent.
  await sql`
    create index on message (channel, chat, lane, id) where state in ('queued', 'sending')`.execute(db)
  await sql`create index on address (gone_at) where gone_at is not null`.execute(db)
}
