import { addDays, dayOf, endOfMonth, isoFrom, monthDay, yearOf, type IsoDate } from '../dates.ts'
import { clock, timeOf } from './clock.ts'
import { monthSource, relativeMonth, chooseYear, yearSource, yearNumber } from './date-words.ts'
import { by, lead } from './marks.ts'
import { fixedDate, none, type Groups, type ReadingContext, type Rule } from './reading.ts'
import { numberOf, numerals } from './text.ts'

type EndedMonth =
  | { readonly end: IsoDate; readonly doubt?: string; readonly alternative?: IsoDate }
  | { readonly missing: string }

// On these last days of a month a bare 月底 may already mean the next one.
const lastDays = 5

/** The last day of the month meant: 月底, 本月底, 6月底, 2022年6月底. */
function monthMeant(groups: Groups, ctx: ReadingContext): EndedMonth {
  if (groups.month === undefined) {
    const end = endOfMonth(ctx.published)
    const near = dayOf(end) - dayOf(ctx.published) < lastDays
    return near ? { end, doubt: '发布时已近月底,可能指下月底', alternative: endOfMonth(addDays(end, 1)) } : { end }
  }
  const relative = relativeMonth(groups.month, ctx.published)
  const inYear = relative?.year ?? yearNumber(groups.year, ctx.published)
  const inMonth = relative?.month ?? numberOf(groups.month)
  if (!(inMonth >= 1 && inMonth <= 12)) return { missing: `没有${groups.month}月` }
  if (inYear !== undefined) return { end: endOfMonth(isoFrom(inYear, inMonth, 1) ?? ctx.published) }
  const endIn = (year: number): IsoDate => endOfMonth(isoFrom(year, inMonth, 1) ?? ctx.published)
  const { date: end, ...rest } = chooseYear(ctx.published, endIn, `${inMonth}月`) ?? {
    date: endIn(yearOf(ctx.published)),
  }
  return { end, ...rest }
}

/** 月底前, 本月底, 6月末前, 6月中旬前. */
export const partOfMonth: Rule = {
  needs: ['月旬', '底末旬'],
  source: `${lead}?${yearSource}?(?:${monthSource}?月份?月?(?<part>底|末)|(?:${monthSource}月份?)?(?<part>[上中下]旬))(?:${clock})?${by}`,
  read(groups, ctx, loose) {
    if (!loose && groups.lead === undefined && groups.by === undefined && groups.off === undefined) return null
    const meant = monthMeant(groups, ctx)
    if ('missing' in meant) return none(meant.missing)
    const time = timeOf(groups, ctx)
    if (time === null) return none('没有这个钟点')
    if (groups.part === '底' || groups.part === '末') {
      return fixedDate(ctx, {
        date: meant.end,
        time,
        lead: groups.lead,
        doubts: [meant.doubt],
        alternative: meant.alternative,
      })
    }
    const third = '上中下'.indexOf(groups.part?.[0] ?? '')
    const monthStart = `${meant.end.slice(0, 8)}01`
    const ends = [addDays(monthStart, -1), addDays(monthStart, 9), addDays(monthStart, 19), meant.end]
    const date = ends[third + 1] ?? meant.end
    const doubts = [`「${groups.part}」按${monthDay(date)}算`, meant.doubt]
    return fixedDate(ctx, { date, time, lead: groups.lead, doubts, alternative: ends[third] })
  },
}

/** 6月前, 6月份内: a month without a day. */
export const monthAlone: Rule = {
  needs: ['月', numerals + '本当这下次'],
  source: `${lead}?${yearSource}?${monthSource}月份?${by}`,
  read(groups, ctx) {
    if (groups.by === undefined) return null
    const meant = monthMeant(groups, ctx)
    if ('missing' in meant) return none(meant.missing)
    if (!groups.by?.endsWith('前')) return fixedDate(ctx, { date: meant.end, lead: groups.lead, doubts: [meant.doubt] })
    const before = addDays(`${meant.end.slice(0, 8)}01`, -1)
    const [date, alternative] = before < ctx.published ? [meant.end, before] : [before, meant.end]
    const doubts = [`「${groups.month}月前」按${monthDay(date)}算`, meant.doubt]
    return fixedDate(ctx, { date, lead: groups.lead, doubts, alternative })
  },
}
