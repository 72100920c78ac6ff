import { type Kysely, sql } from 'kysely'

import type { Instant } from '#src/domain/instant.ts'
import type { Role } from '#src/domain/member.ts'
import type { UnitKind } from '#src/domain/unit.ts'

import type { Database } from './schema.ts'

/** Somebody of the trial: an address on the local channel and the post it stands for. */
export interface TrialPerson {
  /** 县公安局, 县公安局:head, leader. */
  readonly chat: string
  readonly name: string
  readonly role: Role
  readonly unit: string | null
  readonly kind: UnitKind | null
  /** Other names of the unit, to be found by. */
  readonly aliases: readonly string[]
}

/** Everybody one can be on the local channel, in the order of the office's list of units. */
export const trialPeople = async (db: Kysely<Database>): Promise<TrialPerson[]> => {
  // Who holds several posts is, at this address, the one its name says.
  const { rows } = await sql<TrialPerson>`
    select chat, name, role, unit, kind, aliases from (
      select distinct on (a.id) a.id as chat, m.name, p.role, u.name as unit, u.kind, coalesce(u.id, 0) as place,
        coalesce((select array_agg(x.name order by x.name) from alias x where x.unit_id = u.id), '{}') as aliases
      from address a
      join member m on m.id = a.member_id
      join appointment p on p.member_id = m.id and p.ended_at is null
      left join unit u on u.id = p.unit_id
      where a.channel = 'local'
      order by a.id, (a.id <> case p.role when 'liaison' then u.name
        else concat_ws(':', u.name, p.role) end), p.id) as person
    order by place, chat`.execute(db)
  return rows
}

/** Whether one of the local chats is a trial person's. */
export const isTrialPerson = async (db: Kysely<Database>, chat: string): Promise<boolean> =>
  (await db
    .selectFrom('address')
    .where('channel', '=', 'local')
    .where('id', '=', chat)
    .select('id')
    .executeTakeFirst()) !== undefined

export interface Progress {
  readonly handled: boolean
  /** Messages it caused that are due and not out yet. */
  readonly pending: number
}

/** How far the server is with an update, at this business time. */
export const progressOf = async (db: Kysely<Database>, inboxId: number, business: Instant): Promise<Progress> => {
  const { rows } = await sql<Progress>`
    select handled_at is not null as handled,
      (select count(*) from message where cause = ${`inbox/${inboxId}`} and state in ('queued', 'sending')
         and not_before <= ${business}::timestamptz) as pending
    from inbox where id = ${inboxId}`.execute(db)
  return rows[0] ?? { handled: false, pending: 0 }
}
