import type { Kysely, Transaction } from 'kysely'

import { triesMinutes } from '#src/domain/code.ts'
import { type Instant, minutesBefore } from '#src/domain/instant.ts'
import type { Address } from '#src/domain/member.ts'

import type { Database } from './schema.ts'

/** Wrong codes, by the chat account that tried them. */
export interface AttemptTable {
  channel: string
  sender: string
  at: Instant
}

/** How many wrong codes this account has tried in the last hour of business time. */
export const wrongTries = async (db: Kysely<Database>, { channel, id }: Address, now: Instant): Promise<number> => {
  const row = await db
    .selectFrom('attempt')
    .where('channel', '=', channel)
    .where('sender', '=', id)
    .where('at', '>', minutesBefore(now, triesMinutes))
    .select((eb) => eb.fn.countAll<number>().as('tries'))
    .executeTakeFirstOrThrow()
  return row.tries
}

export const addWrongTry = async (trx: Transaction<Database>, { channel, id }: Address, at: Instant): Promise<void> => {
  await trx.deleteFrom('attempt').where('at', '<=', minutesBefore(at, triesMinutes)).execute()
  await trx.insertInto('attempt').values({ channel, sender: id, at }).execute()
}
