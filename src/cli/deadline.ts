import { parseArgs } from 'node:util'

import { nationalCalendar } from '../calendar.ts'
import { countWorkdays, type Calendar } from '../domain/calendar.ts'
import { isIsoDate, type IsoDate } from '../domain/dates.ts'
import { readDeadline, type Deadline, type ReadingContext } from '../domain/deadline.ts'
import { Refusal } from '../domain/refusal.ts'
import { Usage, type CliCommand, type CliIo } from './command.ts'
import { badOption, countedWords, dateArgument, dated } from './day-words.ts'

const usage = `用法:
  duban deadline "<期限的说法>" --published <发布日期> [--received <收到日期>] [--json]
  duban deadline --stdin      每行一个 {"words","published","received"?},每行答一个
例如:duban deadline "6月8日前" --published 2021-06-04`

const deadline: CliCommand = {
  name: 'deadline',
  summary: '读期限:「6月8日前」「3个工作日内」是哪一天,有什么拿不准',
  usage,
  async run(args, io) {
    const { values, positionals } = parse(args)
    if (values.stdin === true) return readLines(io)
    const [words, ...more] = positionals
    if (words === undefined) throw new Usage('缺期限的说法,例如 duban deadline "6月8日前" --published 2021-06-04')
    if (more.length > 0) throw new Usage(`多了「${more.join(' ')}」:期限的说法要用引号括起来`)
    const published = dateArgument(values.published, '发布日期 --published')
    const received = values.received === undefined ? undefined : dateArgument(values.received, '收到日期 --received')
    try {
      const ctx = context(nationalCalendar(), published, received)
      const read = readDeadline(words, ctx)
      io.out(values.json === true ? JSON.stringify(jsonOf(read)) : sentence(read, ctx))
      return 0
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      io.err(error.message)
      return 1
    }
  },
}
export default deadline

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        published: { type: 'string' },
        received: { type: 'string' },
        json: { type: 'boolean' },
        stdin: { type: 'boolean' },
      },
      allowPositionals: true,
    })
  } catch (error) {
    throw badOption(error)
  }
}

function context(calendar: Calendar, published: IsoDate, received: IsoDate | undefined): ReadingContext {
  return { calendar, published, ...(received === undefined ? {} : { received }) }
}

/** JSON.stringify leaves out what is undefined. */
const jsonOf = (read: Deadline): unknown => ({ ...read, words: undefined })

/** One answer a line; a bad line is answered {"error"} and does not stop the others. */
async function readLines(io: CliIo): Promise<number> {
  const calendar = nationalCalendar()
  const lines = (await io.stdin()).split('\n').filter((line) => line.trim() !== '')
  for (const line of lines) io.out(JSON.stringify(answerLine(line, calendar)))
  return 0
}

function answerLine(line: string, calendar: Calendar): unknown {
  try {
    const asked: unknown = JSON.parse(line)
    if (!isQuestion(asked)) {
      return { error: '这一行应有 words 和 published,例如 {"words":"6月8日前","published":"2021-06-04"}' }
    }
    return jsonOf(readDeadline(asked.words, context(calendar, asked.published, asked.received)))
  } catch (error) {
    if (error instanceof SyntaxError) return { error: `这一行不是 JSON:${error.message}` }
    return { error: error instanceof Refusal ? error.message : String(error) }
  }
}

const isDate = (text: unknown): boolean => typeof text === 'string' && isIsoDate(text)

function isQuestion(value: unknown): value is { words: string; published: IsoDate; received?: IsoDate } {
  if (typeof value !== 'object' || value === null) return false
  const { words, published, received } = value as Record<string, unknown>
  return typeof words === 'string' && isDate(published) && (received === undefined || isDate(received))
}

const openWords: Partial<Record<Deadline['kind'], string>> = {
  immediate: '立即办,没有具体日期',
  ongoing: '长期坚持,没有截止日',
  none: '没有读出期限',
}

function sentence(read: Deadline, ctx: ReadingContext): string {
  const lines = [`「${read.words.trim()}」:${dueWords(read, ctx)}。`]
  if (read.doubt !== undefined) lines.push(`拿不准:${read.doubt}。`)
  if (read.alternative !== undefined) lines.push(`另一种读法:${dated(read.alternative.date)}。`)
  return lines.join('\n')
}

function dueWords(read: Deadline, { calendar, published, received }: ReadingContext): string {
  const { date, time, lastWorkday, n } = read
  if (date === undefined) return openWords[read.kind] ?? '还算不出日期'
  const start = received ?? published
  const due = `${read.kind === 'repeating' ? '下一次 ' : ''}${dated(date)}${time === undefined ? '(含当日)' : ` ${time} 前`}`
  const rest = lastWorkday === undefined ? '' : `,这天休息,此前最后一个工作日是 ${dated(lastWorkday)}`
  if (date <= start || start.slice(0, 4) < String(calendar.firstYear)) return `${due}${rest}`
  if (read.kind === 'workingDays' && n !== undefined && read.from !== 'event') {
    return `${due},从 ${dated(start)} 起(当日不算)数 ${n} 个工作日:${countedWords(calendar, start, date)}`
  }
  const { workdays } = countWorkdays(calendar, start, date)
  return `${due}${rest},${dated(start)}之后还有 ${workdays} 个工作日:${countedWords(calendar, start, date)}`
}
