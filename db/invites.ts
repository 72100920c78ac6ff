import { createHash, randomInt } from 'node:crypto'

import { type Generated, type Kysely, sql, type Transaction } from 'kysely'

import { codeLength, codeLetters, codeMinutes } from '#src/domain/code.ts'
import { type Instant, minutesAfter } from '#src/domain/instant.ts'
import type { Appointment, Role } from '#src/domain/member.ts'
import { heldByOne } from '#src/domain/post.ts'

import type { Database } from './schema.ts'

/** The code itself is nowhere in it. */
export interface InviteTable {
  id: Generated<number>
  code_sha256: Buffer
  /** Null with a role: of no unit. */
  unit_id: number | null
  /** Null: no post, a further account of `member_id`. */
  role: Role | null
  deputy: boolean
  /** Of the person who is invited, where the office wrote them. */
  name: string | null
  phone: string | null
  made_by: number | null
  member_id: Generated<number | null>
  /** Business time, as all of this table. */
  made_at: Instant
  expires_at: Instant
  used_by: Generated<number | null>
  used_at: Generated<Instant | null>
  revoked_at: Generated<Instant | null>
}

export interface NewInvite {
  readonly post: Appointment
  readonly name: string | null
  readonly phone: string | null
  readonly by: number | null
  readonly at: Instant
}

export interface MadeInvite {
  readonly id: number
  /** Said once, to whoever asked for it; never in a log or an event. */
  readonly code: string
  readonly expiresAt: Instant
  /** Whether an open one for the same post is void now. */
  readonly replaced: boolean
}

const hashOf = (code: string): Buffer => createHash('sha256').update(code).digest()

const newCode = (): string =>
  Array.from({ length: codeLength }, () => codeLetters[randomInt(codeLetters.length)]).join('')

/** Makes the open code of this post void; of a post that several may hold, the one for this name. */
export const revokeInvites = async (
  trx: Transaction<Database>,
  { unitId, role, deputy }: Appointment,
  name: string | null,
  at: Instant,
): Promise<number[]> => {
  const rows = await trx
    .updateTable('invite')
    .set({ revoked_at: at })
    .where('unit_id', 'is not distinct from', unitId)
    .where('role', '=', role)
    .where('deputy', '=', deputy)
    .$if(!heldByOne(role), (query) => query.where('name', 'is not distinct from', name))
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .returning(['id', 'expires_at'])
    .execute()
  return rows.filter(({ expires_at }) => expires_at > at).map(({ id }) => id)
}

/** A one-time code for a post. It takes the place of the open one for the same post. */
export const makeInvite = async (trx: Transaction<Database>, invite: NewInvite): Promise<MadeInvite> => {
  const { post, name, phone, by, at } = invite
  // Two officers inviting to one post at the same moment: the later one's code is the one that holds.
  await sql`select pg_advisory_xact_lock(hashtext('invite'))`.execute(trx)
  const replaced = await revokeInvites(trx, post, name, at)
  const code = newCode()
  const expiresAt = minutesAfter(at, codeMinutes)
  const { id } = await trx
    .insertInto('invite')
    .values({
      code_sha256: hashOf(code),
      unit_id: post.unitId,
      role: post.role,
      deputy: post.deputy,
      name,
      phone,
      made_by: by,
      made_at: at,
      expires_at: expiresAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, code, expiresAt, replaced: replaced.length > 0 }
}

/** A one-time code by which a member binds a further account of his own; his earlier one is void. */
export const makeAccountCode = async (
  trx: Transaction<Database>,
  memberId: number,
  at: Instant,
): Promise<{ readonly id: number; readonly code: string; readonly expiresAt: Instant }> => {
  await trx
    .updateTable('invite')
    .set({ revoked_at: at })
    .where('member_id', '=', memberId)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()
  const code = newCode()
  const expiresAt = minutesAfter(at, codeMinutes)
  const { id } = await trx
    .insertInto('invite')
    .values({
      code_sha256: hashOf(code),
      member_id: memberId,
      unit_id: null,
      role: null,
      deputy: false,
      name: null,
      phone: null,
      made_by: memberId,
      made_at: at,
      expires_at: expiresAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, code, expiresAt }
}

export interface InviteFacts {
  readonly id: number
  readonly name: string | null
  readonly phone: string | null
  readonly expiresAt: Instant
  readonly usedBy: number | null
  /** Neither used nor replaced nor past its time. */
  readonly open: boolean
}

/** An invitation to a post. */
export interface Invite extends InviteFacts {
  readonly post: Appointment
}

/** A member's code for a further account of his own. */
export interface AccountCode extends InviteFacts {
  readonly post: null
  readonly memberId: number
}

const columns = [
  'id',
  'member_id',
  'unit_id',
  'role',
  'deputy',
  'name',
  'phone',
  'expires_at',
  'used_by',
  'used_at',
  'revoked_at',
] as const

type InviteRow = { [K in keyof InviteTable]: InviteTable[K] extends Generated<infer T> ? T : InviteTable[K] }
type Row = Pick<InviteRow, (typeof columns)[number]>

const factsOf = (row: Row, now: Instant): InviteFacts => ({
  id: row.id,
  name: row.name,
  phone: row.phone,
  expiresAt: row.expires_at,
  usedBy: row.used_by,
  open: row.used_at === null && row.revoked_at === null && row.expires_at > now,
})

const postOf = ({ unit_id, role, deputy }: Row): Appointment | null =>
  role === null ? null : { unitId: unit_id, role, deputy }

/** What a code was made for, locked: of two who type it at once the second finds it used. */
export const lockInvite = async (
  trx: Transaction<Database>,
  code: string,
  now: Instant,
): Promise<Invite | AccountCode | undefined> => {
  const row = await trx
    .selectFrom('invite')
    .where('code_sha256', '=', hashOf(code))
    .select(columns)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return undefined
  const post = postOf(row)
  // The table's check: without a role there is a member.
  return post === null ? { ...factsOf(row, now), post, memberId: row.member_id! } : { ...factsOf(row, now), post }
}

export const useInvite = async (trx: Transaction<Database>, id: number, by: number, at: Instant): Promise<void> => {
  await trx.updateTable('invite').set({ used_by: by, used_at: at }).where('id', '=', id).execute()
}

/** Invitations to posts nobody has used and nobody has made void, the newest last; also those past their time. */
export const unusedInvites = async (db: Kysely<Database>, now: Instant): Promise<Invite[]> => {
  const rows = await db
    .selectFrom('invite')
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .select(columns)
    .orderBy('id')
    .execute()
  return rows.flatMap((row) => {
    const post = postOf(row)
    return post === null ? [] : [{ ...factsOf(row, now), post }]
  })
}
