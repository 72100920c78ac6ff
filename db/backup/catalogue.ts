import { type Kysely, sql } from 'kysely'

import type { Database } from '../schema.ts'

export interface TableShape {
  readonly name: string
  /** On the disk, about; in bytes. */
  readonly size: number
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

/** Every table of ours, by name: whatever the migrations made, so that a new table needs no line here. */
export const tablesThere = async (db: Kysely<Database>): Promise<TableShape[]> => {
  const { rows } = await sql<TableShape>`
    select c.relname as name, pg_table_size(c.oid) as size,
      json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and c.relname <> 'migration'
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    group by c.oid, c.relname order by c.relname`.execute(db)
  return rows
}

export interface Sequence {
  readonly table: string
  readonly column: string
  /** Its name as SQL writes it. */
  readonly sequence: string
}

/** The sequences behind identity columns. */
export const sequencesThere = async (db: Kysely<Database>): Promise<Sequence[]> => {
  const { rows } = await sql<Sequence>`
    select c.relname as table, a.attname as column,
      pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) as sequence
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
    join pg_attribute a on a.attrelid = c.oid and a.attidentity <> '' and not a.attisdropped
    where c.relkind = 'r' order by c.relname`.execute(db)
  return rows
}

export interface ForeignKey {
  readonly table: string
  readonly name: string
  readonly definition: string
}

/** What keeps rows from being loaded in any order, as SQL writes it. */
export const foreignKeysThere = async (db: Kysely<Database>): Promise<ForeignKey[]> => {
  const { rows } = await sql<ForeignKey>`
    select quote_ident(c.relname) as table, quote_ident(k.conname) as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
    where k.contype = 'f' order by c.relname, k.conname`.execute(db)
  return rows
}
