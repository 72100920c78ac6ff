import { dayOf, isoOf, weekdayOfDay, type Day, type IsoDate } from './dates.ts'
import { lastLunarYear, projectedFestivals, type Festival } from './festivals.ts'
import { Refusal } from './refusal.ts'

/** A notice of the State Council; `number` is null where it has not been verified. */
export interface HolidayNotice {
  readonly number: string | null
  readonly date: IsoDate
  readonly title: string
  readonly festivals: readonly Festival[]
}

/** One file of data/calendar: the notices of a year in the order of their dates; a later one replaces the festivals it names. */
export interface CalendarYear {
  readonly year: number
  readonly notices: readonly HolidayNotice[]
}

/** Days off and workdays of a province or an office that override what lies below (办法 art. 4: local festivals). */
export interface CalendarLayer {
  readonly name: string
  readonly festivals: readonly Festival[]
}

export type Named = { readonly workday: boolean; readonly name: string }

/** Immutable; replaced whole when a notice is imported. Days are counted from `first`. */
export interface Calendar {
  readonly firstYear: number
  /** The last year of the tables. */
  readonly lastYear: number
  /** The last day of the last published notice; every answer that needs a later day is provisional. */
  readonly knownUntil: IsoDate
  readonly first: Day
  readonly known: Day
  /** Working days before first + index; one entry more than there are days. */
  readonly before: Uint16Array
  /** The working days in order. */
  readonly workdays: Int32Array
  readonly named: ReadonlyMap<Day, Named>
}

const atLeastUntil = 2040
// 春节 and 国庆 alone are 8 days; longest run off since 2004: 10. A table that ends in a holiday would cut "next working day" short.
const yearsBeyond = 10

/**
 * Builds the tables from the yearly files and the layers above them (national → province → office, the later wins).
 * Days before 1 January of the first year are outside; years after the last one are projected and provisional.
 * Throws a Refusal when years are missing in between.
 */
export function buildCalendar(years: readonly CalendarYear[], layers: readonly CalendarLayer[] = []): Calendar {
  const sorted = years.toSorted((a, b) => a.year - b.year)
  const firstYear = sorted[0]?.year
  const lastKnown = sorted.at(-1)?.year
  if (firstYear === undefined || lastKnown === undefined)
    throw new Refusal('日历没有数据:data/calendar 里应有 2019.json 等文件')
  for (const [index, { year }] of sorted.entries()) {
    if (year !== firstYear + index)
      throw new Refusal(`日历缺 ${firstYear + index} 年的数据:年份应连续,请补 ${firstYear + index}.json`)
  }
  const lastYear = Math.max(atLeastUntil, lastKnown + yearsBeyond)
  const named = new Map<Day, Named>()
  for (const year of sorted) apply(named, inForce(year))
  for (let year = lastKnown + 1; year <= lastYear; year++) apply(named, projectedFestivals(year))
  for (const layer of layers) apply(named, layer.festivals)
  const knownUntil = `${lastKnown}-12-31`
  const first = dayOf(`${firstYear}-01-01`)
  return { firstYear, lastYear, knownUntil, first, known: dayOf(knownUntil), named, ...count(first, lastYear, named) }
}

function inForce({ notices }: CalendarYear): Iterable<Festival> {
  return new Map(notices.flatMap((notice) => notice.festivals).map((festival) => [festival.name, festival])).values()
}

function apply(named: Map<Day, Named>, festivals: Iterable<Festival>): void {
  for (const { name, off, work } of festivals) {
    for (const [from, to] of off) {
      for (let day = dayOf(from); day <= dayOf(to); day++) named.set(day, { workday: false, name })
    }
    for (const date of work) named.set(dayOf(date), { workday: true, name })
  }
}

function count(first: Day, lastYear: number, named: ReadonlyMap<Day, Named>): Pick<Calendar, 'before' | 'workdays'> {
  const days = dayOf(`${lastYear}-12-31`) - first + 1
  const before = new Uint16Array(days + 1)
  const workdays: Day[] = []
  for (let index = 0; index < days; index++) {
    const day = first + index
    before[index] = workdays.length
    if (named.get(day)?.workday ?? weekdayOfDay(day) <= 5) workdays.push(day)
  }
  before[days] = workdays.length
  return { before, workdays: Int32Array.from(workdays) }
}

/** Why an answer about this year is provisional, in words; empty for a year whose notice is in. */
export function provisionalReason(cal: Calendar, year: number): string {
  if (year <= Number(cal.knownUntil.slice(0, 4))) return ''
  const rule = year <= lastLunarYear ? '暂按法定节日推算' : '暂只按周末和元旦、劳动节、国庆节推算'
  return `${year}年放假安排尚未公布,${rule},公布后自动更正`
}

/** Whether the tables hold this date. */
export function covers(cal: Calendar, date: IsoDate): boolean {
  const index = dayOf(date) - cal.first
  return index >= 0 && index < cal.before.length - 1
}

/** Place of the date in the tables. Refuses a date outside them. */
export function indexOf(cal: Calendar, date: IsoDate): number {
  const index = dayOf(date) - cal.first
  if (index < 0 || index >= cal.before.length - 1) throw outside(cal, date)
  return index
}

export function outside(cal: Calendar, date: string): Refusal {
  return new Refusal(
    `工作日历不含 ${date}:现有 ${cal.firstYear}年至${cal.lastYear}年的日历,请用这之间的日期,例如 ${cal.knownUntil.slice(0, 4)}-06-08`,
  )
}

export const worksAt = (cal: Calendar, index: number): boolean => cal.before[index] !== cal.before[index + 1]

/** The date of the nth working day of the tables (0 the first); refuses one outside. */
export function workdayAt(cal: Calendar, rank: number, asked: string): IsoDate {
  const day = cal.workdays[rank]
  if (day === undefined) throw outside(cal, asked)
  return isoOf(day)
}
