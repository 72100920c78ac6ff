import { find, type FoundDeadline } from './deadlines/find.ts'
import type { Deadline, ReadingContext } from './deadlines/reading.ts'

export type { FoundDeadline } from './deadlines/find.ts'
export type { Deadline, ReadingContext } from './deadlines/reading.ts'

const definite: ReadonlySet<Deadline['kind']> = new Set(['date', 'range', 'workingDays', 'calendarDays', 'repeating'])

/**
 * Every expression of a deadline in a sentence, in order, with its offsets; whether the sentence orders anything is for
 * the caller to judge. Plain mentions of a date (2020年12月7日,…; 2018-2020年) are not found.
 * Periods are read by 民法典 200–204: the first day does not count, an end on a rest day moves to the next working day;
 * dates the circular names stay where they are. What needs a day outside the calendar has kind
 * 'none' and says so in its doubt.
 */
export function findDeadlines(sentence: string, ctx: ReadingContext): FoundDeadline[] {
  return find(sentence, ctx, false)
}

/**
 * What words of time mean, with what is doubtful about them. `words` are a deadline's own words (6月8日前, 6月8日, 三日内);
 * of several expressions the first definite one counts. Unknown words give kind 'none' with a doubt, never a guess.
 */
export function readDeadline(words: string, ctx: ReadingContext): Deadline {
  const strict = find(words, ctx, false)
  const found = strict.some(isDefinite) ? strict : find(words, ctx, true)
  const ordered = found.filter(({ quoted }) => !quoted)
  const readable = ordered.length > 0 ? ordered : found
  const first = readable.find(isDefinite) ?? readable[0]
  if (first === undefined) return { kind: 'none', words, doubt: `看不懂「${words.trim()}」,请定一个日期` }
  const another = readable.find(({ deadline }) => deadline.date !== undefined && deadline.date !== first.deadline.date)
  if (another === undefined || !isDefinite(first)) return { ...first.deadline, words }
  const doubt = [first.deadline.doubt, `还写着「${another.deadline.words}」`].filter(Boolean).join(';')
  return { ...first.deadline, words, doubt }
}

const isDefinite = ({ deadline }: FoundDeadline): boolean => definite.has(deadline.kind)
