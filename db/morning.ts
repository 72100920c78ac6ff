import { type Kysely, sql } from 'kysely'

import { addDays, type IsoDate } from '#src/domain/dates.ts'
import { type Instant, instantOf } from '#src/domain/instant.ts'
import type { Strike } from '#src/domain/interview.ts'
import type { Undelivered } from '#src/domain/call-sheet.ts'
import type { MorningData, MorningResult } from '#src/domain/morning.ts'

import { eventsOf } from './audit.ts'
import { type DigestSource, readDigestSource } from './digests.ts'
import { recordHead } from './events.ts'
import type { Database } from './schema.ts'
import { readSettings } from './settings.ts'
import { closedReason } from './pushes.ts'
import { readStrikes } from './strikes.ts'

/** Days between two working days at most, as at the Spring Festival. */
const longestBreak = 9

/** What made the digests of a day that liaisons get; those of heads and officers have another cause. */
export const liaisonRun = (day: IsoDate): string => `run/digest/${day}`

export const morningCounts = async (db: Kysely<Database>, day: IsoDate): Promise<MorningResult> => {
  const row = await db
    .selectFrom('message')
    .where('cause', '=', liaisonRun(day))
    .select((eb) => [
      eb.fn.countAll<number>().as('planned'),
      sql<number>`count(*) filter (where state = 'sent')`.as('sent'),
      sql<number>`count(*) filter (where state = 'unknown')`.as('unknown'),
      sql<number>`count(*) filter (where state = 'phone')`.as('phone'),
      sql<number>`count(*) filter (where state in ('queued', 'sending'))`.as('waiting'),
    ])
    .executeTakeFirstOrThrow()
  const run = await db
    .selectFrom('run')
    .where('job', '=', 'digest')
    .where('slot', '>=', instantOf(day, '00:00'))
    .where('slot', '<', instantOf(addDays(day, 1), '00:00'))
    .where('skipped', '=', false)
    .select('slot')
    .executeTakeFirst()
  return { ran: run !== undefined, ...row }
}

/**
 * Messages of a day that no channel would take; and those of the days before it that were only given up when office
 * hours ended, since nobody could ring then.
 */
export const undeliveredOn = async (db: Kysely<Database>, day: IsoDate): Promise<Undelivered[]> => {
  const rows = await db
    .selectFrom('message')
    .where('state', '=', 'phone')
    .where('created_at', '<', instantOf(addDays(day, 1), '00:00'))
    .where('member_id', 'is not', null)
    .where((eb) =>
      eb.or([
        eb('created_at', '>=', instantOf(day, '00:00')),
        eb.and([
          eb('reason', '=', closedReason),
          eb('created_at', '>=', instantOf(addDays(day, -longestBreak), '00:00')),
        ]),
      ]),
    )
    .select(['member_id', 'reason', 'numbers', 'body'])
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    memberId: row.member_id!,
    reason: row.reason,
    numbers: row.numbers ?? [],
    body: row.body,
  }))
}

export interface MorningSource extends MorningData, DigestSource {
  readonly strikes: ReadonlyMap<number, Strike>
  readonly undelivered: readonly Undelivered[]
  readonly counts: MorningResult
  /** When what is in dispute was disputed, by number: the record says it. */
  readonly disputedAt: ReadonlyMap<number, Instant>
  readonly recordHead: string
}

/** All that the morning of everybody is computed from: closed items too, for the summary and the interview list. */
export const readMorning = async (db: Kysely<Database>, day: IsoDate): Promise<MorningSource> => {
  const source = await readDigestSource(db, ['open', 'submitted', 'returned', 'disputed', 'closed'])
  const disputedAt = new Map<number, Instant>()
  for (const { number, state } of source.assignments) {
    if (state !== 'disputed') continue
    const last = (await eventsOf(db, number)).findLast(({ what }) => what === 'dispute')
    if (last !== undefined) disputedAt.set(number, last.at)
  }
  return {
    ...source,
    supervisionOfficeId: (await readSettings(db)).supervisionOfficeId ?? null,
    strikes: await readStrikes(db),
    undelivered: await undeliveredOn(db, day),
    counts: await morningCounts(db, day),
    disputedAt,
    recordHead: await recordHead(db),
  }
}
