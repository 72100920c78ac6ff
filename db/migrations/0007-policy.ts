import { type Kysely, sql } from 'kysely'

/** A notice's own reminder policy, what a push is about and which digest carried it, and names struck off 约谈. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  // Null: the default policy.
  await sql`alter table notice add column policy jsonb`.execute(db)
  // push_kind: null for answers and digests. carried_by: the key of the digest that said what was merged.
  await sql`
    alter table message
      add column push_kind text
        check (push_kind in ('return', 'transfer', 'instruction', 'publish', 'broadcast', 'chase')),
      add column numbers int[],
      add column carried_by text`.execute(db)
  await sql`create index on message (member_id) where state = 'merged' and carried_by is null`.execute(db)
  // A run that was missed for good is recorded as skipped.
  await sql`alter table run add column skipped boolean not null default false`.execute(db)
  // The numbers that were overdue when the office struck the name: later ones count anew.
  await sql`
    create table strike (
      unit_id bigint primary key references unit,
      numbers int[] not null,
      reason text not null,
      struck_by bigint not null references member,
      struck_at timestamptz not null)`.execute(db)
}
