import { Refusal } from './refusal.ts'

/** An Asia/Shanghai calendar day, 'YYYY-MM-DD'. Sorts as text. */
export type IsoDate = string
/** Days since 1970-01-01. */
export type Day = number

const dash = 45
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const daysBeforeMonth = monthLengths.map((_, month) => monthLengths.slice(0, month).reduce((a, b) => a + b, 0))
const weekdayNames = ['一', '二', '三', '四', '五', '六', '日']

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** 28 to 31; 0 for a month that does not exist. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (monthLengths[month - 1] ?? 0)
}

const noDay = -1_000_000_000

// Own arithmetic on integers: Date would bring a time zone with it, and parsing is what counting working days costs.
function parse(iso: string): Day {
  if (iso.length !== 10 || iso.charCodeAt(4) !== dash || iso.charCodeAt(7) !== dash) return noDay
  const year = pair(iso, 0) * 100 + pair(iso, 2)
  const month = pair(iso, 5)
  const day = pair(iso, 8)
  // A character that is no digit makes its number far below 0.
  if (year < 0 || day < 1 || month < 1 || month > 12 || day > daysInMonth(year, month)) return noDay
  return dayFromParts(year, month, day)
}

function pair(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >>> 0 > 9 || ones >>> 0 > 9 ? -100_000 : tens * 10 + ones
}

// For the years 0 to 9999, where whole division is `| 0`.
function dayFromParts(year: number, month: number, day: number): Day {
  const past = year - 1
  const leapDays = year === 0 ? -1 : ((past / 4) | 0) - ((past / 100) | 0) + ((past / 400) | 0)
  const leapDay = month > 2 && isLeap(year) ? 1 : 0
  return past * 365 + leapDays + (daysBeforeMonth[month - 1] ?? 0) + leapDay + day - 719_163
}

/** Whether the text is a real date written YYYY-MM-DD (2021-02-30 is not). */
export function isIsoDate(text: string): boolean {
  return parse(text) !== noDay
}

/** Days since 1970-01-01. Refuses what is not a real date. */
export function dayOf(iso: IsoDate): Day {
  const day = parse(iso)
  if (day === noDay) throw new Refusal(`日期「${iso}」不对:应为存在的日期,写成 年-月-日,例如 2021-06-08`)
  return day
}

export interface DateParts {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  /** 1 to 31. */
  readonly day: number
}

export function partsOf(day: Day): DateParts {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`)

/** 'YYYY-MM-DD' of a day of the years 0 to 9999. */
export function isoOf(day: Day): IsoDate {
  const { year, month, day: dayOfMonth } = partsOf(day)
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(dayOfMonth)}`
}

/** The date of these parts, or null when there is none (31 June). */
export function isoFrom(year: number, month: number, day: number): IsoDate | null {
  return day >= 1 && day <= daysInMonth(year, month) ? isoOf(dayFromParts(year, month, day)) : null
}

/** 1 Monday … 7 Sunday. */
export function weekdayOf(iso: IsoDate): number {
  return weekdayOfDay(dayOf(iso))
}

/** 1 Monday … 7 Sunday. 1970-01-01 was a Thursday. */
export function weekdayOfDay(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

/** 一 … 日, to be put after 周. */
export function weekdayName(iso: IsoDate): string {
  return weekdayNames[weekdayOf(iso) - 1] ?? ''
}

/** '2021-06-08' → '6月8日'. */
export function monthDay(iso: IsoDate): string {
  const { month, day } = partsOf(dayOf(iso))
  return `${month}月${day}日`
}

export function yearOf(iso: IsoDate): number {
  return partsOf(dayOf(iso)).year
}

export function addDays(iso: IsoDate, days: number): IsoDate {
  return isoOf(dayOf(iso) + days)
}

/** The same-numbered day n months on, else that month's last day (民法典 202). */
export function addMonths(iso: IsoDate, months: number): IsoDate {
  const { year, month, day } = partsOf(dayOf(iso))
  const count = year * 12 + month - 1 + months
  const toYear = Math.floor(count / 12)
  const toMonth = count - toYear * 12 + 1
  return isoOf(dayFromParts(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth))))
}

/** The last day of the month the date lies in. */
export function endOfMonth(iso: IsoDate): IsoDate {
  const { year, month } = partsOf(dayOf(iso))
  return isoOf(dayFromParts(year, month, daysInMonth(year, month)))
}
