import { type Generated, type Kysely, sql, type Transaction } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'
import type { Address, Appointment, Member, Role } from '#src/domain/member.ts'

import type { Database } from './schema.ts'

export interface MemberTable {
  id: Generated<number>
  name: string
  /** Digits as stored by domain/phone.ts; shown whole to the supervision office only. */
  phone: Generated<string | null>
}

export interface AppointmentTable {
  id: Generated<number>
  member_id: number
  unit_id: number | null
  role: Role
  deputy: Generated<boolean>
  /** Business time; null: held. Whoever reads posts reads those that are held. */
  ended_at: Generated<Instant | null>
}

export interface AddressTable {
  channel: string
  id: string
  member_id: number
  position: Generated<number>
  /** Business time since when nothing arrives there; null: it is alive. */
  gone_at: Generated<Instant | null>
  gone_reason: Generated<string | null>
  /** When the office was told; business time. */
  told_at: Generated<Instant | null>
}

/** The posts a member holds as one JSON array, so that a member is one row and one statement. */
const posts = sql<Appointment[]>`
  coalesce((
    select json_agg(json_build_object('role', p.role, 'unitId', p.unit_id, 'deputy', p.deputy) order by p.id)
    from appointment p where p.member_id = member.id and p.ended_at is null), '[]')`

/** A member's chat accounts as one JSON array, the first to be tried first; dead ones are not among them. */
export const addresses = sql<Address[]>`
  coalesce((
    select json_agg(json_build_object('channel', a.channel, 'id', a.id) order by a.position, a.channel)
    from address a where a.member_id = member.id and a.gone_at is null), '[]')`

/** Whoever this chat account is bound to. */
export const memberAt = async (db: Kysely<Database>, address: Address): Promise<Member | undefined> =>
  db
    .selectFrom('member')
    .innerJoin('address', 'address.member_id', 'member.id')
    .where('address.channel', '=', address.channel)
    .where('address.id', '=', address.id)
    .select(['member.id', 'member.name', posts.as('appointments')])
    .executeTakeFirst()

export interface ReachableMember extends Member {
  /** In order: the first is tried first; dead ones are left out. Empty: only the telephone reaches them. */
  readonly addresses: readonly Address[]
}

/** Everybody who holds a post of this role, with the addresses in order. */
export const membersAs = async (db: Kysely<Database>, role: Role): Promise<ReachableMember[]> =>
  db
    .selectFrom('member')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('appointment')
          .whereRef('appointment.member_id', '=', 'member.id')
          .where('appointment.role', '=', role)
          .where('appointment.ended_at', 'is', null)
          .select('appointment.id'),
      ),
    )
    .select(['member.id', 'member.name', posts.as('appointments'), addresses.as('addresses')])
    .orderBy('member.id')
    .execute()

/** A member's living chat accounts, the first to be tried first. */
export const addressesOf = async (db: Kysely<Database>, memberId: number): Promise<Address[]> =>
  db
    .selectFrom('address')
    .where('member_id', '=', memberId)
    .where('gone_at', 'is', null)
    .select(['channel', 'id'])
    .orderBy('position')
    .orderBy('channel')
    .execute()

/**
 * The accounts of this member that come after this one, in the order in which they are tried. The one before may be dead
 * or no longer theirs; then all that live.
 */
export const routesAfter = async (db: Kysely<Database>, memberId: number, tried: Address): Promise<Address[]> => {
  const { rows } = await sql<Address>`
    select a.channel, a.id from address a
    left join address t on t.channel = ${tried.channel} and t.id = ${tried.id} and t.member_id = a.member_id
    where a.member_id = ${memberId} and a.gone_at is null
      and (t.id is null or (a.position, a.channel, a.id) > (t.position, t.channel, t.id))
      and (a.channel, a.id) <> (${tried.channel}, ${tried.id})
    order by a.position, a.channel, a.id`.execute(db)
  return rows
}

/** Nothing arrives at this account until its owner writes again; `at` is business time. The first reason stays. */
export const markGone = async (
  trx: Kysely<Database>,
  { channel, id }: Address,
  at: Instant,
  reason: string,
): Promise<void> => {
  await trx
    .updateTable('address')
    .set({ gone_at: at, gone_reason: reason })
    .where('channel', '=', channel)
    .where('id', '=', id)
    .where('gone_at', 'is', null)
    .execute()
}

/** Its owner has written: what is sent there arrives again. True: it had been dead. */
export const reviveAddress = async (trx: Kysely<Database>, { channel, id }: Address): Promise<boolean> => {
  const done = await trx
    .updateTable('address')
    .set({ gone_at: null, gone_reason: null, told_at: null })
    .where('channel', '=', channel)
    .where('id', '=', id)
    .where('gone_at', 'is not', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** The platform gave a chat another id: what is still to be sent goes there, and so does whoever is bound to it. */
export const moveChat = async (
  trx: Transaction<Database>,
  channel: string,
  from: string,
  to: string,
): Promise<void> => {
  if (from === to) return
  await sql`
    update address set id = ${to} where channel = ${channel} and id = ${from}
      and not exists (select 1 from address taken where taken.channel = ${channel} and taken.id = ${to})`.execute(trx)
  // The new id was bound already: the old one leads nowhere.
  await trx.deleteFrom('address').where('channel', '=', channel).where('id', '=', from).execute()
  await trx
    .updateTable('message')
    .set({ chat: to })
    .where('channel', '=', channel)
    .where('chat', '=', from)
    .where('state', 'in', ['queued', 'sending'])
    .execute()
}

export interface NewlyGone extends Address {
  readonly memberId: number
  readonly name: string
  readonly reason: string
  /** Their first post; null: they hold none any more. */
  readonly role: Role | null
  readonly unit: string | null
  /** The channel of the first living account that is left. */
  readonly next: string | null
}

/** Dead accounts of which the office was not told, locked and noted as told now; business time. */
export const takeUntold = async (trx: Transaction<Database>, at: Instant): Promise<NewlyGone[]> => {
  const { rows } = await sql<NewlyGone>`
    with untold as (
      select channel, id from address where gone_at is not null and told_at is null order by channel, id for update)
    update address a set told_at = ${at} from untold u, member m
    where a.channel = u.channel and a.id = u.id and m.id = a.member_id
    returning a.channel, a.id, a.member_id as "memberId", m.name, coalesce(a.gone_reason, '') as reason, (
      select p.role from appointment p where p.member_id = m.id and p.ended_at is null order by p.id limit 1) as role, (
      select o.name from appointment p join unit o on o.id = p.unit_id
      where p.member_id = m.id and p.ended_at is null order by p.id limit 1) as unit, (
      select n.channel from address n where n.member_id = a.member_id and n.gone_at is null
      order by n.position, n.channel limit 1) as next`.execute(trx)
  return rows.toSorted((a, b) => a.memberId - b.memberId)
}

export interface NewMember {
  readonly name: string
  readonly role: Role
  readonly unitId: number | null
  readonly addresses: readonly Address[]
}

/** Adds members, each with one post and their addresses in order. */
export const addMembers = async (trx: Transaction<Database>, members: readonly NewMember[]): Promise<void> => {
  if (members.length === 0) return
  const rows = await trx
    .insertInto('member')
    .values(members.map(({ name }) => ({ name })))
    .returning('id')
    .execute()
  await trx
    .insertInto('appointment')
    .values(members.map(({ role, unitId }, at) => ({ member_id: rows[at]!.id, unit_id: unitId, role })))
    .execute()
  const accounts = members.flatMap((member, at) =>
    member.addresses.map((address, position) => ({ ...address, member_id: rows[at]!.id, position: position + 1 })),
  )
  if (accounts.length > 0) await trx.insertInto('address').values(accounts).execute()
}
