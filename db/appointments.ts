import { type Kysely, sql, type Transaction } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'
import type { Address, Appointment, Role } from '#src/domain/member.ts'

import { addresses, type ReachableMember } from './members.ts'
import type { Database } from './schema.ts'

type Trx = Transaction<Database>

/** Somebody who holds a post now. */
export interface Holder {
  readonly appointmentId: number
  readonly memberId: number
  readonly name: string
  readonly phone: string | null
  readonly post: Appointment
  /** Of the living accounts, in order; empty: only the telephone reaches them. */
  readonly channels: readonly string[]
  /** Accounts where nothing arrives any more, and why. */
  readonly gone: readonly { readonly channel: string; readonly reason: string }[]
}

/** Who holds posts now, by unit and in the order of the office's list: of one unit, of one member, or all. */
export const holders = async (
  db: Kysely<Database>,
  of: { readonly unitId?: number; readonly memberId?: number } = {},
): Promise<Holder[]> => {
  const rows = await db
    .selectFrom('appointment')
    .innerJoin('member', 'member.id', 'appointment.member_id')
    .where('appointment.ended_at', 'is', null)
    .$if(of.unitId !== undefined, (query) => query.where('appointment.unit_id', '=', of.unitId!))
    .$if(of.memberId !== undefined, (query) => query.where('appointment.member_id', '=', of.memberId!))
    .select([
      'appointment.id as appointmentId',
      'member.id as memberId',
      'member.name',
      'member.phone',
      'appointment.unit_id',
      'appointment.role',
      'appointment.deputy',
      sql<string[]>`
        coalesce((select array_agg(a.channel order by a.position, a.channel) from address a
                  where a.member_id = member.id and a.gone_at is null), '{}')`.as('channels'),
      sql<Holder['gone']>`
        coalesce((select json_agg(json_build_object('channel', a.channel, 'reason', coalesce(a.gone_reason, '')))
                  from address a where a.member_id = member.id and a.gone_at is not null), '[]')`.as('gone'),
    ])
    .orderBy('appointment.unit_id')
    .orderBy('appointment.id')
    .execute()
  return rows.map(({ unit_id, role, deputy, ...row }) => ({ ...row, post: { unitId: unit_id, role, deputy } }))
}

/** Of everybody who holds a post: how many there are, how many some channel reaches, and how many none does any more. */
export const peopleCounts = async (
  db: Kysely<Database>,
): Promise<{ readonly all: number; readonly reached: number; readonly lost: number }> => {
  const { rows } = await sql<{ all: number; reached: number; bound: number }>`
    select count(*) as "all",
      count(*) filter (where exists (select 1 from address a where a.member_id = m.id and a.gone_at is null)) as reached,
      count(*) filter (where exists (select 1 from address a where a.member_id = m.id)) as bound
    from member m where exists (select 1 from appointment p where p.member_id = m.id and p.ended_at is null)`.execute(
    db,
  )
  const { all, reached, bound } = rows[0]!
  return { all, reached, lost: bound - reached }
}

export const appoint = async (trx: Trx, memberId: number, { unitId, role, deputy }: Appointment): Promise<void> => {
  await trx.insertInto('appointment').values({ member_id: memberId, unit_id: unitId, role, deputy }).execute()
}

/** Ends posts; they stay in the history. */
export const endAppointments = async (trx: Trx, ids: readonly number[], at: Instant): Promise<void> => {
  if (ids.length === 0) return
  await trx
    .updateTable('appointment')
    .set({ ended_at: at })
    .where('id', 'in', ids)
    .where('ended_at', 'is', null)
    .execute()
}

/** A member bound to one chat account, without a post yet. */
export const addBoundMember = async (
  trx: Trx,
  { name, phone }: { readonly name: string; readonly phone: string | null },
  address: Address,
): Promise<number> => {
  const { id } = await trx.insertInto('member').values({ name, phone }).returning('id').executeTakeFirstOrThrow()
  await trx.insertInto('address').values({ channel: address.channel, id: address.id, member_id: id }).execute()
  return id
}

export const setPhone = async (trx: Trx, memberId: number, phone: string): Promise<void> => {
  await trx.updateTable('member').set({ phone }).where('id', '=', memberId).execute()
}

/** A trial's person who holds no post any more leaves his local chat. */
export const dropLocalAddress = async (trx: Trx, memberId: number): Promise<void> => {
  await trx
    .deleteFrom('address')
    .where('member_id', '=', memberId)
    .where('channel', '=', 'local')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('appointment')
            .where('appointment.member_id', '=', memberId)
            .where('appointment.ended_at', 'is', null)
            .select('appointment.id'),
        ),
      ),
    )
    .execute()
}

/** Whether somebody with an account outside the local chat holds this role. */
export const isRoleBound = async (db: Kysely<Database>, role: Role): Promise<boolean> =>
  (await db
    .selectFrom('appointment')
    .innerJoin('address', 'address.member_id', 'appointment.member_id')
    .where('appointment.role', '=', role)
    .where('appointment.ended_at', 'is', null)
    .where('address.channel', '<>', 'local')
    .select('appointment.id')
    .limit(1)
    .executeTakeFirst()) !== undefined

/** Liaisons and heads of a unit, with their addresses in order. */
export const peopleOfUnit = async (db: Kysely<Database>, unitId: number): Promise<ReachableMember[]> => {
  const rows = await db
    .selectFrom('member')
    .innerJoin('appointment', 'appointment.member_id', 'member.id')
    .where('appointment.unit_id', '=', unitId)
    .where('appointment.role', 'in', ['liaison', 'head'])
    .where('appointment.ended_at', 'is', null)
    .select([
      'member.id',
      'member.name',
      'appointment.unit_id as unitId',
      'appointment.role',
      'appointment.deputy',
      addresses.as('addresses'),
    ])
    .orderBy('appointment.id')
    .execute()
  return rows.map(({ unitId: unit, role, deputy, ...person }) => ({
    ...person,
    appointments: [{ unitId: unit, role, deputy }],
  }))
}
