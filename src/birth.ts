import type { Kysely } from 'kysely'

import type { Database } from '#db/schema.ts'
import { readSettings, writeSetting } from '#db/settings.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import type { Instant } from '#src/domain/instant.ts'
import { Refusal } from '#src/domain/refusal.ts'

import { bearTrial } from './trial.ts'

export interface Birth {
  readonly trial: boolean
  /** Whether some platform is configured. */
  readonly hasChannel: boolean
  /** Where a trial's clock starts. */
  readonly clock: Instant
  /** Machine time. */
  readonly machine: Instant
}

/** A live database is born empty: units, people and the supervision office come from its first administrator. */
const bearLive = (db: Kysely<Database>, at: Instant): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await writeSetting(trx, 'mode', 'live')
    await writeSetting(trx, 'bornAt', at)
  })

/**
 * Makes a new database trial or live, once; what it was born it stays. Throws a Refusal where the settings would let real
 * people into a trial.
 */
export const bear = async (db: Kysely<Database>, birth: Birth, calendar: Calendar): Promise<'trial' | 'live'> => {
  const { mode } = await readSettings(db)
  if (mode === 'trial' && !birth.trial && birth.hasChannel)
    throw new Refusal(
      '这个数据库是试用的(样例通报、虚拟时钟),不能接入正式的通道。正式使用请换一个空的 DATA_DIR(或 DATABASE_URL);继续试用请设 TRIAL=1。',
    )
  if (mode !== undefined) return mode
  if (!birth.trial) {
    await bearLive(db, birth.machine)
    return 'live'
  }
  await bearTrial(db, birth.clock, calendar)
  return 'trial'
}
