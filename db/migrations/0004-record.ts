import { type Kysely, sql } from 'kysely'

/** The record: every change as a line hashed onto the one before it; never changed, never deleted. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table event (
      id bigint generated always as identity primary key,
      line text not null,
      hash bytea not null)`.execute(db)
  await sql`create table chain (id int primary key check (id = 1), hash bytea not null)`.execute(db)
  await sql`insert into chain values (1, '\\x')`.execute(db)
  await sql`
    create function event_is_append_only() returns trigger language plpgsql as $$
    begin
      raise exception 'event is append-only' using errcode = '42501';
    end $$`.execute(db)
  await sql`
    create trigger no_change before update or delete on event
    for each row execute function event_is_append_only()`.execute(db)
  await sql`
    create trigger no_truncate before truncate on event
    for each statement execute function event_is_append_only()`.execute(db)
}
