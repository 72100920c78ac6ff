import { describe, expect, it } from 'vitest'

import { nationalCalendar } from '#src/calendar.ts'
import { instantOf } from '#src/domain/instant.ts'
import { interviewList, type Strike } from '#src/domain/interview.ts'

import { make } from '../support/make.ts'

const calendar = nationalCalendar()

/** A unit's items: how many are late (due on that day), how many in time, how many closed. */
const items = (unitId: number, late: number, others: number, dueOn = '2021-06-08') =>
  Array.from({ length: late + others }, (_, at) =>
    make.assignment({
      id: unitId * 100 + at,
      number: unitId * 100 + at,
      unitId,
      dueOn: at < late ? dueOn : '2021-12-31',
    }),
  )
const list = (assignments: ReturnType<typeof items>, today: string, strikes = new Map<number, Strike>()) =>
  interviewList(calendar, assignments, strikes, today)

describe('the interview list', () => {
  it.each([
    [3, 20, '2021-06-11', true], // three items, three working days
    [3, 20, '2021-06-10', false], // two working days
    [3, 20, '2021-06-14', true], // the festival adds none
    [2, 20, '2021-06-30', false], // too few, and less than a quarter
    [2, 6, '2021-06-30', true], // a quarter
    [2, 7, '2021-06-30', false],
    [1, 0, '2021-06-11', true], // all it has
    [0, 5, '2021-06-30', false],
  ])('%i late beside %i others on %s: %s', (late, others, today, listed) => {
    expect(list(items(1, late, others), today).listed.length).toBe(listed ? 1 : 0)
  })

  it('counts what waits for the office as neither late nor gone', () => {
    const some = items(1, 4, 8).map((one, at) => (at < 2 ? { ...one, state: 'submitted' as const } : one))
    expect(list(some, '2021-06-30').listed).toEqual([])
  })

  it('has the worst first', () => {
    const some = [...items(1, 3, 0), ...items(2, 5, 0), ...items(3, 3, 0, '2021-06-04')]
    expect(list(some, '2021-06-30').listed.map(({ unitId }) => unitId)).toEqual([3, 2, 1])
  })

  it('leaves out a struck name, until others of its items are enough by themselves', () => {
    const numbers = new Set(items(1, 3, 0).map(({ number }) => number))
    const strikes = new Map([[1, { numbers, reason: '抗洪', at: instantOf('2021-06-11', '09:00') }]])
    const before = list(items(1, 3, 9), '2021-06-30', strikes)
    expect(before.listed).toEqual([])
    expect(before.struck.map(({ unitId, strike }) => [unitId, strike.reason])).toEqual([[1, '抗洪']])
    const { listed } = list(items(1, 6, 9), '2021-06-30', strikes)
    expect(listed.map(({ late }) => late.length)).toEqual([3])
  })
})
