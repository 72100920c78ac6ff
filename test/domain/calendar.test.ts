import { describe, expect, it } from 'vitest'

import { nationalCalendar } from '#src/calendar.ts'
import {
  addWorkdays,
  countWorkdays,
  dayKind,
  firstWorkdayOnOrAfter,
  isWorkday,
  lastWorkdayOnOrBefore,
  nextWorkday,
  provisionalReason,
  restDaysBetween,
  workdaysBetween,
} from '#src/domain/calendar.ts'
import { addDays } from '#src/domain/dates.ts'
import { Refusal } from '#src/domain/refusal.ts'

const cal = nationalCalendar()
const count = (from: string, to: string): number => countWorkdays(cal, from, to).workdays

describe('addWorkdays: the start does not count', () => {
  it.each([
    ['2021-06-04', 3, '2021-06-09'],
    ['2021-06-04', 7, '2021-06-16'],
    ['2021-06-04', 20, '2021-07-05'],
    ['2021-06-04', 40, '2021-08-02'],
    ['2021-06-05', 3, '2021-06-09'],
    ['2021-06-06', 3, '2021-06-09'],
    ['2021-06-10', 3, '2021-06-16'],
    ['2021-06-11', 1, '2021-06-15'],
    ['2021-09-17', 1, '2021-09-18'],
    ['2021-09-30', 1, '2021-10-08'],
    ['2020-01-23', 1, '2020-02-03'],
    ['2020-01-22', 7, '2020-02-10'],
    ['2022-12-29', 3, '2023-01-04'],
    ['2023-09-28', 7, '2023-10-13'],
    ['2024-02-08', 1, '2024-02-09'],
    ['2024-02-09', 1, '2024-02-18'],
    ['2025-01-24', 3, '2025-02-05'],
    ['2026-02-13', 1, '2026-02-14'],
    ['2026-02-14', 1, '2026-02-24'],
    ['2026-09-18', 1, '2026-09-20'],
    ['2026-09-30', 3, '2026-10-10'],
  ])('%s + %i = %s', (from, n, date) => {
    expect(addWorkdays(cal, from, n)).toEqual({ date, provisional: false })
    expect(isWorkday(cal, date)).toBe(true)
  })
  it('goes back for a negative number', () => {
    expect(addWorkdays(cal, '2021-06-15', -1).date).toBe('2021-06-11')
    expect(addWorkdays(cal, '2021-06-13', -1).date).toBe('2021-06-11')
    expect(addWorkdays(cal, '2021-06-08', -2).date).toBe('2021-06-04')
  })
  it.each([0, 0.5, Number.NaN, 1e9])('refuses %d', (n) => {
    expect(() => addWorkdays(cal, '2021-06-04', n)).toThrow(Refusal)
  })
})

describe('countWorkdays: after the start, up to and including the end', () => {
  it.each([
    ['2021-06-04', '2021-06-06', 0],
    ['2021-06-04', '2021-06-08', 2],
    ['2021-06-11', '2021-06-15', 1],
    ['2021-04-30', '2021-05-10', 4],
    ['2020-01-19', '2020-02-03', 5],
    ['2022-12-30', '2023-01-03', 1],
    ['2021-12-31', '2022-01-04', 1],
    ['2025-12-31', '2026-01-05', 2],
    ['2021-06-04', '2021-06-04', 0],
  ])('%s → %s = %i', (from, to, n) => {
    expect(count(from, to)).toBe(n)
    expect(workdaysBetween(cal, from, to)).toHaveLength(n)
    expect(count(to, from)).toBe(n === 0 ? 0 : -n)
  })
  it('has the working days of every known year', () => {
    const years = [2020, 2021, 2022, 2023, 2024, 2025, 2026]
    expect(years.map((year) => count(`${year - 1}-12-31`, `${year}-12-31`))).toEqual([
      249, 250, 249, 249, 251, 248, 248,
    ])
    expect(count('2019-01-01', '2019-12-31')).toBe(250)
  })
  it('lists the days counted and the days passed over', () => {
    expect(workdaysBetween(cal, '2021-06-10', '2021-06-16')).toEqual(['2021-06-11', '2021-06-15', '2021-06-16'])
    expect(workdaysBetween(cal, '2021-06-16', '2021-06-10')).toEqual([])
    expect(restDaysBetween(cal, '2021-06-05', '2021-06-15')).toEqual([
      { date: '2021-06-06', reason: 'weekend' },
      { date: '2021-06-12', reason: 'holiday', name: '端午节' },
      { date: '2021-06-13', reason: 'holiday', name: '端午节' },
      { date: '2021-06-14', reason: 'holiday', name: '端午节' },
    ])
  })
})

describe('dayKind', () => {
  it.each([
    ['2021-06-04', true, 'workday', undefined],
    ['2021-06-06', false, 'weekend', undefined],
    ['2021-06-14', false, 'holiday', '端午节'],
    ['2021-09-18', true, 'makeup', '中秋节'],
    ['2019-04-06', false, 'weekend', undefined],
    ['2022-12-31', false, 'holiday', '元旦'],
    ['2020-10-01', false, 'holiday', '国庆节、中秋节'],
    ['2024-02-09', true, 'workday', undefined],
    ['2025-09-03', true, 'workday', undefined],
    ['2021-03-08', true, 'workday', undefined],
  ])('%s', (date, workday, reason, name) => {
    expect(dayKind(cal, date)).toEqual({ date, workday, reason, provisional: false, ...(name ? { name } : {}) })
  })
  it('has the changes of 22 March 2019 and 26 January 2020', () => {
    const off = ['2019-05-02', '2019-05-03', '2020-01-31', '2020-02-01', '2020-02-02']
    expect(off.filter((date) => isWorkday(cal, date))).toEqual([])
    expect(['2019-04-28', '2019-05-05', '2020-02-03'].filter((date) => !isWorkday(cal, date))).toEqual([])
  })
  it('works through both weekend days, and Sundays far ahead', () => {
    const worked = ['2022-10-08', '2022-10-09', '2023-01-28', '2023-01-29', '2026-09-20', '2021-04-25']
    expect(worked.map((date) => dayKind(cal, date).reason)).toEqual(Array(6).fill('makeup'))
  })
  it('between 6 May and 17 September 2021 has one weekday off', () => {
    const off = restDaysBetween(cal, '2021-05-06', '2021-09-17').filter(({ date }) => count(date, date) === 0)
    expect(off.filter(({ reason, date }) => reason === 'holiday' && date === '2021-06-14')).toHaveLength(1)
    expect(off.filter(({ reason }) => reason === 'holiday').map(({ date }) => date)).toEqual([
      '2021-06-12',
      '2021-06-13',
      '2021-06-14',
    ])
  })
})

describe('the working day beside a rest day', () => {
  it('reaches over the longest holidays', () => {
    expect(nextWorkday(cal, '2020-01-23')).toBe('2020-02-03')
    expect(firstWorkdayOnOrAfter(cal, '2026-02-15')).toBe('2026-02-24')
    expect(lastWorkdayOnOrBefore(cal, '2021-10-07')).toBe('2021-09-30')
    expect(lastWorkdayOnOrBefore(cal, '2021-06-06')).toBe('2021-06-04')
  })
  it('leaves a working day where it is, and nextWorkday does not', () => {
    expect(firstWorkdayOnOrAfter(cal, '2021-06-08')).toBe('2021-06-08')
    expect(lastWorkdayOnOrBefore(cal, '2021-06-08')).toBe('2021-06-08')
    expect(nextWorkday(cal, '2021-06-08')).toBe('2021-06-09')
  })
})

describe('outside the notices', () => {
  it('says so before the first year, and for no date', () => {
    expect(() => count('2018-12-31', '2019-01-02')).toThrow(/2018-12-31.*2019年/)
    expect(() => isWorkday(cal, '2021-02-30')).toThrow(Refusal)
    expect(() => isWorkday(cal, '2041-01-01')).toThrow(Refusal)
    expect(() => addWorkdays(cal, '2040-12-31', 1)).toThrow(Refusal)
  })
  it('answers provisionally after the last one, with the reason', () => {
    expect(countWorkdays(cal, '2026-12-31', '2027-01-04')).toEqual({ workdays: 1, provisional: true })
    expect(addWorkdays(cal, '2026-12-31', 1)).toEqual({ date: '2027-01-04', provisional: true })
    expect(dayKind(cal, '2027-10-01')).toMatchObject({ workday: false, reason: 'holiday', provisional: true })
    expect(provisionalReason(cal, 2027)).toBe('2027年放假安排尚未公布,暂按法定节日推算,公布后自动更正')
    expect(provisionalReason(cal, 2031)).toContain('元旦、劳动节、国庆节')
    expect(provisionalReason(cal, 2026)).toBe('')
  })
  it('projects 2027 as the rule of 2024 has it', () => {
    const off = restDaysBetween(cal, '2026-12-31', '2027-12-31').filter(({ reason }) => reason === 'holiday')
    const spans = off.map(({ date }) => date).filter((date, i, all) => all[i - 1] !== addDays(date, -1))
    expect(spans).toEqual([
      '2027-01-01',
      '2027-02-05',
      '2027-04-03',
      '2027-05-01',
      '2027-06-09',
      '2027-09-15',
      '2027-10-01',
    ])
    expect(off).toHaveLength(3 + 8 + 3 + 5 + 1 + 1 + 7)
  })
})
