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
