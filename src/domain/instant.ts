import { DateTime } from 'luxon'

import type { IsoDate } from './dates.ts'

/**
 * A moment: UTC, always 'YYYY-MM-DDTHH:mm:ss.sssZ', so that moments sort as text and pass to the database as they are.
 */
export type Instant = string

/** 'HH:MM' on a clock in Asia/Shanghai. */
export type ClockTime = string

const zone = 'Asia/Shanghai'

const utc = (moment: DateTime): Instant => moment.toUTC().toISO()!

/** The calendar day of a moment in the county. */
export const dateAt = (at: Instant): IsoDate => DateTime.fromISO(at, { zone }).toISODate()!

export const timeAt = (at: Instant): ClockTime => DateTime.fromISO(at, { zone }).toFormat('HH:mm')

export const instantOf = (date: IsoDate, time: ClockTime): Instant => utc(DateTime.fromISO(`${date}T${time}`, { zone }))

export const instantFromMillis = (ms: number): Instant => utc(DateTime.fromMillis(ms))

export const millisOf = (at: Instant): number => DateTime.fromISO(at).toMillis()

/** Reads an ISO moment; without a zone it is Shanghai's. Null when it is not one. */
export const parseInstant = (text: string): Instant | null => {
  const moment = DateTime.fromISO(text.trim(), { zone })
  return moment.isValid ? utc(moment) : null
}

/** '2021-06-04 09:00' as people in the county read it. */
export const wallClock = (at: Instant): string => DateTime.fromISO(at, { zone }).toFormat('yyyy-MM-dd HH:mm')

export const minutesBefore = (at: Instant, minutes: number): Instant =>
  instantFromMillis(millisOf(at) - minutes * 60_000)

export const minutesAfter = (at: Instant, minutes: number): Instant =>
  instantFromMillis(millisOf(at) + minutes * 60_000)
