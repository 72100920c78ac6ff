import { type Kysely, sql } from 'kysely'

/** Codes by which a member binds a further account of his own, and sheets of units that wait for their count. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  // An invitation is to a post (role), or of a member to himself.
  await sql`
    alter table invite
      add column member_id bigint references member,
      alter column role drop not null,
      add check ((member_id is null) <> (role is null)),
      add check (member_id is null or unit_id is null)`.execute(db)
  await sql`create index on invite (member_id) where used_at is null and revoked_at is null`.execute(db)
  // One waiting sheet an officer and kind.
  await sql`
    alter table roster
      add column kind text not null default 'people' check (kind in ('people', 'units')),
      drop constraint roster_pkey,
      add primary key (member_id, kind)`.execute(db)
}
