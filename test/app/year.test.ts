import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { addDays } from '#src/domain/dates.ts'
import { isWorkday, workdaysBetween } from '#src/domain/calendar.ts'
import { dateAt, timeAt } from '#src/domain/instant.ts'
import { isFirstWorkdayOfWeek } from '#src/domain/schedule.ts'

import { calendar, leader, office, reviewer, trialApp, type TrialApp } from '../support/app.ts'

const first = '2021-06-04'
/** Until three make-up days have gone by (20 s); `RUNS=1000 npm test`, which looks longer, plays the whole year (40 s). */
const last = process.env['RUNS'] ? '2022-06-04' : '2021-10-09'

/** A small generator, so that a year is the same every time (Numerical Recipes' constants). */
const chances = (seed: number): (() => number) => {
  let state = seed
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296) / 4_294_967_296
}

interface Sent {
  readonly member: number
  readonly day: string
  readonly time: string
  readonly key: string
  readonly kind: string | null
}

let trial: TrialApp
let unasked: Sent[] = []

/** What liaisons do on a working day at ten: a few acknowledge, a few report, some never do anything. */
const behave = async (chats: readonly string[], chance: () => number): Promise<void> => {
  for (const chat of chats) {
    const luck = chance()
    if (luck < 0.05) await trial.say(chat, '收到')
    else if (luck < 0.09) await trial.say(chat, '整改 共同 都已公开 http://www.example.gov.cn')
    else if (luck < 0.19) await trial.say(chat, '整改 全部 都已办 http://www.example.gov.cn')
  }
}

/** Those who judge accept most and return some; the count is the one the preview asks for. */
const judge = async (as: string, chance: () => number): Promise<void> => {
  const verb = chance() < 0.3 ? '退回' : '通过'
  const ask = await trial.say(as, verb === '退回' ? '退回 全部 请附网址' : '通过 全部')
  const completes = /「([^」]*\d[^」]*)」/.exec(ask.text)?.[1]
  if (completes !== undefined) await trial.say(as, completes)
}

beforeAll(async () => {
  trial = await trialApp()
  await trial.publish()
  const rows = await trial.db.selectFrom('address').select('id').where('id', 'not like', '%:%').orderBy('id').execute()
  const liaisons = rows.map(({ id }) => id).filter((id) => id !== leader && id !== 'admin')
  // One in eight never answers; the others do within weeks.
  const willing = liaisons.filter((_, at) => at % 8 !== 0)
  const chance = chances(46)
  for (const day of workdaysBetween(calendar, first, addDays(first, 20))) {
    await trial.clock(`${day}T10:00`)
    await behave(willing, chance)
    if (chance() < 0.6) await judge(chance() < 0.8 ? reviewer : office, chance)
    // Twice now and then: the second does not fit into the day any more.
    for (let times = chance() < 0.15 ? 2 : 0; times > 0; times -= 1) {
      const ask = await trial.say(office, '催办')
      await trial.say(office, /「(催办 [^」]+)」/.exec(ask.text)?.[1] ?? '电话单')
    }
  }
  await trial.clock(`${last}T18:00`)
  const sent = await trial.db
    .selectFrom('message')
    .where('member_id', 'is not', null)
    .where('state', '=', 'sent')
    .select(['member_id', 'sent_at', 'key', 'push_kind'])
    .execute()
  unasked = sent.map((row) => ({
    member: row.member_id!,
    day: dateAt(row.sent_at!),
    time: timeAt(row.sent_at!),
    key: row.key,
    kind: row.push_kind,
  }))
}, 120_000)
afterAll(async () => {
  await trial.app.stop()
  await trial.close()
})

/** In memory the whole year is always played: test/domain/year.test.ts. */
describe('the months of a notice with 66 units', () => {
  it('gives nobody more than one digest and one other message a day', () => {
    const counts = Map.groupBy(unasked, ({ member, day, kind }) => `${member} ${day} ${kind === null ? 'd' : 'p'}`)
    expect([...counts].filter(([, some]) => some.length > 1).map(([key]) => key)).toEqual([])
    expect(unasked.filter(({ kind }) => kind !== null).length).toBeGreaterThan(100)
  })

  it('sends nothing outside office hours, and nothing on a rest day', () => {
    const wrong = unasked.filter(({ day, time }) => !isWorkday(calendar, day) || time < '08:30' || time >= '17:30')
    expect(wrong).toEqual([])
    const runs = new Set(unasked.map(({ key }) => /^digest\/(\S+)\//.exec(key)?.[1]).filter((day) => day !== undefined))
    expect([...runs].filter((day) => !isWorkday(calendar, day))).toEqual([])
  })

  it('tells the office every working day, make-up days among them', async () => {
    const { id } = await trial.db
      .selectFrom('address')
      .where('id', '=', office)
      .select('member_id as id')
      .executeTakeFirstOrThrow()
    const days = unasked.filter(({ member }) => member === id).map(({ day }) => day)
    expect(days.toSorted()).toEqual(workdaysBetween(calendar, first, last))
    const makeUp = ['2021-09-18', '2021-09-26', '2021-10-09', '2022-01-29', '2022-04-02'].filter((day) => day <= last)
    expect(makeUp.filter((day) => !days.includes(day))).toEqual([])
    // Liaisons as well: on each of them somebody's item had its day.
    expect(unasked.filter(({ member, day }) => member !== id && makeUp.includes(day)).length).toBeGreaterThan(0)
  })

  it('tells the leader once a week, on its first working day', async () => {
    const { id } = await trial.db
      .selectFrom('address')
      .where('id', '=', leader)
      .select('member_id as id')
      .executeTakeFirstOrThrow()
    const days = unasked.filter(({ member }) => member === id).map(({ day }) => day)
    expect(days.toSorted()).toEqual(
      workdaysBetween(calendar, first, last).filter((day) => isFirstWorkdayOfWeek(calendar, day)),
    )
  })

  it('leaves no push without an end, and carries every merged one or rings for it', async () => {
    const pushes = await trial.db.selectFrom('message').where('push_kind', 'is not', null).selectAll().execute()
    const ends = new Set(['sent', 'unknown', 'merged', 'phone', 'obsolete'])
    expect(pushes.filter(({ state }) => !ends.has(state))).toEqual([])
    const merged = pushes.filter(({ state }) => state === 'merged')
    expect(merged.length).toBeGreaterThan(0)
    expect(merged.filter(({ carried_by: by }) => by === null)).toEqual([])
  })

  it('slows down: who never answers is told weekly, not daily', () => {
    const byMember = Map.groupBy(
      unasked.filter(({ kind, day }) => kind === null && day > '2021-08-01'),
      ({ member }) => member,
    )
    const counts = [...byMember.values()].map((some) => some.length).toSorted((a, b) => b - a)
    const weeks = workdaysBetween(calendar, '2021-08-01', last).length / 5
    // The first is the office.
    expect(counts[1]).toBeLessThanOrEqual(2 * Math.ceil(weeks))
  })
})
