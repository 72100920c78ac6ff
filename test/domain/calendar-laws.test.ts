import chineseDays from 'chinese-days'
import { isWorkday as packageWorkday } from 'chinese-workday'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { calendarYears, nationalCalendar } from '#src/calendar.ts'
import { addWorkdays, buildCalendar, countWorkdays, isWorkday, type CalendarLayer } from '#src/domain/calendar.ts'
import { addDays, dayOf, isoOf, weekdayOf } from '#src/domain/dates.ts'
import { projectedFestivals } from '#src/domain/festivals.ts'

const cal = nationalCalendar()

function days(from: string, to: string): string[] {
  return Array.from({ length: dayOf(to) - dayOf(from) + 1 }, (_, index) => addDays(from, index))
}

/** Weekdays off less make-up days. */
function balance(year: number): number {
  return days(`${year}-01-01`, `${year}-12-31`).reduce((sum, date) => {
    const weekday = weekdayOf(date) <= 5
    return sum + (weekday && !isWorkday(cal, date) ? 1 : 0) - (!weekday && isWorkday(cal, date) ? 1 : 0)
  }, 0)
}

const count = (from: string, to: string): number => countWorkdays(cal, from, to).workdays

describe('two witnesses, day by day', () => {
  const all = days('2019-01-01', cal.knownUntil)

  it('chinese-workday differs only where the notice is known to say otherwise', () => {
    // 2020: the extension of 26 January 2020 is missing there. 2023: it has a day off the notice does not have.
    const known = ['2020-01-31', '2020-02-01', '2023-01-03']
    expect(all.filter((date) => packageWorkday(date) !== isWorkday(cal, date))).toEqual(known)
  })
  it('chinese-days agrees on every day', () => {
    expect(all.filter((date) => chineseDays.isWorkday(date) !== isWorkday(cal, date))).toEqual([])
  })
  it('balances: weekdays off less make-up days are the statutory days of the year', () => {
    // 2020: 11 and the two days of the extension (31 January off, 1 February no longer worked). The make-up days and
    // weekend off at New Year of 2019 and 2023 lie in the years before.
    expect([2020, 2021, 2022, 2024, 2025, 2026].map(balance)).toEqual([13, 11, 11, 11, 13, 13])
  })
})

describe('the projection', () => {
  it.each([2025, 2026])('has every weekday off of %i', (year) => {
    const projected = projectedFestivals(year).flatMap(({ off }) => off.flatMap(([from, to]) => days(from, to)))
    const weekdaysOff = days(`${year}-01-01`, `${year}-12-31`).filter((d) => weekdayOf(d) <= 5 && !isWorkday(cal, d))
    expect(projected.filter((date) => weekdayOf(date) <= 5).toSorted()).toEqual(weekdaysOff)
  })
})

describe('layers', () => {
  const hubei: CalendarLayer = {
    name: '湖北省',
    festivals: [{ name: '春节延长', off: [['2020-02-03', '2020-02-13']], work: [] }],
  }
  it('Hubei worked from 14 February 2020', () => {
    const layered = buildCalendar(calendarYears(), [hubei])
    expect(addWorkdays(layered, '2020-01-23', 1).date).toBe('2020-02-14')
    expect(countWorkdays(layered, '2020-02-02', '2020-02-14').workdays).toBe(1)
    expect(countWorkdays(cal, '2020-02-02', '2020-02-14').workdays).toBe(10)
  })
  it('the later layer wins, also over a national make-up day', () => {
    const office = { name: '本单位', festivals: [{ name: '值班', off: [], work: ['2020-02-13', '2020-02-15'] }] }
    const layered = buildCalendar(calendarYears(), [hubei, office])
    expect(isWorkday(layered, '2020-02-13')).toBe(true)
    expect(isWorkday(layered, '2020-02-15')).toBe(true)
    expect(isWorkday(layered, '2020-02-12')).toBe(false)
    const guangxi = {
      name: '广西',
      festivals: [
        { name: '三月三', off: [['2021-04-14', '2021-04-16'] as const], work: ['2021-04-18'] },
        { name: '', off: [['2021-04-25', '2021-04-25'] as const], work: [] },
      ],
    }
    expect(isWorkday(buildCalendar(calendarYears(), [guangxi]), '2021-04-25')).toBe(false)
    expect(isWorkday(buildCalendar(calendarYears(), []), '2021-04-25')).toBe(true)
  })
  it('refuses years with a gap', () => {
    expect(() => buildCalendar(calendarYears().filter(({ year }) => year !== 2021))).toThrow(/缺 2021 年/)
    expect(() => buildCalendar([])).toThrow(/没有数据/)
  })
})

describe('properties', () => {
  const date = fc.integer({ min: dayOf('2019-02-01'), max: dayOf('2037-06-01') }).map(isoOf)
  const n = fc.integer({ min: 1, max: 300 })

  it('count(a, c) = count(a, b) + count(b, c), in any order', () => {
    fc.assert(
      fc.property(date, date, date, (a, b, c) => {
        expect(count(a, c)).toBe(count(a, b) + count(b, c))
      }),
    )
  })
  it('add undoes count when the end works', () => {
    fc.assert(
      fc.property(date, date, (a, b) => {
        fc.pre(isWorkday(cal, b) && count(a, b) > 0)
        expect(addWorkdays(cal, a, count(a, b)).date).toBe(b)
      }),
    )
  })
  it('add(add(a, m), n) = add(a, m + n), and it works that day', () => {
    fc.assert(
      fc.property(date, n, n, (a, m, k) => {
        const twice = addWorkdays(cal, addWorkdays(cal, a, m).date, k).date
        expect(twice).toBe(addWorkdays(cal, a, m + k).date)
        expect(isWorkday(cal, twice)).toBe(true)
      }),
    )
  })
  it('add there and back again', () => {
    fc.assert(
      fc.property(date, n, (a, k) => {
        fc.pre(isWorkday(cal, a) && a > '2021-01-01')
        expect(addWorkdays(cal, addWorkdays(cal, a, k).date, -k).date).toBe(a)
      }),
    )
  })
  it('equals the loop over days', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: 0, max: 800 }), (a, length) => {
        const b = addDays(a, length)
        const looped = days(a, b).filter((day) => day > a && isWorkday(cal, day)).length
        expect(count(a, b)).toBe(looped)
      }),
    )
  })
})
