import { indexOf, workdayAt, worksAt, type Calendar } from './calendar-table.ts'
import { dayOf, isoOf, type IsoDate } from './dates.ts'
import { Refusal } from './refusal.ts'

export { buildCalendar, covers, provisionalReason } from './calendar-table.ts'
export type { Calendar, CalendarLayer, CalendarYear, HolidayNotice } from './calendar-table.ts'
export type { Festival } from './festivals.ts'

export type DayReason = 'workday' | 'weekend' | 'holiday' | 'makeup'

export interface DayKind {
  readonly date: IsoDate
  readonly workday: boolean
  readonly reason: DayReason
  /** The festival of a holiday or of a make-up workday. */
  readonly name?: string
  /** Later than the last published notice. */
  readonly provisional: boolean
}

/** What kind of day this is. All functions here refuse a text that is no date, and a date outside the tables. */
export function dayKind(cal: Calendar, date: IsoDate): DayKind {
  const workday = worksAt(cal, indexOf(cal, date))
  const named = cal.named.get(dayOf(date))
  const provisional = isProvisional(cal, date)
  if (named === undefined) return { date, workday, reason: workday ? 'workday' : 'weekend', provisional }
  return { date, workday, reason: workday ? 'makeup' : 'holiday', name: named.name, provisional }
}

export function isWorkday(cal: Calendar, date: IsoDate): boolean {
  return worksAt(cal, indexOf(cal, date))
}

/** Whether an answer that depends on this day may change when its year's notice is published. */
export function isProvisional(cal: Calendar, date: IsoDate): boolean {
  return date > cal.knownUntil
}

export interface CountedDays {
  readonly workdays: number
  readonly provisional: boolean
}

/**
 * Working days after `from`, up to and including `to`. The other way round the same number, negative: from the 8th
 * back to the 4th is -2 where from the 4th to the 8th is 2. 0 only when no working day lies between.
 */
export function countWorkdays(cal: Calendar, from: IsoDate, to: IsoDate): CountedDays {
  // A negative number through subtraction alone keeps count(a, c) = count(a, b) + count(b, c) for every order of the three.
  const start = indexOf(cal, from)
  const end = indexOf(cal, to)
  return { workdays: upTo(cal, end) - upTo(cal, start), provisional: cal.first + Math.max(start, end) > cal.known }
}

const upTo = (cal: Calendar, index: number): number => cal.before[index + 1] ?? 0
const below = (cal: Calendar, index: number): number => cal.before[index] ?? 0

export interface AddedDays {
  readonly date: IsoDate
  readonly provisional: boolean
}

/**
 * The nth working day after `from`, `from` itself not counted; for negative n the nth before it. Refuses n = 0 (whether
 * a rest day should stay or move is another question: lastWorkdayOnOrBefore, firstWorkdayOnOrAfter) and fractions.
 */
export function addWorkdays(cal: Calendar, from: IsoDate, n: number): AddedDays {
  if (!Number.isInteger(n) || n === 0) throw new Refusal(`工作日数「${n}」不对:应为 1 以上的整数,往前数用负数,例如 3`)
  const index = indexOf(cal, from)
  const rank = n > 0 ? upTo(cal, index) + n - 1 : below(cal, index) + n
  const date = workdayAt(cal, rank, `${from} ${n > 0 ? '之后' : '之前'}第${Math.abs(n)}个工作日`)
  return { date, provisional: isProvisional(cal, from > date ? from : date) }
}

/** The working days after `from`, up to and including `to`, in order; none when `to` is not later. */
export function workdaysBetween(cal: Calendar, from: IsoDate, to: IsoDate): IsoDate[] {
  const start = upTo(cal, indexOf(cal, from))
  const end = upTo(cal, indexOf(cal, to))
  return end <= start ? [] : Array.from(cal.workdays.subarray(start, end), isoOf)
}

export interface RestDay {
  readonly date: IsoDate
  readonly reason: 'weekend' | 'holiday'
  readonly name?: string
}

/** The rest days after `from`, up to and including `to`, for the sentence 12–14日端午不算. */
export function restDaysBetween(cal: Calendar, from: IsoDate, to: IsoDate): RestDay[] {
  const result: RestDay[] = []
  const end = indexOf(cal, to)
  for (let index = indexOf(cal, from) + 1; index <= end; index++) {
    if (worksAt(cal, index)) continue
    const date = isoOf(cal.first + index)
    const name = cal.named.get(cal.first + index)?.name
    result.push(name === undefined ? { date, reason: 'weekend' } : { date, reason: 'holiday', name })
  }
  return result
}

/** The date itself when it is a working day, else the last one before it. */
export function lastWorkdayOnOrBefore(cal: Calendar, date: IsoDate): IsoDate {
  return workdayAt(cal, upTo(cal, indexOf(cal, date)) - 1, `${date} 之前的工作日`)
}

/** The date itself when it is a working day, else the first one after it. */
export function firstWorkdayOnOrAfter(cal: Calendar, date: IsoDate): IsoDate {
  return workdayAt(cal, below(cal, indexOf(cal, date)), `${date} 之后的工作日`)
}

/** The first working day strictly after the date. */
export function nextWorkday(cal: Calendar, date: IsoDate): IsoDate {
  return workdayAt(cal, upTo(cal, indexOf(cal, date)), `${date} 之后的工作日`)
}
