import type { Groups, ReadingContext } from './reading.ts'
import { number, numberOf } from './text.ts'

/** Source of an hour of the day: 17:30, 下午5点半, 12时, 下班, 上午下班, 上午 (its end). */
export const clock =
  `(?:[ ,,]?(?<half>上午|下午|中午|晚上|晚|早上|傍晚)?(?<hour>${number})` +
  `(?::(?<minute>\\d{2})(?::00)?|[时点]钟?(?:(?<thirty>半)|整|(?<minute>${number})分)?)` +
  '|(?<off>(?:上午|中午|下午)?下班)(?:时间)?|(?<noon>上午|中午)(?=之?前|以前))'

const closing = '17:30'
const noon = '12:00'

/** Which time is meant, 'HH:MM'; undefined when none is written, null when there is no such time (25:00). */
export function timeOf(groups: Groups, ctx: ReadingContext): string | null | undefined {
  if (groups.noon !== undefined) return noon
  if (groups.off !== undefined) return /^[上中]/.test(groups.off) ? noon : (ctx.closing ?? closing)
  if (groups.hour === undefined) return undefined
  const written = numberOf(groups.hour)
  // 晚上12点 is the end of the day.
  const half = groups.half ?? ''
  const hour =
    /^[下晚傍]/.test(half) && (written < 12 || (written === 12 && half.startsWith('晚'))) ? written + 12 : written
  const minute = groups.thirty === undefined ? numberOf(groups.minute ?? '0') : 30
  if (!(hour <= 24 && minute <= 59 && hour * 60 + minute <= 1440)) return null
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}
