import { addWorkdays, covers, firstWorkdayOnOrAfter, lastWorkdayOnOrBefore } from '../calendar.ts'
import { monthDay, yearOf, type IsoDate } from '../dates.ts'
import { festivalDay, festivalNames, type FestivalName } from '../festivals.ts'
import { yearNumber, yearSource } from './date-words.ts'
import { lead } from './marks.ts'
import { fixedDate, none, type Groups, type ReadingContext, type Rule } from './reading.ts'
import { number, numberOf } from './text.ts'

const name = '(?<festival>元旦|春节|清明|五一|劳动节|端午|中秋|国庆|十一)'
const spoken: Readonly<Record<string, FestivalName>> = {
  元旦: '元旦',
  春节: '春节',
  清明: '清明节',
  五一: '劳动节',
  劳动节: '劳动节',
  端午: '端午节',
  中秋: '中秋节',
  国庆: '国庆节',
  十一: '国庆节',
}
const festival = `(?:[“"]?${name}[”"]?(?:劳动)?节?|(?<![一-龥])(?:该|假)?节|(?<=[在于请务必并须应达])节)(?:放假|假期|小长假|长假|假)?`

interface Meant {
  readonly name: FestivalName
  readonly day: IsoDate
}

/** The first festival of that name (of any name, when none is said) that `open` accepts. */
function meant(ctx: ReadingContext, groups: Groups, open: (day: IsoDate) => boolean): Meant | null {
  const said = groups.festival
  const names = said === undefined ? festivalNames : festivalNames.filter((each) => each === spoken[said])
  const written = yearNumber(groups.year, ctx.published)
  const years = written === undefined ? [yearOf(ctx.published), yearOf(ctx.published) + 1] : [written]
  const days = years.flatMap((year) => names.map((each) => ({ name: each, day: festivalDay(each, year) })))
  const known = days.flatMap(({ name: each, day }) => (day === null ? [] : [{ name: each, day }]))
  const coming = known.filter(({ day }) => covers(ctx.calendar, day) && (written !== undefined || open(day)))
  return coming.toSorted((a, b) => (a.day < b.day ? -1 : 1))[0] ?? null
}

const unknown = none('查不到这个节日的日期,请定一个日期')

/** 节前, 端午节前, 国庆前: the last working day before the span off. */
export const beforeFestival: Rule = {
  needs: ['节旦明一午秋庆', '前'],
  source: `${lead}?${yearSource}?${festival}(?:之前|以前|前(?![后述期夕]))`,
  read(groups, ctx) {
    const found = meant(ctx, groups, (day) => lastWorkdayOnOrBefore(ctx.calendar, day) >= ctx.published)
    if (found === null) return unknown
    const date = lastWorkdayOnOrBefore(ctx.calendar, found.day)
    const doubts = [`按${found.name}放假前最后一个工作日${monthDay(date)}算`]
    return fixedDate(ctx, { date, lead: groups.lead, doubts, alternative: found.day })
  },
}

/** 节后第一个工作日, 国庆节后上班第一天, 节后3个工作日内. */
export const afterFestival: Rule = {
  needs: ['节旦明一午秋庆', '后'],
  source: `${lead}?${yearSource}?${festival}[之以]?后(?:上班|收假)?后?的?(?:(?:第?(?<n>${number})|首)个?工作日|第一[天日]|首日)(?:上班)?(?<by>之?前|之?内|以内)?`,
  read(groups, ctx) {
    const found = meant(ctx, groups, (day) => firstWorkdayOnOrAfter(ctx.calendar, day) > ctx.published)
    if (found === null) return unknown
    const first = firstWorkdayOnOrAfter(ctx.calendar, found.day)
    const n = groups.n === undefined ? 1 : numberOf(groups.n)
    return fixedDate(ctx, { date: n > 1 ? addWorkdays(ctx.calendar, first, n - 1).date : first, lead: groups.lead })
  },
}
