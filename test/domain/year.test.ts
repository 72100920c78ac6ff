import { beforeAll, describe, expect, it } from 'vitest'

import { nationalCalendar } from '#src/calendar.ts'
import { type Assignment, isOpen } from '#src/domain/assignment.ts'
import { isWorkday } from '#src/domain/calendar.ts'
import { addDays, type IsoDate } from '#src/domain/dates.ts'
import { instantOf, timeAt } from '#src/domain/instant.ts'
import { planMorning } from '#src/domain/morning.ts'
import { type CarriedPush, placePush, type PushKind, pushRanks, stillMatters } from '#src/domain/pushes.ts'
import { inWindow } from '#src/domain/reminders.ts'

import { make } from '../support/make.ts'

const calendar = nationalCalendar()
const units = Array.from({ length: 61 }, (_, at) => make.unit(at + 1))
const all = new Set(units.map(({ id }) => id))
const officer = 500
const leader = 501
const people = [
  ...units.flatMap(({ id }) => [make.person(id, 'liaison', id), make.person(id + 100, 'head', id)]),
  make.person(officer, 'officer', 61),
  make.person(leader, 'leader', null),
]
const kinds = Object.keys(pushRanks) as PushKind[]

interface Push extends CarriedPush {
  readonly day: IsoDate
  end: 'waiting' | 'sent' | 'merged' | 'carried' | 'obsolete'
}
interface Told {
  readonly member: number
  readonly day: IsoDate
  readonly what: 'digest' | 'push'
}

/** Numerical Recipes' generator: the same year every time. */
let state = 61
const chance = (): number => (state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296) / 4_294_967_296
const pick = <T>(some: readonly T[]): T => some[Math.floor(chance() * some.length)]!

const told: Told[] = []
const pushes: Push[] = []
const digestDays: IsoDate[] = []
let assignments: Assignment[] = units.flatMap(({ id }) =>
  Array.from({ length: 13 }, (_, at) =>
    make.assignment({
      id: id * 100 + at,
      number: id * 100 + at,
      unitId: id,
      // Days over the whole year, many of them rest days.
      dueOn: addDays('2021-06-04', Math.floor(chance() ** 2 * 360)),
      announcedOn: null,
    }),
  ),
)

const change = (one: Assignment, given: Partial<Assignment>): void => {
  assignments = assignments.map((other) => (other.id === one.id ? { ...other, ...given } : other))
}

const morning = (day: IsoDate): void => {
  digestDays.push(day)
  const open = new Set(assignments.filter(isOpen).map(({ number }) => number))
  const merged = pushes.filter(({ end }) => end === 'merged')
  for (const push of merged) if (!stillMatters(push, open)) push.end = 'obsolete'
  const source = {
    units,
    reachable: all,
    heads: all,
    policies: new Map(),
    people,
    assignments,
    supervisionOfficeId: 61,
  }
  for (const office of [false, true]) {
    const plans = planMorning({ ...source, carried: merged }, day, calendar, { office })
    for (const one of plans) {
      told.push({ member: one.member.id, day, what: 'digest' })
      for (const { id } of one.carried) pushes[id]!.end = 'carried'
      const ids = new Set(one.duties?.unitIds)
      assignments = assignments.map((other) =>
        other.announcedOn === null && ids.has(other.unitId) ? { ...other, announcedOn: day } : other,
      )
    }
  }
}

/** A push at some time of the day or night, to somebody; it goes out at once, or a little later, or not today. */
const push = (day: IsoDate, time: string): void => {
  const at = instantOf(day, time)
  const kind = pick(kinds)
  const memberId = Math.ceil(chance() * 61)
  const numbers = assignments
    .filter((one) => one.unitId === memberId && isOpen(one))
    .slice(0, 2)
    .map((one) => one.number)
  const taken = pushes.find(
    (one) => one.memberId === memberId && one.day === day && ['waiting', 'sent'].includes(one.end),
  )
  const by = taken === undefined ? null : { kind: taken.kind, waiting: taken.end === 'waiting' }
  const place = placePush(kind, inWindow(calendar, at), by)
  if (place === 'replace') taken!.end = 'merged'
  const end = place === 'merge' ? 'merged' : 'waiting'
  pushes.push({ id: pushes.length, memberId, kind, numbers, at, body: { blocks: [] }, day, end })
}

const deliver = (day: IsoDate): void => {
  for (const one of pushes) {
    if (one.end !== 'waiting' || chance() < 0.3) continue
    one.end = 'sent'
    told.push({ member: one.memberId, day, what: 'push' })
  }
}

/** Some acknowledge, hand in, are accepted or returned; units whose id is a multiple of eight never do anything. */
const work = (day: IsoDate): void => {
  for (const one of assignments) {
    if (one.unitId % 8 === 0 || chance() > 0.02) continue
    const at = instantOf(day, '10:00')
    if (one.state === 'submitted') {
      const outcome = chance() < 0.7 ? ('accepted' as const) : ('returned' as const)
      const submissions = one.submissions.map((old) =>
        old.outcome === null ? { ...old, outcome, settledAt: at } : old,
      )
      change(one, { state: outcome === 'accepted' ? 'closed' : 'returned', submissions })
    } else if (isOpen(one)) {
      const next = make.submission(day, { id: one.submissions.length + 1 })
      change(one, { state: 'submitted', acknowledgedAt: at, submissions: [...one.submissions, next] })
    }
  }
}

beforeAll(() => {
  for (let day = '2021-06-04'; day <= '2022-06-04'; day = addDays(day, 1)) {
    if (isWorkday(calendar, day)) morning(day)
    for (const time of ['07:30', '08:30', '09:15', '12:00', '15:00', '17:29', '17:30', '22:00']) {
      for (let more = Math.floor(chance() * 6); more > 0; more -= 1) push(day, time)
      if (isWorkday(calendar, day) && inWindow(calendar, instantOf(day, time))) deliver(day)
    }
    if (isWorkday(calendar, day)) work(day)
    // The end of office hours: what waits moves into the next digest.
    for (const one of pushes) if (one.end === 'waiting') one.end = 'merged'
  }
}, 60_000)

describe('a year of a notice with 61 units, in memory', () => {
  it('gives nobody more than one digest and one push a day', () => {
    const counts = Map.groupBy(told, ({ member, day, what }) => `${member} ${day} ${what}`)
    expect([...counts].filter(([, some]) => some.length > 1)).toEqual([])
    expect(told.filter(({ what }) => what === 'push').length).toBeGreaterThan(1000)
  })

  it('is silent on rest days and works on make-up days', () => {
    expect(told.filter(({ day }) => !isWorkday(calendar, day))).toEqual([])
    for (const day of ['2021-09-18', '2021-09-26', '2021-10-09', '2022-01-29', '2022-04-02', '2022-05-07']) {
      expect(told.some((one) => one.day === day && one.member < 100)).toBe(true)
    }
  })

  it('sends pushes in office hours only, and ends every one of them', () => {
    const sent = pushes.filter(({ end }) => end === 'sent')
    expect(sent.filter(({ at }) => timeAt(at) < '08:30' || timeAt(at) >= '17:30')).toEqual([])
    const last = digestDays.at(-1)!
    const open = pushes.filter(({ end, day }) => (end === 'merged' && day < last) || end === 'waiting')
    expect(open).toEqual([])
    expect(new Set(pushes.map(({ end }) => end))).toEqual(new Set(['sent', 'carried', 'obsolete', 'merged']))
  })

  it('never lets a lower push out before a higher one that was there while it waited', () => {
    const byDay = Map.groupBy(pushes, ({ memberId, day }) => `${memberId} ${day}`)
    for (const some of byDay.values()) {
      const out = some.find(({ end }) => end === 'sent')
      if (out === undefined) continue
      const before = some.filter(({ id, at }) => id < out.id && inWindow(calendar, at))
      expect(before.filter(({ kind }) => pushRanks[kind] <= pushRanks[out.kind])).toEqual([])
    }
  })

  it('slows down for those who never answer, and never stops', () => {
    const days = told.filter(({ member, what }) => member === 8 && what === 'digest').length
    expect(days).toBeGreaterThan(40)
    expect(days).toBeLessThan(digestDays.length)
  })
})
