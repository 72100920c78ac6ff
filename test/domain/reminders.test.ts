import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { nationalCalendar } from '#src/calendar.ts'
import { workdaysBetween } from '#src/domain/calendar.ts'
import { instantOf } from '#src/domain/instant.ts'
import { defaultPolicy, lastDayInTime, reasonOn, repeatsOn, unacknowledgedDays } from '#src/domain/reminders.ts'

import { make } from '../support/make.ts'

const calendar = nationalCalendar()
const read = instantOf('2021-06-04', '10:00')
const returned = (on: string) => make.submission(on, { outcome: 'returned', settledOn: on })

/** Why there is a digest on each working day after the fourth of June, in short: 'left 1'. */
const reasons = (given: Parameters<typeof make.assignment>[0], to: string, policy = defaultPolicy): string[] =>
  workdaysBetween(calendar, '2021-06-04', to).flatMap((day) => {
    const reason = reasonOn(calendar, make.assignment(given), day, policy)
    return reason === null ? [] : [`${day.slice(5)} ${reason.kind}${'days' in reason ? ` ${reason.days}` : ''}`]
  })

describe('why an item asks for its digest', () => {
  it('at 3, 1 and 0 working days left, then daily, then weekly', () => {
    expect(reasons({ acknowledgedAt: read, dueOn: '2021-06-11' }, '2021-07-02')).toEqual([
      '06-08 left 3',
      '06-10 left 1',
      '06-11 left 0',
      '06-15 overdue 1', // 端午 12–14
      '06-16 overdue 2',
      '06-17 overdue 3',
      '06-18 overdue 4',
      '06-21 overdue 5',
      '06-28 overdue 10',
    ])
  })

  it('on make-up workdays as on others', () => {
    // 18 September 2021 is a Saturday on which the county works for 中秋.
    const stages = reasons({ acknowledgedAt: read, dueOn: '2021-09-18' }, '2021-09-18').map((said) => said.slice(0, 5))
    expect(stages).toEqual(['09-15', '09-17', '09-18'])
  })

  it('when nobody has acknowledged, after the term, slowing down; overdue has its own rhythm', () => {
    expect(reasons({ dueOn: '2021-07-30' }, '2021-07-02')).toEqual([
      '06-08 unacknowledged 1',
      '06-09 unacknowledged 2',
      '06-10 unacknowledged 3',
      '06-11 unacknowledged 4',
      '06-15 unacknowledged 5',
      '06-22 unacknowledged 10',
      '06-29 unacknowledged 15',
    ])
    expect(reasons({ dueOn: '2021-06-04' }, '2021-06-25').length).toBe(6)
  })

  it.each([
    ['2021-06-04', 0],
    ['2021-06-06', 0],
    ['2021-06-07', 0],
    ['2021-06-08', 1],
    ['2021-06-14', 4],
  ])('told on Friday 4 June and silent: on %s %i working days past the term', (today, days) => {
    expect(unacknowledgedDays(calendar, make.assignment(), today)).toBe(days)
    expect(unacknowledgedDays(calendar, make.assignment({ acknowledgedAt: read }), today)).toBe(0)
  })

  it('is never there while the office has it, and is there at once when it is new', () => {
    for (const state of ['submitted', 'disputed', 'closed', 'cancelled'] as const) {
      expect(reasons({ state, announcedOn: null }, '2021-07-02')).toEqual([])
    }
    expect(reasons({ announcedOn: null, dueOn: '2021-12-31' }, '2021-06-07')).toEqual(['06-07 new'])
  })

  it('after a return for five days, then weekly', () => {
    const given = {
      state: 'returned' as const,
      acknowledgedAt: read,
      dueOn: '2021-12-31',
      submissions: [returned('2021-06-07')],
    }
    expect(reasons(given, '2021-06-24')).toEqual([
      '06-07 returned 0',
      '06-08 returned 1',
      '06-09 returned 2',
      '06-10 returned 3',
      '06-11 returned 4',
      '06-15 returned 5',
      '06-22 returned 10',
    ])
  })

  it('follows the notice’s own policy', () => {
    const policy = { ...defaultPolicy, stages: [5, 2], dailyOverdue: 0, thenEvery: 3 }
    const said = reasons({ acknowledgedAt: read, dueOn: '2021-06-15' }, '2021-06-25', policy)
    expect(said).toEqual(['06-07 left 5', '06-10 left 2', '06-18 overdue 3', '06-23 overdue 6'])
  })

  it('slows down whatever the numbers: never two a day, at most one in thenEvery after the daily ones', () => {
    const numbers = fc.record({ daily: fc.integer({ min: 0, max: 30 }), every: fc.integer({ min: 1, max: 20 }) })
    fc.assert(
      fc.property(numbers, ({ daily, every }) => {
        const days = Array.from({ length: 250 }, (_, at) => at + 1).filter((day) => repeatsOn(day, daily, every))
        expect(days.length).toBe(daily + Math.floor((250 - daily) / every))
      }),
    )
  })
})

describe('the last day in time', () => {
  it.each([
    [{}, '2021-06-08'],
    [{ submissions: [returned('2021-06-07')] }, '2021-06-08'],
    [{ submissions: [returned('2021-06-08')] }, '2021-06-09'],
    [{ submissions: [returned('2021-06-11')] }, '2021-06-15'],
  ])('%#: is %s', (given, day) => {
    expect(lastDayInTime(calendar, make.assignment(given))).toBe(day)
  })
})
