import { type Kysely, sql } from 'kysely'

/** From the circular to what is open: notices, questions, items, assignments, and what is said about them. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table file (
      sha256 text primary key, type text not null, size bigint not null, bytes bytea not null)`.execute(db)
  await sql`
    create table notice (
      id bigint generated always as identity primary key,
      state text not null check (state in ('draft', 'published')),
      short_name text not null,
      title text not null,
      issuer text,
      document_number text,
      index_number text,
      published_on date,
      text text not null,
      text_sha256 text not null unique,
      reading jsonb not null,
      imported_by bigint references member,
      imported_at timestamptz not null,
      published_at timestamptz)`.execute(db)
  await sql`create index on notice (index_number)`.execute(db)
  await sql`
    create table question (
      notice_id bigint not null references notice,
      number int not null,
      answer jsonb,
      answered_by bigint references member,
      answered_at timestamptz,
      primary key (notice_id, number))`.execute(db)
  await sql`
    create table item (
      id bigint generated always as identity primary key,
      notice_id bigint not null references notice,
      place text not null,
      section text not null,
      title text not null,
      text text not null,
      kind text not null check (kind in ('problem', 'account', 'duty')),
      evidence text not null check (evidence in ('link', 'accountClosing', 'document')),
      common boolean not null,
      duty text,
      deadline jsonb not null,
      account jsonb,
      span_start int not null,
      span_end int not null,
      unique (notice_id, place))`.execute(db)
  // receiver_unit_id null: the leader judges.
  await sql`
    create table assignment (
      id bigint generated always as identity primary key,
      number int not null unique,
      notice_id bigint not null references notice,
      item_id bigint not null references item,
      unit_id bigint not null references unit,
      role text not null check (role in ('lead', 'cooperate')),
      due_on date not null,
      inherited boolean not null,
      receiver_unit_id bigint references unit,
      state text not null default 'open'
        check (state in ('open', 'submitted', 'returned', 'disputed', 'closed', 'cancelled')),
      state_before text check (state_before in ('open', 'returned')),
      published_at timestamptz not null,
      announced_on date,
      predecessor_id bigint references assignment,
      unique (item_id, unit_id))`.execute(db)
  await sql`create index on assignment (unit_id, state)`.execute(db)
  await sql`create index on assignment (receiver_unit_id, state)`.execute(db)
  await sql`create index on assignment (state, due_on)`.execute(db)
  await sql`
    create table submission (
      id bigint generated always as identity primary key,
      assignment_id bigint not null references assignment,
      member_id bigint not null references member,
      at timestamptz not null,
      note text not null,
      files jsonb not null,
      boxes int[] not null default '{}',
      completes boolean not null,
      outcome text check (outcome in ('accepted', 'returned', 'withdrawn')),
      settled_by bigint references member,
      settled_at timestamptz,
      reason text,
      check ((outcome is null) = (settled_at is null)))`.execute(db)
  await sql`create index on submission (assignment_id)`.execute(db)
  await sql`
    create table acknowledgement (
      assignment_id bigint primary key references assignment,
      member_id bigint not null references member,
      at timestamptz not null)`.execute(db)
}
