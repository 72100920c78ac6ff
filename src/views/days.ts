import {
  type Calendar,
  countWorkdays,
  isWorkday,
  lastWorkdayOnOrBefore,
  restDaysBetween,
  workdaysBetween,
} from '#src/domain/calendar.ts'
import { type IsoDate, monthDay, weekdayName } from '#src/domain/dates.ts'

const dayOnly = (date: IsoDate): string => `${Number(date.slice(8))}日`

/** 7日、8日; with the month where it changes: 6月30日、7月1日. */
const dayList = (days: readonly IsoDate[], month: string): string => {
  let said = month
  return days
    .map((day) => {
      const same = day.slice(0, 7) === said
      said = day.slice(0, 7)
      return same ? dayOnly(day) : monthDay(day)
    })
    .join('、')
}

/** 12–14日端午 for the festivals between two days; ordinary weekends need no words. */
const skipped = (calendar: Calendar, from: IsoDate, to: IsoDate): string[] => {
  const spans: { name: string; first: IsoDate; last: IsoDate }[] = []
  for (const { date, name } of restDaysBetween(calendar, from, to)) {
    if (name === undefined) continue
    const open = spans.at(-1)
    if (open?.name === name) open.last = date
    else spans.push({ name, first: date, last: date })
  }
  return spans.map(({ name, first, last }) =>
    first === last
      ? `${monthDay(first)}${name}不算`
      : `${first.slice(0, 7) === last.slice(0, 7) ? `${monthDay(first).slice(0, -1)}–${dayOnly(last)}` : `${monthDay(first)}–${monthDay(last)}`}${name}不算`,
  )
}

/** The count that explains itself: 还有2个工作日:7日、8日. */
export const leftSaid = (calendar: Calendar, today: IsoDate, due: IsoDate): string => {
  const { workdays, provisional } = countWorkdays(calendar, today, due)
  const doubt = provisional ? ',放假安排未公布,暂定' : ''
  if (today === due) return `今天到期${doubt}`
  const restDay = isWorkday(calendar, due)
    ? ''
    : `;${monthDay(due)}是星期${weekdayName(due)},之前最后一个工作日是${monthDay(lastWorkdayOnOrBefore(calendar, due))}`
  if (workdays === 0) return `到期前没有工作日了${restDay}${doubt}`
  const days = workdays <= 5 ? `:${dayList(workdaysBetween(calendar, today, due), today.slice(0, 7))}` : ''
  const skips = skipped(calendar, today, due)
  return `还有${workdays}个工作日${days}${skips.length > 0 ? `;${skips.join('、')}` : ''}${restDay}${doubt}`
}

/** 6月8日(星期二) */
export const dateSaid = (date: IsoDate): string => `${monthDay(date)}(星期${weekdayName(date)})`
