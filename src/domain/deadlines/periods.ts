import {
  addWorkdays,
  covers,
  firstWorkdayOnOrAfter,
  isProvisional,
  provisionalReason,
  restDaysBetween,
} from '../calendar.ts'
import { addDays, addMonths, monthDay, yearOf, type IsoDate } from '../dates.ts'
import { dateSource, resolveDate } from './date-words.ts'
import { periodStart, receipt, type PeriodStart } from './period-start.ts'
import { doubted, none, other, type Groups, type Reading, type ReadingContext, type Rule } from './reading.ts'
import { number, numberOf, numerals } from './text.ts'

// 6月内 and 三季度内 name a month and a quarter; a length of them has 个.
const anyAmount = `(?<n>${number}|半|几|数)(?:个?(?<unit>工作日|工作(?!日)|自然日|日历日|日|天|周|星期|礼拜|小时|年)|个(?<unit>月|季度))`
// 近3年内 and 前6个月内 look back.
const amount = `(?<![近前\\d])${anyAmount}`
const after = '(?:之日起|之日|当日起|当天起|起|以后|之后|后)(?:开始)?(?:计算)?(?:的)?,?'
// An event is named from the start of its clause, or after a word that opens the phrase. Looked for from the period
// backwards: forwards it would be tried at every character.
const receiptFirst = `(?:自|从|在|于)?(?<start>${receipt})${after}$`
const event = `(?:(?:自|从)?${dateSource}${after}|(?:自|从|在|于)?(?<start>(?:申请|[^,。;:、\\s\\d()自从在于未请应须需]){1,20}?)${after})(?:的)?$`
const within = '(?<tail>之内|以内|内|里)'

/** 3个工作日内, 自收到之日起10日内, 文件公开后3个工作日内, 24小时内. */
export const period: Rule = {
  needs: [numerals, '内里'],
  source: `(?:限期?)?${amount}${within}`,
  // Whoever receives is no part of it: 各责任单位收到本通报后.
  before: [receiptFirst, event],
  read: (groups, ctx) => readPeriod(groups, ctx),
}

/** 3个工作日, by itself: only where the words are known to be a deadline. 3日 alone is rather a day of the month. */
export const barePeriod: Rule = {
  needs: [numerals, '作然历天周星礼月时'],
  source: `^(?:不超过|不得超过|限期?)?${amount}$`,
  read: (groups, ctx, loose) =>
    loose && groups.unit !== '日' && groups.unit !== '年' ? readPeriod(groups, ctx) : null,
}

function readPeriod(groups: Groups, ctx: ReadingContext): Reading | null {
  if (groups.n === '几' || groups.n === '数') return none('没有写明天数')
  const start = startOf(groups, ctx)
  if (start === null) return null
  const n = groups.n === '半' ? Number.NaN : numberOf(groups.n ?? '')
  switch (groups.unit ?? '') {
    case '工作日':
      return working(n, start, ctx)
    case '工作':
      return working(n, start, ctx, '「个工作内」疑漏「日」字')
    case '日':
    case '天':
      return calendarDays(n, start, ctx, n <= 7)
    case '自然日':
    case '日历日':
      return calendarDays(n, start, ctx, false)
    case '周':
    case '星期':
    case '礼拜':
      return Number.isNaN(n) ? null : calendarDays(n * 7, start, ctx, false)
    case '小时':
      return hours(n, start, ctx)
    case '月':
      return Number.isNaN(n) ? calendarDays(15, start, ctx, false, '「半个月」按15天算') : months(n, start, ctx)
    case '季度':
      return Number.isNaN(n) ? null : months(n * 3, start, ctx)
    case '年':
      // 2021年内 names a year.
      return n >= 1000 ? null : months(Number.isNaN(n) ? 6 : n * 12, start, ctx)
    default:
      return null
  }
}

function startOf(groups: Groups, ctx: ReadingContext): PeriodStart | null {
  if (groups.day === undefined) return periodStart(groups.start, ctx)
  const resolved = resolveDate({ year: groups.year, month: groups.month ?? '', day: groups.day }, ctx)
  return 'missing' in resolved ? { from: 'event', doubt: resolved.missing } : { from: 'event', ...resolved }
}

function working(n: number, start: PeriodStart, ctx: ReadingContext, doubt?: string): Reading | null {
  if (!(n >= 1)) return null
  const base = { kind: 'workingDays', n, from: start.from } as const
  if (start.date === undefined) return { ...base, ...doubted(doubt, start.doubt) }
  const { date: due, provisional } = addWorkdays(ctx.calendar, start.date, n)
  return { ...base, date: due, ...marked(due, provisional, ctx, doubt, start.doubt) }
}

function calendarDays(
  n: number,
  start: PeriodStart,
  ctx: ReadingContext,
  short: boolean,
  doubt?: string,
): Reading | null {
  if (!(n >= 1)) return null
  const base = { kind: 'calendarDays', n, from: start.from } as const
  const unsure = short ? `「${n}日」按自然日算,也可能指工作日` : doubt
  if (start.date === undefined) return { ...base, ...doubted(unsure, start.doubt) }
  const due = shifted(addDays(start.date, n), ctx)
  const alternative = short ? addWorkdays(ctx.calendar, start.date, n).date : undefined
  return {
    ...base,
    date: due,
    ...marked(due, isProvisional(ctx.calendar, due), ctx, unsure, start.doubt),
    ...other(alternative, due),
  }
}

function months(n: number, start: PeriodStart, ctx: ReadingContext): Reading | null {
  if (!(n >= 1)) return null
  const base = { kind: 'calendarDays', from: start.from } as const
  if (start.date === undefined) return { ...base, ...doubted(start.doubt) }
  const due = shifted(addMonths(start.date, n), ctx)
  return { ...base, date: due, ...marked(due, isProvisional(ctx.calendar, due), ctx, start.doubt) }
}

// By the hour, so rest days neither count nor move anything; the hour of receipt is not known here, so no time is given.
function hours(n: number, start: PeriodStart, ctx: ReadingContext): Reading | null {
  if (!(n >= 1)) return null
  if (start.date === undefined) return { kind: 'date', from: start.from, ...doubted(start.doubt) }
  const due = addDays(start.date, Math.ceil(n / 24) - (n % 24 === 0 ? 0 : 1))
  const rests = covers(ctx.calendar, due) && restDaysBetween(ctx.calendar, addDays(start.date, -1), due).length > 0
  const partial = n % 24 !== 0 && '从收到的钟点算起,收到钟点未知'
  return { kind: 'date', from: start.from, date: due, ...doubted(partial, rests && `${n}小时内含休息日`, start.doubt) }
}

/** 民法典 203: a period that ends on a rest day ends on the next working day. */
const shifted = (due: IsoDate, ctx: ReadingContext): IsoDate => firstWorkdayOnOrAfter(ctx.calendar, due)

function marked(
  due: IsoDate,
  provisional: boolean,
  ctx: ReadingContext,
  ...parts: readonly (string | undefined)[]
): Partial<Reading> {
  if (!provisional) return doubted(...parts)
  return { provisional: true, ...doubted(...parts, provisionalReason(ctx.calendar, yearOf(due))) }
}

/** 3个工作日后: a start; people also say it for 内, which is offered. */
export const periodAfter: Rule = {
  needs: [numerals, '后'],
  source: `${amount}(?:以后|之后|后)(?!的第)`,
  read(groups, ctx, loose) {
    if (!loose && groups.unit !== '工作日') return null
    const read = readPeriod(groups, ctx)
    if (read?.date === undefined) return null
    const { date: inside, alternative: _, doubt: __, ...rest } = read
    return { ...rest, ...doubted(`「后」是从${monthDay(inside)}之后起,也可能指之内`), ...other(inside) }
  },
}

/** 检测时间点前2周, 会前3个工作日: counted back from an event. */
export const periodBefore: Rule = {
  needs: ['前', numerals],
  source: `(?<=[点时会检查测])前${anyAmount}(?:之内|以内|内)?`,
  read(groups) {
    const n = numberOf(groups.n ?? '')
    if (!(n >= 1)) return null
    const kind = groups.unit === '工作日' ? 'workingDays' : 'calendarDays'
    const days = groups.unit === '周' ? { n: n * 7 } : groups.unit === '月' || groups.unit === '年' ? {} : { n }
    return { kind, ...days, from: 'event', doubt: '往前数,请填那一天的日期' }
  },
}
