import { provisionalReason, restDaysBetween, workdaysBetween, type Calendar } from '../domain/calendar.ts'
import { isIsoDate, monthDay, weekdayName, yearOf, type IsoDate } from '../domain/dates.ts'
import { Usage } from './command.ts'

/** '2021-06-08(周二)' */
export const dated = (date: IsoDate): string => `${date}(周${weekdayName(date)})`

/** The date typed after an option or as an argument; Usage when it is missing or no date. */
export function dateArgument(text: string | undefined, what: string): IsoDate {
  if (text === undefined) throw new Usage(`缺${what}:请写成 年-月-日,例如 2021-06-04`)
  if (!isIsoDate(text)) throw new Usage(`${what}「${text}」不对:应为存在的日期,写成 年-月-日,例如 2021-06-04`)
  return text
}

/** What parseArgs complains of, in words that name the option. */
export function badOption(error: unknown): Usage {
  const option = /'(-[^' ]*)/.exec(String(error))?.[1] ?? ''
  return new Usage(`选项「${option}」不认识或缺值,可用的选项见下`)
}

const mostListed = 12

/** The days counted after `from` up to `to`, and the rest days passed over: 6月7日、6月8日;6月5–6日(周末)不算 */
export function countedWords(calendar: Calendar, from: IsoDate, to: IsoDate): string {
  const days = workdaysBetween(calendar, from, to)
  const listed = days.slice(0, mostListed).map(monthDay).join('、')
  const counted = days.length > mostListed ? `${listed} 等 ${days.length} 天` : listed
  return [counted, restWords(calendar, from, to)].filter((part) => part !== '').join(';')
}

/** '6月12–14日(端午节)不算'; empty when no rest day is passed over. */
function restWords(calendar: Calendar, from: IsoDate, to: IsoDate): string {
  const runs: { from: IsoDate; to: IsoDate; name: string; index: number }[] = []
  for (const { date, name = '周末' } of restDaysBetween(calendar, from, to)) {
    const last = runs.at(-1)
    if (last?.name === name && workdaysBetween(calendar, last.to, date).length === 0) last.to = date
    else runs.push({ from: date, to: date, name, index: runs.length })
  }
  if (runs.length === 0) return ''
  const words = runs.slice(0, mostListed).map((run) => `${spanWords(run.from, run.to)}(${run.name})`)
  return `${words.join('、')}${runs.length > mostListed ? ' 等' : ''}不算`
}

function spanWords(from: IsoDate, to: IsoDate): string {
  if (from === to) return monthDay(from)
  const sameMonth = from.slice(0, 7) === to.slice(0, 7)
  return `${monthDay(from).replace('日', '')}–${sameMonth ? `${Number(to.slice(8))}日` : monthDay(to)}`
}

/** A line of its own under a provisional answer, else nothing. */
export function provisionalLine(calendar: Calendar, provisional: boolean, latest: IsoDate): string {
  return provisional ? `\n注意:${provisionalReason(calendar, yearOf(latest))}。` : ''
}
