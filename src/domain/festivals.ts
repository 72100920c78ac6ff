import { addDays, weekdayOf, type IsoDate } from './dates.ts'

/** Festivals with a public holiday, in the order of the year, as the notices name them. */
export const festivalNames = ['元旦', '春节', '清明节', '劳动节', '端午节', '中秋节', '国庆节'] as const
export type FestivalName = (typeof festivalNames)[number]

// A constant table, because Intl's Chinese calendar is a day off for 2027 and 2030. 春节, 清明, 端午, 中秋.
const moving: Readonly<Record<number, readonly [string, string, string, string]>> = {
  2019: ['02-05', '04-05', '06-07', '09-13'],
  2020: ['01-25', '04-04', '06-25', '10-01'],
  2021: ['02-12', '04-04', '06-14', '09-21'],
  2022: ['02-01', '04-05', '06-03', '09-10'],
  2023: ['01-22', '04-05', '06-22', '09-29'],
  2024: ['02-10', '04-04', '06-10', '09-17'],
  2025: ['01-29', '04-04', '05-31', '10-06'],
  2026: ['02-17', '04-05', '06-19', '09-25'],
  2027: ['02-06', '04-05', '06-09', '09-15'],
  2028: ['01-26', '04-04', '05-28', '10-03'],
  2029: ['02-13', '04-04', '06-16', '09-22'],
  2030: ['02-03', '04-05', '06-05', '09-12'],
}
/** The last year whose lunar festivals are known here. */
export const lastLunarYear = 2030

const fixed: Partial<Record<FestivalName, string>> = { 元旦: '01-01', 劳动节: '05-01', 国庆节: '10-01' }
const movingOrder: readonly FestivalName[] = ['春节', '清明节', '端午节', '中秋节']

/** The day of the festival itself (春节: the first of the first month), or null where the table has none. */
export function festivalDay(name: FestivalName, year: number): IsoDate | null {
  const monthDay = fixed[name] ?? moving[year]?.[movingOrder.indexOf(name)]
  return monthDay === undefined ? null : `${year}-${monthDay}`
}

export interface Festival {
  readonly name: string
  /** Spans off, both ends included. */
  readonly off: readonly (readonly [IsoDate, IsoDate])[]
  /** Saturdays and Sundays worked for it. */
  readonly work: readonly IsoDate[]
}

// A one-day festival is three days with the weekend, or the day alone on a Wednesday: days to go back and forward.
const bridge: Readonly<Record<number, readonly [number, number]>> = {
  1: [2, 0],
  2: [2, 0],
  3: [0, 0],
  4: [0, 2],
  5: [0, 2],
  6: [0, 2],
  7: [1, 1],
}

const short = (name: string, day: IsoDate): Festival => {
  const [back, forward] = bridge[weekdayOf(day)] ?? [0, 0]
  return { name, off: [[addDays(day, -back), addDays(day, forward)]], work: [] }
}
const span = (name: string, from: IsoDate, days: number): Festival => ({
  name,
  off: [[from, addDays(from, days - 1)]],
  work: [],
})

/**
 * What the notice of a year without one will probably say: the rule the notice for 2025 states for later years
 * (国办发明电〔2024〕12号; 全国年节及纪念日放假办法, 2024). It reproduces every weekday off of 2025 and 2026. Make-up
 * workdays cannot be foreseen and are left out. After 2030 only the festivals with a fixed date.
 */
export function projectedFestivals(year: number): readonly Festival[] {
  const result: Festival[] = []
  const midAutumn = festivalDay('中秋节', year)
  const joined = midAutumn !== null && midAutumn >= `${year}-10-01` && midAutumn <= `${year}-10-07`
  for (const name of festivalNames) {
    const day = festivalDay(name, year)
    if (day === null) continue
    if (name === '春节') result.push(span(name, addDays(day, -1), 8))
    else if (name === '劳动节') result.push(span(name, day, 5))
    else if (name === '国庆节') result.push(joined ? span('国庆节、中秋节', day, 8) : span(name, day, 7))
    else if (name !== '中秋节' || !joined) result.push(short(name, day))
  }
  return result
}
