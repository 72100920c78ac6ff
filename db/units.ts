import { type Generated, type Kysely, sql, type Transaction } from 'kysely'

import type { Unit, UnitKind } from '#src/domain/unit.ts'

import type { Database } from './schema.ts'

export interface UnitTable {
  id: Generated<number>
  name: string
  kind: UnitKind
  parent_id: number | null
}

export interface AliasTable {
  name: string
  unit_id: number
}

/** The register: all units in the order of the office's list, and those whose liaison some channel reaches. */
export interface Register {
  readonly units: readonly Unit[]
  readonly reachable: ReadonlySet<number>
}

const liaisonIsReachable = sql<boolean>`exists (
  select 1 from appointment p join address a on a.member_id = p.member_id
  where p.unit_id = unit.id and p.role = 'liaison' and p.ended_at is null and a.gone_at is null)`

export const readRegister = async (db: Kysely<Database>): Promise<Register> => {
  const rows = await db
    .selectFrom('unit')
    .select(['unit.id', 'unit.name', 'unit.kind', 'unit.parent_id as parentId', liaisonIsReachable.as('reachable')])
    .select((eb) =>
      eb
        .selectFrom('alias')
        .whereRef('alias.unit_id', '=', 'unit.id')
        .select(sql<string[]>`coalesce(array_agg(alias.name order by alias.name), '{}')`.as('names'))
        .as('aliases'),
    )
    .orderBy('unit.id')
    .execute()
  return {
    units: rows.map(({ reachable: _reachable, ...row }) => ({ ...row, aliases: row.aliases ?? [] })),
    reachable: new Set(rows.flatMap(({ id, reachable }) => (reachable ? [id] : []))),
  }
}

export const allUnits = async (db: Kysely<Database>): Promise<readonly Unit[]> => (await readRegister(db)).units

export interface NewUnit {
  readonly name: string
  readonly kind: UnitKind
  readonly parent?: string
  readonly aliases?: readonly string[]
}

/** Adds units with their aliases; a parent may stand anywhere in the list, or in the register already. */
export const addUnits = async (trx: Transaction<Database>, units: readonly NewUnit[]): Promise<void> => {
  if (units.length === 0) return
  const rows = await trx
    .insertInto('unit')
    .values(units.map(({ name, kind }) => ({ name, kind, parent_id: null })))
    .returning(['id', 'name'])
    .execute()
  const ids = new Map(rows.map((row) => [row.name, row.id]))
  const above = units.flatMap(({ parent }) => (parent === undefined || ids.has(parent) ? [] : [parent]))
  if (above.length > 0) {
    const registered = await trx.selectFrom('unit').where('name', 'in', above).select(['id', 'name']).execute()
    for (const { id, name } of registered) ids.set(name, id)
  }
  for (const { name, parent } of units) {
    const parentId = parent === undefined ? undefined : ids.get(parent)
    if (parentId !== undefined)
      await trx.updateTable('unit').set({ parent_id: parentId }).where('name', '=', name).execute()
  }
  const aliases = units.flatMap((unit) => (unit.aliases ?? []).map((name) => ({ name, unit_id: ids.get(unit.name)! })))
  if (aliases.length > 0) await trx.insertInto('alias').values(aliases).execute()
}

/** Corrects what the office's list says of a unit; `parent` is a registered name. */
export const correctUnit = async (
  trx: Transaction<Database>,
  id: number,
  { kind, parent }: { readonly kind?: UnitKind; readonly parent?: string },
): Promise<void> => {
  if (kind !== undefined) await trx.updateTable('unit').set({ kind }).where('id', '=', id).execute()
  if (parent === undefined) return
  await trx
    .updateTable('unit')
    .set({ parent_id: (eb) => eb.selectFrom('unit as above').where('above.name', '=', parent).select('above.id') })
    .where('id', '=', id)
    .execute()
}

/** Remembers another name of a unit; a name that is taken stays with its unit. */
export const addAlias = async (trx: Transaction<Database>, name: string, unitId: number): Promise<void> => {
  await trx
    .insertInto('alias')
    .values({ name, unit_id: unitId })
    .onConflict((clash) => clash.column('name').doNothing())
    .execute()
}

export const unitName = async (db: Kysely<Database>, id: number): Promise<string> =>
  (await db.selectFrom('unit').where('id', '=', id).select('name').executeTakeFirstOrThrow()).name
