import { isOpen } from './assignment.ts'
import { type Calendar, firstWorkdayOnOrAfter, nextWorkday } from './calendar.ts'
import { addDays, type IsoDate } from './dates.ts'
import { type DigestData, planDigests } from './digests.ts'
import type { Reason } from './reminders.ts'

/** A morning on which digests go out because of a notice, if nothing is done until then. */
export interface ForecastSend {
  readonly on: IsoDate
  readonly liaisons: number
  readonly reasons: readonly Reason[]
}

/** Repeats once a week reach ten within this many days; later than that nothing is worth foretelling. */
const horizonDays = 400

/**
 * The next sends of a notice, by running the morning's own planning forward over the calendar. `from`: the first day
 * that may have one.
 */
export const forecast = (
  data: Omit<DigestData, 'carried'>,
  noticeId: number,
  calendar: Calendar,
  from: IsoDate,
  most: number,
): ForecastSend[] => {
  let assignments = data.assignments.filter((one) => one.noticeId === noticeId && isOpen(one))
  const sends: ForecastSend[] = []
  const end = addDays(from, horizonDays)
  for (let day = firstWorkdayOnOrAfter(calendar, from); sends.length < most && day <= end;) {
    const { digests } = planDigests({ ...data, assignments, carried: [] }, day, calendar)
    if (digests.length > 0) {
      sends.push({ on: day, liaisons: digests.length, reasons: digests.flatMap(({ reasons }) => reasons) })
      const told = new Set(digests.flatMap(({ unitIds }) => unitIds))
      const on = day
      assignments = assignments.map((one) =>
        one.announcedOn === null && told.has(one.unitId) ? { ...one, announcedOn: on } : one,
      )
    }
    day = nextWorkday(calendar, day)
  }
  return sends
}
