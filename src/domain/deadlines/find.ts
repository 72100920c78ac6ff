import { Refusal } from '../refusal.ts'
import { dayAlone, dayRange, namedDay, relativeDay, startingDay, timeAlone } from './fixed.ts'
import { afterFestival, beforeFestival } from './festival-days.ts'
import { monthAlone, partOfMonth } from './months.ts'
import { atOnce, fromToday, ongoing, unsaid } from './open.ts'
import { barePeriod, period, periodAfter, periodBefore } from './periods.ts'
import { none, type Deadline, type Groups, type Reading, type ReadingContext, type Rule } from './reading.ts'
import { daily, monthly, quarterlyOrYearly, weekly } from './repeating.ts'
import { normalise } from './text.ts'
import { wholeWeek, weekday } from './weeks.ts'
import { halfYear, quarterPart, yearEnd } from './years.ts'

/** Of two readings of the same words the earlier rule wins. */
// prettier-ignore
const rules: readonly Rule[] = [
  monthly, weekly, quarterlyOrYearly, daily,
  dayRange, startingDay, namedDay, relativeDay,
  afterFestival, beforeFestival,
  periodBefore, period, periodAfter, barePeriod,
  weekday, wholeWeek, partOfMonth, monthAlone, yearEnd, halfYear, quarterPart,
  dayAlone, timeAlone, fromToday, atOnce, ongoing, unsaid,
]
const patterns = rules.map((rule) => ({
  rule,
  pattern: new RegExp(rule.source, 'g'),
  before: (rule.before ?? []).map((source) => new RegExp(source)),
  needs: rule.needs.map((group) => new RegExp(`[${group.replace('-', '\\-')}]`)),
}))

export interface FoundDeadline {
  readonly deadline: Deadline
  /** Offsets in the text as given: text.slice(start, end) is deadline.words. */
  readonly start: number
  readonly end: number
  /** A norm told of, not an order: 未于3个工作日内上网, 自收到申请之日起20个工作日内, 检测时间点前2周. */
  readonly quoted: boolean
}

interface Candidate {
  readonly reading: Reading
  readonly start: number
  readonly end: number
  readonly event: string | undefined
}

/** Every expression of time in the text that may be a deadline, in order, none overlapping another. */
export function find(original: string, ctx: ReadingContext, loose: boolean): FoundDeadline[] {
  const { text, origin } = normalise(original)
  const possible = patterns.filter(({ needs }) => needs.every((group) => group.test(text)))
  const candidates = possible.flatMap((each) => candidatesOf(each, text, ctx, loose))
  // Array.sort is stable, so among equals the order of the rules stands.
  const sorted = candidates.toSorted((a, b) => a.start - b.start || b.end - a.end)
  const found: FoundDeadline[] = []
  let reached = 0
  for (const { reading, start, end, event } of sorted) {
    if (start < reached) continue
    reached = end
    const from = origin(start)
    const to = origin(end - 1) + 1
    const quoted = isQuoted(text.slice(0, start), event, reading)
    found.push({ deadline: { ...reading, words: original.slice(from, to) }, start: from, end: to, quoted })
  }
  return found
}

// What may stand before an expression is at most this long.
const reach = 48

function candidatesOf(
  { rule, pattern, before }: (typeof patterns)[number],
  text: string,
  ctx: ReadingContext,
  loose: boolean,
): Candidate[] {
  const result: Candidate[] = []
  for (const match of text.matchAll(pattern)) {
    const opening = firstMatch(before, text.slice(Math.max(0, match.index - reach), match.index))
    const groups: Groups = { ...match.groups, ...opening?.groups }
    const reading = read(rule, groups, ctx, loose)
    if (reading === null) continue
    const start = match.index - (opening?.[0].length ?? 0)
    result.push({ reading, start, end: match.index + match[0].length, event: groups.start })
  }
  return result
}

function firstMatch(sources: readonly RegExp[], text: string): RegExpExecArray | null {
  for (const source of sources) {
    const match = source.exec(text)
    if (match !== null) return match
  }
  return null
}

/** A period that leaves the calendar gives the calendar's own sentence as doubt: one such line must not stop a circular. */
function read(rule: Rule, groups: Groups, ctx: ReadingContext, loose: boolean): Reading | null {
  try {
    return rule.read(groups, ctx, loose)
  } catch (error) {
    if (error instanceof Refusal) return none(error.message)
    throw error
  }
}

const told = /(?:未|没有|没能|未能|未曾)(?:按[^,。;的]{0,6}|严格|依法|及时)?[于在自从]?$/
const normEvents = /申请|决定|公开|形成|制定|变更|检测|监测|抽查|受理|作出/

function isQuoted(before: string, event: string | undefined, { from }: Reading): boolean {
  if (told.test(before)) return true
  if (from !== 'event') return false
  return normEvents.test(event ?? before.slice(-8))
}
