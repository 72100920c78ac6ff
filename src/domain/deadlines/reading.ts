import { covers, isWorkday, lastWorkdayOnOrBefore, isProvisional, type Calendar } from '../calendar.ts'
import { monthDay, weekdayName, type IsoDate } from '../dates.ts'

/** What words of time in a circular mean (reference: the table of readings in docs/decisions.md). */
export interface Deadline {
  readonly kind: 'date' | 'workingDays' | 'calendarDays' | 'range' | 'repeating' | 'immediate' | 'ongoing' | 'none'
  /** The words it came from. */
  readonly words: string
  /** The last day on which doing it is in time. */
  readonly date?: IsoDate
  /** The end of a range, the same day as `date`. */
  readonly until?: IsoDate
  /** 'HH:MM', only where the circular names an hour. */
  readonly time?: string
  readonly n?: number
  readonly from?: 'receipt' | 'publication' | 'event'
  /** The last working day on or before `date`, where `date` is a rest day. */
  readonly lastWorkday?: IsoDate
  readonly inherited?: boolean
  /** Why a person should look at it, in short Chinese. */
  readonly doubt?: string
  readonly alternative?: { readonly date: IsoDate }
  /** Counted beyond the last published holiday notice. */
  readonly provisional?: boolean
}

export type Reading = Omit<Deadline, 'words'>

export interface ReadingContext {
  /** The circular's date of publication. */
  readonly published: IsoDate
  /** When the unit received it; without it a period counts from publication, with a doubt. */
  readonly received?: IsoDate
  readonly calendar: Calendar
  /** 下班, 'HH:MM'; 17:30 unless the office says otherwise. */
  readonly closing?: string
}

/** The named groups of all rules' patterns. */
export type Groups = Partial<
  Record<
    | 'lead'
    | 'by'
    | 'year'
    | 'month'
    | 'day'
    | 'weekday'
    | 'half'
    | 'hour'
    | 'minute'
    | 'thirty'
    | 'off'
    | 'noon'
    | 'included'
    | 'toYear'
    | 'toMonth'
    | 'toDay'
    | 'which'
    | 'part'
    | 'quarter'
    | 'festival'
    | 'n'
    | 'unit'
    | 'start'
    | 'tail'
    | 'every'
    | 'relative',
    string
  >
>

export interface Rule {
  /** Characters without which the rule cannot match: one of each group. Spares most sentences most rules. */
  readonly needs: readonly string[]
  /** Source of a regular expression over normalised text. */
  readonly source: string
  /** Sources of what may stand before it and belongs to it, looked for backwards from where it begins; the first wins. */
  readonly before?: readonly string[]
  /** Null: the words are not an expression of time after all. `loose` accepts a date that nothing marks as a deadline. */
  readonly read: (groups: Groups, ctx: ReadingContext, loose: boolean) => Reading | null
}

export const none = (doubt: string): Reading => ({ kind: 'none', doubt })

/** The doubt made of the parts that apply, or no doubt at all. */
export function doubted(...parts: readonly (string | false | undefined)[]): { doubt?: string } {
  const present = [...new Set(parts.filter((part) => part !== undefined && part !== false && part !== ''))]
  return present.length === 0 ? {} : { doubt: present.join(';') }
}

export const other = (date: IsoDate | null | undefined, than?: IsoDate): { alternative?: { date: IsoDate } } =>
  date === null || date === undefined || date === than ? {} : { alternative: { date } }

export interface FixedDate {
  readonly date: IsoDate
  readonly time?: string | undefined
  /** 截至, 不晚于, 即日起至 … */
  readonly lead?: string | undefined
  readonly doubts?: readonly (string | false | undefined)[]
  readonly alternative?: IsoDate | null | undefined
}

/** A date the circular names stays, even on a rest day (art. 203 moves periods only); the last working day stands beside it. */
export function fixedDate(ctx: ReadingContext, { date, time, lead, doubts = [], alternative }: FixedDate): Reading {
  if (lead?.startsWith('截') && date < ctx.published) return none(`${monthDay(date)}早于发布日,像是统计时点,不是期限`)
  const rests = covers(ctx.calendar, date) && !isWorkday(ctx.calendar, date)
  const isRange = lead !== undefined && /[起日天在][至到]$/.test(lead)
  return {
    kind: isRange ? 'range' : 'date',
    date,
    ...(isRange ? { until: date } : {}),
    ...(time === undefined ? {} : { time }),
    ...(rests ? { lastWorkday: lastWorkdayOnOrBefore(ctx.calendar, date) } : {}),
    ...(rests && isProvisional(ctx.calendar, date) ? { provisional: true } : {}),
    ...doubted(
      ...doubts,
      date === ctx.published && '就是发布当天',
      date < ctx.published && '早于发布日',
      rests && time !== undefined && `${monthDay(date)}(周${weekdayName(date)})休息`,
    ),
    ...other(alternative, date),
  }
}
