import { addDays, addMonths, dayOf, partsOf, type IsoDate } from '../dates.ts'
import { yearNumber } from './date-words.ts'
import { by, lead } from './marks.ts'
import { fixedDate, type ReadingContext, type Rule } from './reading.ts'

const thisYear = (ctx: ReadingContext): number => partsOf(dayOf(ctx.published)).year

/** 年底前, 年内, 2021年底, 明年底前. */
export const yearEnd: Rule = {
  needs: ['年', '底末终内'],
  source: `${lead}?(?:(?<year>(?<!\\d)\\d{4}|[〇零一二三四五六七八九]{4}|今|本|明|去)年?|(?<![每半近多数几历往\\d〇零一二三四五六七八九十两]))年(?<part>底|末|终|内)${by}`,
  read(groups, ctx, loose) {
    if (!loose && groups.part !== '内' && groups.lead === undefined && groups.by === undefined) return null
    const inYear = yearNumber(groups.year, ctx.published) ?? thisYear(ctx)
    return fixedDate(ctx, { date: `${inYear}-12-31`, lead: groups.lead })
  },
}

/** 上半年, 下半年前. */
export const halfYear: Rule = {
  needs: ['半', '年'],
  source: `${lead}?(?:(?<year>\\d{4}|今|本|明)年)?(?<part>[上下])半年(?:底|末|结束)?${by}`,
  read(groups, ctx, loose) {
    if (!loose && groups.lead === undefined && groups.by === undefined) return null
    const ending = groups.part === '上' ? '06-30' : '12-31'
    const inYear = yearNumber(groups.year, ctx.published) ?? thisYear(ctx)
    const date = `${inYear}-${ending}`
    const gone = groups.year === undefined && date < ctx.published
    if (!gone) return fixedDate(ctx, { date, lead: groups.lead })
    const doubts = ['今年上半年已过,按明年算']
    return fixedDate(ctx, { date: `${inYear + 1}-${ending}`, lead: groups.lead, doubts, alternative: date })
  },
}

const quarters: Readonly<Record<string, number>> = { 一: 1, 二: 2, 三: 3, 四: 4, 1: 1, 2: 2, 3: 3, 4: 4 }

export const quarterOf = (date: IsoDate): number => Math.ceil(partsOf(dayOf(date)).month / 3)
/** The last day of a quarter; 5 is the first of the next year. */
export const quarterEnd = (year: number, quarter: number): IsoDate =>
  addDays(addMonths(`${year}-01-01`, quarter * 3), -1)

/** 季度末前, 本季度内, 三季度末, 下季度末. */
export const quarterPart: Rule = {
  needs: ['季', '末底内'],
  source: `${lead}?(?:(?<year>\\d{4}|今|本|明)年)?(?:(?<quarter>本|这个?|下个?|第?[一二三四1-4])|(?<!每个?))季度?(?<part>末(?!月)|底|内)${by}`,
  read(groups, ctx, loose) {
    if (
      !loose &&
      groups.lead === undefined &&
      groups.by === undefined &&
      groups.part !== '内' &&
      groups.quarter === undefined
    )
      return null
    const inYear = yearNumber(groups.year, ctx.published) ?? thisYear(ctx)
    const said = groups.quarter?.replace('第', '')
    const ordinal = quarters[said ?? '']
    if (ordinal === undefined) {
      const date = quarterEnd(inYear, quarterOf(ctx.published) + (said?.startsWith('下') === true ? 1 : 0))
      return fixedDate(ctx, { date, lead: groups.lead })
    }
    const date = quarterEnd(inYear, ordinal)
    if (groups.year !== undefined || date >= ctx.published) return fixedDate(ctx, { date, lead: groups.lead })
    const next = quarterEnd(inYear + 1, ordinal)
    return fixedDate(ctx, { date: next, lead: groups.lead, doubts: ['今年这个季度已过,按明年算'], alternative: date })
  },
}
