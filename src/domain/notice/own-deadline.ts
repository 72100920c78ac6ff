import { findDeadlines, readDeadline, type Deadline, type FoundDeadline, type ReadingContext } from '../deadline.ts'
import { Refusal } from '../refusal.ts'

const dated: ReadonlySet<Deadline['kind']> = new Set(['date', 'range', 'workingDays', 'calendarDays', 'repeating'])
const ordering = /请|限|责成|责令|要求|务必|须(?!知)|必须/
const maybe = /\d|[一二三四五六七八九十]个?(?:工作)?[日天]内|[月年]底|下班/

/** What the words of a column or of 整改时限: mean. A day outside the calendar becomes a doubt, not an error. */
export const readWords = (words: string, context: ReadingContext): Deadline => {
  try {
    return readDeadline(words, context)
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'none', words, doubt: error.message }
    throw error
  }
}

/**
 * What stays of a deadline when the circular does not say when it was published: a day of a known year. Everything
 * counted from publication, or without a year, becomes a question.
 */
export const withoutPublication =
  (yearKnown: boolean) =>
  (deadline: Deadline): Deadline => {
    const named =
      (deadline.kind === 'date' || deadline.kind === 'range') &&
      /月\s?[\d一二三四五六七八九十]|月底/.test(deadline.words)
    if (deadline.kind === 'none' || (named && (yearKnown || /20\d\d\s?年/.test(deadline.words)))) return deadline
    return { kind: 'none', words: deadline.words, doubt: '通报没有写发布日期,算不出哪天' }
  }

const dayOfMonth = /(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})[日号](?:\d{1,2}[时::][\d分]{0,3})?(?:之?前|止|内)?/g

/** Days no calendar has, 9月31日, with where they stand in the text. */
export const impossibleDays = (text: string, { published }: ReadingContext): FoundDeadline[] =>
  [...text.matchAll(dayOfMonth)].flatMap((match) => {
    const [year, month, day] = [Number(match[1] ?? published.slice(0, 4)), Number(match[2]), Number(match[3])]
    const date = new Date(Date.UTC(year, month - 1, day))
    if (date.getUTCMonth() === month - 1 && date.getUTCDate() === day) return []
    const words = match[0]
    const deadline: Deadline = { kind: 'none', words, doubt: `没有「${words.replace(/[前止内]+$/, '')}」这一天` }
    return [{ deadline, start: match.index, end: match.index + words.length, quoted: false }]
  })

/** Outside brackets and quotation marks, where norms are quoted: the same length, those letters blank. */
const blanked = (text: string): string => {
  let depth = 0
  let kept = ''
  for (const letter of text) {
    if ('(“《「'.includes(letter)) depth++
    kept += depth > 0 ? ' '.repeat(letter.length) : letter
    if (')”》」'.includes(letter)) depth = Math.max(0, depth - 1)
  }
  return kept
}

/** (6月10日前完成) and the like at the end. */
const bracketed =
  /[(]([^()]{2,24}?(?:前|内|底)(?:之?前)?(?:完成|整改|办结|落实|整改到位|完成整改|报送|上报)?)[)][。;,]?$/

/**
 * The deadline the text of an item sets for itself. Only a sentence that orders sets one; 未于3个工作日内上网 and
 * 自收到申请之日起20个工作日内 tell of norms.
 */
export const deadlineInText = (text: string, context: ReadingContext): Deadline | null => {
  if (!maybe.test(text)) return null
  const tail = bracketed.exec(text)?.[1]
  if (tail !== undefined && !/之日起|未/.test(tail)) {
    const read = readWords(tail, context)
    if (dated.has(read.kind) && read.from !== 'event') return read
  }
  for (const sentence of blanked(text).split(/[。;!]/)) {
    if (sentence.length > 2000) continue
    const order = ordering.exec(sentence)
    if (order === null && !/(?:前|内)(?:完成整改|整改到位|整改完成|完成|办结)$/.test(sentence.trim())) continue
    try {
      const found = findDeadlines(sentence, context).find(
        ({ deadline, quoted, start }) =>
          !quoted && dated.has(deadline.kind) && !/未$|没有$/.test(sentence.slice(0, start).trim()),
      )
      if (found !== undefined) return found.deadline
      const [never] = impossibleDays(sentence, context)
      if (never !== undefined) return never.deadline
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
  return null
}
