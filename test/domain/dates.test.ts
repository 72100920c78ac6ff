import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  addDays,
  addMonths,
  dayOf,
  endOfMonth,
  isIsoDate,
  isoOf,
  monthDay,
  weekdayName,
  weekdayOf,
} from '#src/domain/dates.ts'
import { Refusal } from '#src/domain/refusal.ts'

describe('isIsoDate', () => {
  it.each(['2021-06-08', '2020-02-29', '2000-02-29', '2021-12-31', '0001-01-01'])('takes %s', (text) => {
    expect(isIsoDate(text)).toBe(true)
  })
  it.each(['2021-02-29', '2021-02-30', '2021-13-01', '2021-00-10', '2021-06-31', '2021-06-00', '1900-02-29'])(
    'knows that there is no %s',
    (text) => expect(isIsoDate(text)).toBe(false),
  )
  it.each(['', '2021-6-8', '6月8日', '2021/06/08', '2021-06-08T00:00', '2021-06-0x', ' 2021-06-08', '20210608'])(
    'refuses the writing %s',
    (text) => {
      expect(isIsoDate(text)).toBe(false)
      expect(() => dayOf(text)).toThrow(Refusal)
    },
  )
})

describe('days', () => {
  it('counts from 1970-01-01, a Thursday', () => {
    expect(dayOf('1970-01-01')).toBe(0)
    expect(weekdayOf('1970-01-01')).toBe(4)
    expect(dayOf('1969-12-31')).toBe(-1)
    expect(dayOf('2021-06-04')).toBe(18_782)
  })
  it('agrees with the proleptic calendar of Date on every day of 1900 to 2100', () => {
    const first = dayOf('1900-01-01')
    expect(first).toBe(-25_567)
    const all = Array.from({ length: dayOf('2100-12-31') - first + 1 }, (_, index) => first + index)
    const wrong = all.filter((day) => {
      const date = new Date(day * 86_400_000)
      const iso = date.toISOString().slice(0, 10)
      return isoOf(day) !== iso || dayOf(iso) !== day || weekdayOf(iso) !== (date.getUTCDay() || 7)
    })
    expect(wrong).toEqual([])
  })
  it('there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_528, max: 2_900_000 }), (day) => {
        expect(dayOf(isoOf(day))).toBe(day)
      }),
    )
  })
  it('names weekdays and days as people say them', () => {
    expect(weekdayName('2021-06-04')).toBe('五')
    expect(weekdayName('2021-06-06')).toBe('日')
    expect(monthDay('2021-06-08')).toBe('6月8日')
    expect(addDays('2021-12-31', 1)).toBe('2022-01-01')
    expect(addDays('2021-03-01', -1)).toBe('2021-02-28')
  })
})

describe('addMonths', () => {
  it.each([
    ['2021-06-04', 1, '2021-07-04'],
    ['2021-01-31', 1, '2021-02-28'],
    ['2020-01-31', 1, '2020-02-29'],
    ['2021-11-30', 3, '2022-02-28'],
    ['2021-06-04', 12, '2022-06-04'],
    ['2021-03-31', -1, '2021-02-28'],
    ['2021-01-15', -1, '2020-12-15'],
  ])('%s and %i months is %s (民法典 202)', (from, months, to) => {
    expect(addMonths(from, months)).toBe(to)
  })
  it('knows the ends of months', () => {
    expect(endOfMonth('2021-02-01')).toBe('2021-02-28')
    expect(endOfMonth('2024-02-29')).toBe('2024-02-29')
    expect(endOfMonth('2021-12-31')).toBe('2021-12-31')
  })
})
