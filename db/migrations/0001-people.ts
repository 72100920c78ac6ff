import { type Kysely, sql } from 'kysely'

/** Units and their names, members, their posts and chat accounts, and the settings of the database itself. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table setting (name text primary key, value jsonb not null)`.execute(db)
  await sql`
    create table unit (
      id bigint generated always as identity primary key,
      name text not null unique,
      kind text not null check (kind in ('department', 'township', 'zone', 'enterprise', 'village', 'other')),
      parent_id bigint references unit)`.execute(db)
  await sql`
    create table alias (name text primary key, unit_id bigint not null references unit)`.execute(db)
  await sql`
    create table member (id bigint generated always as identity primary key, name text not null)`.execute(db)
  await sql`
    create table appointment (
      id bigint generated always as identity primary key,
      member_id bigint not null references member,
      unit_id bigint references unit,
      role text not null check (role in ('liaison', 'head', 'officer', 'leader', 'admin')),
      deputy boolean not null default false,
      check ((unit_id is null) = (role in ('leader', 'admin'))),
      unique nulls not distinct (member_id, unit_id, role))`.execute(db)
  await sql`create index on appointment (unit_id, role)`.execute(db)
  await sql`
    create table address (
      channel text not null,
      id text not null,
      member_id bigint not null references member,
      position int not null default 1,
      primary key (channel, id))`.execute(db)
  await sql`create index on address (member_id, position)`.execute(db)
}
