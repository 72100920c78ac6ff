import { type Kysely, sql } from 'kysely'

/** One-time codes, wrong tries at them, a roster that waits for its count; posts that end, and telephones. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter table member add column phone text`.execute(db)
  await sql`alter table appointment add column ended_at timestamptz`.execute(db)
  // A post that ended may be given to the same person again.
  await sql`alter table appointment drop constraint appointment_member_id_unit_id_role_key`.execute(db)
  await sql`
    create unique index appointment_held on appointment (member_id, unit_id, role) nulls not distinct
    where ended_at is null`.execute(db)
  // expires_at is business time. An open one is neither used nor revoked nor past it.
  await sql`
    create table invite (
      id bigint generated always as identity primary key,
      code_sha256 bytea not null unique,
      unit_id bigint references unit,
      role text not null check (role in ('liaison', 'head', 'officer', 'leader', 'admin')),
      deputy boolean not null default false,
      name text,
      phone text,
      made_by bigint references member,
      made_at timestamptz not null,
      expires_at timestamptz not null,
      used_by bigint references member,
      used_at timestamptz,
      revoked_at timestamptz,
      check ((unit_id is null) = (role in ('leader', 'admin'))),
      check ((used_by is null) = (used_at is null)))`.execute(db)
  await sql`create index on invite (unit_id, role) where used_at is null and revoked_at is null`.execute(db)
  await sql`create table attempt (channel text not null, sender text not null, at timestamptz not null)`.execute(db)
  await sql`create index on attempt (channel, sender, at)`.execute(db)
  await sql`
    create table roster (
      member_id bigint primary key references member,
      file jsonb not null,
      at timestamptz not null)`.execute(db)
}
