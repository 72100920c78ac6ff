import { type Kysely, sql, type Transaction } from 'kysely'

import type { Address } from '#src/domain/member.ts'

import type { Database } from './schema.ts'

type Trx = Transaction<Database>

/** A chat account of a member. */
export interface Account extends Address {
  /** Nothing arrives there any more, and why; null: it is alive. */
  readonly gone: string | null
}

/** A member's accounts, the first to be written to first. */
export const accountsOf = async (db: Kysely<Database>, memberId: number): Promise<Account[]> =>
  db
    .selectFrom('address')
    .where('member_id', '=', memberId)
    .select([
      'channel',
      'id',
      sql<string | null>`case when gone_at is null then null else coalesce(gone_reason, '') end`.as('gone'),
    ])
    .orderBy('position')
    .orderBy('channel')
    .execute()

/** Adds an account as the last to be tried; one that belonged to somebody else is his no longer. */
export const addAccount = async (trx: Trx, memberId: number, { channel, id }: Address): Promise<void> => {
  const last = trx
    .selectFrom('address')
    .where('member_id', '=', memberId)
    .select(sql<number>`coalesce(max(position), 0) + 1`.as('next'))
  await trx
    .insertInto('address')
    .values({ channel, id, member_id: memberId, position: last })
    .onConflict((clash) =>
      clash.columns(['channel', 'id']).doUpdateSet({
        member_id: memberId,
        position: (eb) => eb.ref('excluded.position'),
        gone_at: null,
        gone_reason: null,
        told_at: null,
      }),
    )
    .execute()
}

/** Makes the accounts of one channel the first to be tried; the others keep their order behind them. */
export const preferChannel = async (trx: Trx, memberId: number, channel: string): Promise<void> => {
  await sql`
    update address set position = ranked.place
    from (select channel, id, row_number() over (order by channel <> ${channel}, position, channel) as place
          from address where member_id = ${memberId}) ranked
    where address.channel = ranked.channel and address.id = ranked.id`.execute(trx)
}

/** Forgets the accounts of one channel; what waits there is moved to another account. */
export const dropChannel = async (trx: Trx, memberId: number, channel: string, to: Address): Promise<void> => {
  await trx
    .updateTable('message')
    .set({ channel: to.channel, chat: to.id, attempt: 0, retry_at: null })
    .where('member_id', '=', memberId)
    .where('channel', '=', channel)
    .where('state', '=', 'queued')
    .execute()
  await trx.deleteFrom('address').where('member_id', '=', memberId).where('channel', '=', channel).execute()
}
