import { type Kysely, sql } from 'kysely'

/** What the office says to many at once, unit by unit, and reports entered for a unit that telephones. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  // sent_at null: shown to its officer and not yet confirmed with the count.
  await sql`
    create table broadcast (
      id bigint generated always as identity primary key,
      member_id bigint not null references member,
      scope text not null,
      text text not null,
      created_at timestamptz not null,
      sent_at timestamptz)`.execute(db)
  // message_key null: nobody of the unit can be reached, it is on the call sheet.
  await sql`
    create table broadcast_unit (
      broadcast_id bigint not null references broadcast,
      unit_id bigint not null references unit,
      message_key text,
      acknowledged_at timestamptz,
      acknowledged_by bigint references member,
      primary key (broadcast_id, unit_id))`.execute(db)
  await sql`create index on broadcast_unit (unit_id) where acknowledged_at is null`.execute(db)
  await sql`alter table submission add column on_behalf boolean not null default false`.execute(db)
}
