import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { z } from 'zod'

import { buildCalendar, type Calendar, type CalendarYear } from './domain/calendar.ts'
import { isIsoDate } from './domain/dates.ts'
import { Refusal } from './domain/refusal.ts'

const folder = join(import.meta.dirname, '../data/calendar')

const date = z.string().refine(isIsoDate, '应为存在的日期,例如 2021-06-14')
const year = z.strictObject({
  year: z.int(),
  notices: z
    .array(
      z.strictObject({
        number: z.string().nullable(),
        date,
        title: z.string(),
        festivals: z.array(
          z.strictObject({
            name: z.string().min(1),
            off: z.array(z.tuple([date, date]).refine(([from, to]) => from <= to, '开始日期应不晚于结束日期')),
            work: z.array(date),
          }),
        ),
      }),
    )
    .min(1),
})

/**
 * Reads one file of data/calendar. Throws a Refusal that names the file, the place in it and what was expected.
 * @param name the file's name, which must be its year: '2021.json'
 */
export function readCalendarYear(name: string, text: string): CalendarYear {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new Refusal(`日历文件 ${name} 不是 JSON:${String(error)}`)
  }
  const result = year.safeParse(json)
  if (!result.success) {
    const issue = result.error.issues[0]
    throw new Refusal(`日历文件 ${name} 的 ${issue?.path.join('.') || '内容'} 不对:${issue?.message ?? ''}`)
  }
  if (name !== `${result.data.year}.json`)
    throw new Refusal(`日历文件 ${name} 里写的是 ${result.data.year} 年:文件名应与年份一致`)
  return result.data
}

/** Every year in the folder, in order; what the office's own layers are put on. */
export function calendarYears(from: string = folder): CalendarYear[] {
  const names = readdirSync(from).filter((name) => name.endsWith('.json'))
  return names.toSorted().map((name) => readCalendarYear(name, readFileSync(join(from, name), 'utf8')))
}

/** The national calendar of data/calendar. Reads the files each time: the caller keeps it. */
export function nationalCalendar(): Calendar {
  return buildCalendar(calendarYears())
}
