import { addDays, monthDay, weekdayOf } from '../dates.ts'
import { clock, timeOf } from './clock.ts'
import { weekdayNumber } from './date-words.ts'
import { beforeDoubt, by, lead } from './marks.ts'
import { fixedDate, none, type Rule } from './reading.ts'

/** 下周 1, 下下周 2, 本周 0. */
const weeksAhead = (which: string | undefined): number => (which ?? '').split('下').length - 1

/** 本周五前, 下周三, 下下周一前, 周三前. Weeks begin on Monday. */
export const weekday: Rule = {
  needs: ['周星礼', '一二三四五六日天'],
  source: `${lead}?(?<which>本|这个?|下下个?|下个?|上个?)?(?:周|星期|礼拜)(?<weekday>[一二三四五六日天])(?:${clock})?${by}`,
  read(groups, ctx, loose) {
    const which = groups.which?.replace('个', '')
    if (!loose && groups.lead === undefined && (groups.by === undefined || which === '上')) {
      if (which === undefined || which === '上') return null
    }
    const time = timeOf(groups, ctx)
    if (time === null) return none('没有这个钟点')
    const today = weekdayOf(ctx.published)
    const wanted = weekdayNumber(groups.weekday ?? '')
    if (which === undefined) {
      const date = addDays(ctx.published, (wanted - today + 7) % 7)
      const doubts = [`未写本周下周,按${monthDay(date)}算`]
      return fixedDate(ctx, { date, time, lead: groups.lead, doubts, alternative: addDays(date, 7) })
    }
    const weeks = which === '上' ? -1 : weeksAhead(which)
    const date = addDays(ctx.published, wanted - today + weeks * 7)
    const weekend = weeks === 0 && today > 5
    const before = time === undefined ? beforeDoubt(groups, date) : {}
    return fixedDate(ctx, {
      date,
      time,
      lead: groups.lead,
      doubts: [weekend && '发布在周末,「本周」可能指下周', before.doubt],
      alternative: weekend ? addDays(date, 7) : before.alternative,
    })
  },
}

/** 本周内, 下周末前: to the Sunday of that week. */
export const wholeWeek: Rule = {
  needs: ['周星', '内末'],
  source: `(?<which>本|这个?|下下个?|下个?)(?:周|星期)(?:末|内|之内|以内)${by}`,
  read(groups, ctx) {
    const weeks = weeksAhead(groups.which)
    const sunday = addDays(ctx.published, 7 - weekdayOf(ctx.published) + weeks * 7)
    return fixedDate(ctx, { date: sunday, doubts: ['按周日算'], alternative: addDays(sunday, -2) })
  },
}
