import { addDays, addMonths, dayOf, isoFrom, partsOf, weekdayName, weekdayOf, type IsoDate } from '../dates.ts'
import { number, numberOf } from './text.ts'
import type { ReadingContext } from './reading.ts'

/** Sources of regular expressions. The alternatives of a date share the names of their groups. */
export const yearSource = '(?:(?<year>\\d{4}|[〇零一二三四五六七八九]{4}|今|本|明|去)年)'
export const monthSource = `(?<month>${number}|本|当|这个|下个?|次)`
export const dateSource =
  `(?:(?<year>\\d{4})(?<dot>[-./])(?<month>\\d{1,2})\\k<dot>(?<day>\\d{1,2})(?!\\d)日?` +
  `|${yearSource}?${monthSource}月份?(?<day>${number})[日号]` +
  `|(?<![\\d./-])(?<month>\\d{1,2})[./](?<day>\\d{1,2})(?![\\d%./]))`
export const weekdaySource = '(?:\\(?(?:星期|周|礼拜)(?<weekday>[一二三四五六日天])\\)?)'

const weekdays = '一二三四五六日'

/** 1 Monday … 7 Sunday. */
export const weekdayNumber = (name: string): number => weekdays.indexOf(name === '天' ? '日' : name) + 1

export interface ResolvedDate {
  readonly date: IsoDate
  readonly doubt?: string
  readonly alternative?: IsoDate
}

export interface NoSuchDate {
  readonly missing: string
}

/** The year of 今年, 明年, 二〇二一年; undefined where no year is written. */
export function yearNumber(words: string | undefined, published: IsoDate): number | undefined {
  if (words === undefined) return undefined
  const { year: now } = partsOf(dayOf(published))
  if (words === '今' || words === '本') return now
  if (words === '明') return now + 1
  return words === '去' ? now - 1 : numberOf(words)
}

// A circular that comes late names a day just gone; further back the next year is meant.
const lateDays = 31
// A day of next year this far off is rather a slip than a deadline: said, not corrected.
const farDays = 180

/** The date of year, month and day as written. Without a year: the first such date on or after publication. */
export function resolveDate(
  words: { year?: string | undefined; month: string; day: string },
  { published }: Pick<ReadingContext, 'published'>,
): ResolvedDate | NoSuchDate {
  const day = numberOf(words.day)
  const relative = relativeMonth(words.month, published)
  const inMonth = relative ?? { year: yearNumber(words.year, published), month: numberOf(words.month) }
  const name = `${inMonth.month}月${day}日`
  if (inMonth.year !== undefined) {
    const date = isoFrom(inMonth.year, inMonth.month, day)
    return date === null ? { missing: `没有${relative === null ? `${inMonth.year}年` : ''}${name}` } : { date }
  }
  return chooseYear(published, (year) => isoFrom(year, inMonth.month, day), name) ?? { missing: `没有${name}` }
}

/** The year that is not written: the first such date on or after publication, unless it went by shortly before. */
export function chooseYear(
  published: IsoDate,
  inYear: (year: number) => IsoDate | null,
  name: string,
): ResolvedDate | null {
  const { year: now } = partsOf(dayOf(published))
  const [before, same, next] = [inYear(now - 1), inYear(now), inYear(now + 1)]
  if (same === null) return null
  const coming = same >= published ? same : next
  const gone = same < published ? same : before
  if (gone !== null && dayOf(published) - dayOf(gone) <= lateDays) {
    return { date: gone, doubt: '早于发布日', ...(coming === null ? {} : { alternative: coming }) }
  }
  if (coming === null) return null
  const far = coming !== same && dayOf(coming) - dayOf(published) > farDays
  return far ? { date: coming, doubt: `今年${name}已过,按${now + 1}年算`, alternative: same } : { date: coming }
}

/** 本月, 下月, 次月; null for a month with a number. */
export function relativeMonth(words: string, published: IsoDate): { year: number; month: number } | null {
  if (/^(?:本|当|这个)$/.test(words)) return partsOf(dayOf(published))
  return /^(?:下个?|次)$/.test(words) ? partsOf(dayOf(addMonths(`${published.slice(0, 8)}01`, 1))) : null
}

/** Doubt when a weekday written beside the date is not that day's, with the nearest day that has it. */
export function weekdayDoubt(date: IsoDate, written: string | undefined): { doubt?: string; nearest?: IsoDate } {
  if (written === undefined || weekdayNumber(written) === weekdayOf(date)) return {}
  const ahead = (weekdayNumber(written) - weekdayOf(date) + 7) % 7
  return {
    doubt: `日期与星期不符:这天是周${weekdayName(date)},不是周${written}`,
    nearest: addDays(date, ahead > 3 ? ahead - 7 : ahead),
  }
}
