import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { calendarYears, nationalCalendar, readCalendarYear } from '#src/calendar.ts'

const good = {
  year: 2030,
  notices: [
    {
      number: null,
      date: '2029-11-01',
      title: '国务院办公厅关于2030年部分节假日安排的通知',
      festivals: [{ name: '元旦', off: [['2030-01-01', '2030-01-01']], work: [] as string[] }],
    },
  ],
}
const text = (change: (data: typeof good) => void): string => {
  const data = structuredClone(good)
  change(data)
  return JSON.stringify(data)
}

describe('the files of data/calendar', () => {
  it('are 2019 to 2026 at least, each with its notice', () => {
    const years = calendarYears().filter(({ year }) => year >= 2019)
    expect(years.map(({ year }) => year).slice(0, 8)).toEqual([2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026])
    for (const { year, notices } of years) {
      expect(notices[0]?.title).toBe(`国务院办公厅关于${year}年部分节假日安排的通知`)
      expect(notices.every(({ date }, index) => index === 0 || date > (notices[index - 1]?.date ?? ''))).toBe(true)
    }
    expect(years[0]?.notices[1]?.date).toBe('2019-03-22')
    expect(years[1]?.notices[1]?.date).toBe('2020-01-26')
  })
  it('make the national calendar', () => {
    const cal = nationalCalendar()
    expect(cal.firstYear).toBeLessThanOrEqual(2019)
    expect(cal.knownUntil >= '2026-12-31').toBe(true)
    expect(cal.lastYear).toBeGreaterThanOrEqual(2040)
  })
  it('are read from the folder named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'calendar-'))
    writeFileSync(join(folder, '2030.json'), JSON.stringify(good))
    writeFileSync(join(folder, 'README.md'), 'not a year')
    expect(calendarYears(folder)).toEqual([good])
    rmSync(folder, { recursive: true })
  })
})

describe('a file that is wrong is named, with the place', () => {
  it.each([
    ['{', /2030\.json 不是 JSON/],
    [text((data) => (data.year = 2031)), /2030\.json 里写的是 2031 年/],
    [text((data) => data.notices.splice(0)), /2030\.json 的 notices/],
    [text((data) => (data.notices[0]!.date = '2029-02-30')), /notices\.0\.date 不对:应为存在的日期/],
    [text((data) => data.notices[0]!.festivals[0]!.work.push('2030-13-01')), /notices\.0\.festivals\.0\.work\.0/],
    [
      text((data) => (data.notices[0]!.festivals[0]!.off[0] = ['2030-01-03', '2030-01-01'])),
      /off\.0 不对:开始日期应不晚于结束日期/,
    ],
    [JSON.stringify({ ...good, extra: 1 }), /2030\.json 的 内容 不对/],
  ])('%#', (content, message) => {
    expect(() => readCalendarYear('2030.json', content)).toThrow(message)
  })
})
