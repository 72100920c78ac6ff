import { addDays, addMonths, dayOf, endOfMonth, isoFrom, partsOf, weekdayOf, yearOf, type IsoDate } from '../dates.ts'
import { clock, timeOf } from './clock.ts'
import { weekdayNumber } from './date-words.ts'
import { none, type Reading, type ReadingContext, type Rule } from './reading.ts'
import { number, numberOf } from './text.ts'
import { quarterEnd, quarterOf } from './years.ts'

const before = '(?:之前|以前|前|之内|以内|内)?'
const doubt = '是每次都报还是只报一次'

function series(ctx: ReadingContext, date: IsoDate | null, time?: string | null): Reading {
  if (date === null) return none('没有这一天')
  return { kind: 'repeating', date, ...(typeof time === 'string' ? { time } : {}), doubt }
}

/** The nth of this month, or of the next when it has gone; a month without that day is skipped. */
function nextMonthly(published: IsoDate, day: number): IsoDate | null {
  for (let ahead = 0; ahead < 3; ahead++) {
    const { year, month } = partsOf(dayOf(addMonths(`${published.slice(0, 8)}01`, ahead)))
    const date = isoFrom(year, month, day)
    if (date !== null && date >= published) return date
  }
  return null
}

/** 每月5日前, 每月底前. */
export const monthly: Rule = {
  needs: ['每', '月'],
  source: `每个?月(?:的)?(?:(?<day>${number})[日号]|月?(?<part>底|末))(?:${clock})?${before}`,
  read(groups, ctx) {
    const date = groups.day === undefined ? endOfMonth(ctx.published) : nextMonthly(ctx.published, numberOf(groups.day))
    return series(ctx, date, timeOf(groups, ctx))
  },
}

/** 每周五前, 每周末前. */
export const weekly: Rule = {
  needs: ['每', '周星礼'],
  source: `每个?(?:周|星期|礼拜)(?<weekday>[一二三四五六日天末])(?:${clock})?${before}`,
  read(groups, ctx) {
    const wanted = groups.weekday === '末' ? 7 : weekdayNumber(groups.weekday ?? '')
    return series(ctx, addDays(ctx.published, (wanted - weekdayOf(ctx.published) + 7) % 7), timeOf(groups, ctx))
  },
}

/** 每季度末, 每半年, 每年1月31日前, 每年底. */
export const quarterlyOrYearly: Rule = {
  needs: ['每', '季年'],
  source:
    `(?:每个?(?<quarter>季度?)(?:末|底)(?!月)|每个?(?<part>半年)(?:末|底)?|每年度?(?:(?<month>${number})月(?:(?<day>${number})[日号]|(?<tail>底|末))|年?(?:底|末|终)))` +
    `(?:${clock})?${before}`,
  read(groups, ctx) {
    const year = yearOf(ctx.published)
    const time = timeOf(groups, ctx)
    if (groups.quarter !== undefined) return series(ctx, quarterEnd(year, quarterOf(ctx.published)), time)
    if (groups.part !== undefined) return series(ctx, quarterEnd(year, ctx.published <= `${year}-06-30` ? 2 : 4), time)
    if (groups.month === undefined) return series(ctx, `${year}-12-31`, time)
    const month = numberOf(groups.month)
    const dates = [year, year + 1].map((each) => {
      const first = isoFrom(each, month, 1)
      return groups.day === undefined && first !== null
        ? endOfMonth(first)
        : isoFrom(each, month, numberOf(groups.day ?? ''))
    })
    return series(ctx, dates.find((date) => date !== null && date >= ctx.published) ?? null, time)
  },
}

/** 每天17:00前, 每个工作日下班前. */
export const daily: Rule = {
  needs: ['每', '日天'],
  source: `每(?:日|天|个?工作日)(?:(?:${clock})${before}|前)`,
  read: (groups, ctx) => series(ctx, ctx.published, timeOf(groups, ctx)),
}
