import { firstWorkdayOnOrAfter, isWorkday, type Calendar } from './calendar.ts'
import { addDays, weekdayOf, type IsoDate } from './dates.ts'
import { dateAt, type ClockTime, type Instant, instantOf, millisOf } from './instant.ts'

export interface Schedule {
  /** On a clock in the county. */
  readonly at: ClockTime
  readonly on: 'workdays' | 'daily' | 'firstWorkdayOfWeek'
}

/** The first working day of the week from Monday to Sunday that `date` lies in, or null when it has none. */
const firstOfWeek = (calendar: Calendar, date: IsoDate): IsoDate | null => {
  const monday = addDays(date, -((weekdayOf(date) + 6) % 7))
  const first = firstWorkdayOnOrAfter(calendar, monday)
  return first <= addDays(monday, 6) ? first : null
}

export const isFirstWorkdayOfWeek = (calendar: Calendar, date: IsoDate): boolean => firstOfWeek(calendar, date) === date

const runsOn = (schedule: Schedule, calendar: Calendar, date: IsoDate): boolean => {
  switch (schedule.on) {
    case 'daily':
      return true
    case 'workdays':
      return isWorkday(calendar, date)
    case 'firstWorkdayOfWeek':
      return isFirstWorkdayOfWeek(calendar, date)
    default:
      return schedule.on satisfies never
  }
}

/** When a schedule is due after `after`, up to and including `upTo`, in order. */
export const slotsBetween = (schedule: Schedule, calendar: Calendar, after: Instant, upTo: Instant): Instant[] => {
  const slots: Instant[] = []
  const last = dateAt(upTo)
  for (let date = dateAt(after); date <= last; date = addDays(date, 1)) {
    if (!runsOn(schedule, calendar, date)) continue
    const slot = instantOf(date, schedule.at)
    if (slot > after && slot <= upTo) slots.push(slot)
  }
  return slots
}

/** Whether a missed slot may still be caught up at `now`. */
export const withinCatchUp = (slot: Instant, now: Instant, catchUpMinutes: number): boolean =>
  millisOf(now) - millisOf(slot) <= catchUpMinutes * 60_000

/** Office hours: when somebody may be written to unasked. */
export const sendWindow = { from: '08:30', to: '17:30' } as const

/** The next working day's 08:30 after `now`: where the trial's button moves the clock. */
export const nextMorning = (calendar: Calendar, now: Instant): Instant => {
  const today = dateAt(now)
  const morning = instantOf(firstWorkdayOnOrAfter(calendar, today), sendWindow.from)
  return morning > now ? morning : instantOf(firstWorkdayOnOrAfter(calendar, addDays(today, 1)), sendWindow.from)
}
