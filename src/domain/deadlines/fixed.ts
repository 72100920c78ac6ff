import { addDays, monthDay, type IsoDate } from '../dates.ts'
import { clock, timeOf } from './clock.ts'
import { dateSource, resolveDate, weekdaySource, weekdayDoubt } from './date-words.ts'
import { beforeDoubt, by, included, lead } from './marks.ts'
import { doubted, fixedDate, none, other, type Reading, type ReadingContext, type Rule } from './reading.ts'
import { number, numerals } from './text.ts'

const noSuchTime = '没有这个钟点'

/** 6月8日前, 截至6月8日, 不晚于2022年3月15日17:30, 6月8日下班前. */
export const namedDay: Rule = {
  needs: ['日号./-', numerals],
  source: `${lead}?${dateSource}${weekdaySource}?(?:${clock})?${included}?${by}(?:\\([^()]{0,8}\\))?`,
  read(groups, ctx, loose) {
    if (!loose && groups.lead === undefined && groups.by === undefined) return null
    const resolved = resolveDate({ year: groups.year, month: groups.month ?? '', day: groups.day ?? '' }, ctx)
    if ('missing' in resolved) return none(resolved.missing)
    const time = timeOf(groups, ctx)
    if (time === null) return none(noSuchTime)
    const disagrees = weekdayDoubt(resolved.date, groups.weekday)
    const before = time === undefined ? beforeDoubt(groups, resolved.date) : {}
    return fixedDate(ctx, {
      date: resolved.date,
      time,
      lead: groups.lead,
      doubts: [resolved.doubt, disagrees.doubt, before.doubt, time === '00:00' && '零点前实为前一天'],
      alternative: disagrees.nearest ?? resolved.alternative ?? before.alternative,
    })
  },
}

/** 6月8日起, 6月8日以后: a start, not a deadline. */
export const startingDay: Rule = {
  needs: ['日号./-', '起后开'],
  source: `(?:自|从)?${dateSource}${weekdaySource}?(?:${clock})?(?:之日)?(?:以后|之后|后|起|开始)(?!,?[至到])`,
  read: (_groups, _ctx, loose) => (loose ? none('是开始的日子,不是期限') : null),
}

/** 6月10日至12日: the last day is the due one. */
export const dayRange: Rule = {
  needs: ['日号', '至到-~'],
  source: `(?:自|从)?${dateSource}${weekdaySource}?起?(?:至|到|-|~)(?:(?<toYear>\\d{4})年)?(?:(?<toMonth>${number})月)?(?<toDay>${number})[日号](?:止|前|期间)?`,
  read(groups, ctx, loose) {
    const from = resolveDate({ year: groups.year, month: groups.month ?? '', day: groups.day ?? '' }, ctx)
    if ('missing' in from) return none(from.missing)
    const to = resolveDate(
      { year: groups.toYear, month: groups.toMonth ?? groups.month ?? '', day: groups.toDay ?? '' },
      { published: from.date },
    )
    if ('missing' in to) return none(to.missing)
    if (!loose && to.date < ctx.published) return null
    const read = fixedDate(ctx, {
      date: to.date,
      doubts: [from.doubt, to.date < from.date && '起止日期颠倒'],
    })
    return { ...read, kind: 'range', until: to.date }
  },
}

const dayWords: Readonly<Record<string, number>> = { 明日: 1, 明天: 1, 次日: 1, 第二天: 1, 后天: 2 }

/** 当日下班前, 今天内, 明天12:00前, 次日办结. */
export const relativeDay: Rule = {
  needs: ['当今明次第后', '日天'],
  source: `${lead}?(?<relative>当日|当天|今日|今天|明日|明天|次日|第二天|后天)(?:${clock})?${by}`,
  read(groups, ctx, loose) {
    if (!loose && groups.by === undefined && groups.hour === undefined && groups.off === undefined) return null
    const time = timeOf(groups, ctx)
    if (time === null) return none(noSuchTime)
    return daysAfterSaid(ctx, dayWords[groups.relative ?? ''] ?? 0, time, groups.lead)
  },
}

/** The day the circular is read on: the day of publication, or of a later receipt, which leaves a doubt. */
function daysAfterSaid(ctx: ReadingContext, days: number, time: string | undefined, opening?: string): Reading {
  const late = ctx.received !== undefined && ctx.received > ctx.published
  const said: IsoDate = late && ctx.received !== undefined ? ctx.received : ctx.published
  const doubt = late ? `收到晚于发布,按收到日${monthDay(said)}算` : days === 0 && '收到时可能已下班'
  const alternative = late ? addDays(ctx.published, days) : undefined
  return fixedDate(ctx, { date: addDays(said, days), time, lead: opening, doubts: [doubt], alternative })
}

/** 12:00前, 下班前: without a day, the day of publication. */
export const timeAlone: Rule = {
  needs: [':时点班午', '前截'],
  source: `(?:${clock})(?:之前|以前|前(?![后述期款])|(?<by>截止))`,
  read(groups, ctx) {
    const time = timeOf(groups, ctx)
    if (time === null || time === undefined) return null
    const read = fixedDate(ctx, { date: ctx.published, time })
    return { ...read, ...doubted('未写日期,按发布当天算', read.doubt) }
  },
}

/** 15日前: the month is not said; the first such day on or after publication. */
export const dayAlone: Rule = {
  needs: ['日号', '前'],
  source: `(?<![月\\d个第至到-])(?<day>${number})[日号](?:${clock})?(?:之前|以前|前(?![后述期款]))`,
  read(groups, ctx) {
    const time = timeOf(groups, ctx)
    if (time === null) return none(noSuchTime)
    const here = resolveDate({ month: '本', day: groups.day ?? '' }, ctx)
    const next = resolveDate({ month: '下', day: groups.day ?? '' }, ctx)
    const chosen = 'date' in here && here.date >= ctx.published ? here : next
    if ('missing' in chosen) return none(chosen.missing)
    const alternative = 'date' in here ? here.date : undefined
    const read = fixedDate(ctx, { date: chosen.date, time })
    return {
      ...read,
      ...doubted(`未写月份,按${monthDay(chosen.date)}算`, read.doubt),
      ...other(alternative, chosen.date),
    }
  },
}
