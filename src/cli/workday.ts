import { parseArgs } from 'node:util'

import { nationalCalendar } from '../calendar.ts'
import { addWorkdays, countWorkdays, dayKind, workdaysBetween, type Calendar } from '../domain/calendar.ts'
import { Refusal } from '../domain/refusal.ts'
import { Usage, type CliCommand } from './command.ts'
import { badOption, countedWords, dateArgument, dated, provisionalLine } from './day-words.ts'

interface Answer {
  readonly json: unknown
  readonly words: string
}

const usage = `用法:
  duban workday count <起> <止> [--json]   起日之后、到止日为止(含止日)有几个工作日
  duban workday add <起> <n> [--json]      起日之后第 n 个工作日;n 为负数时往前数
  duban workday is <日期> [--json]         这天是不是工作日
例如:duban workday count 2021-06-04 2021-06-08`

const workday: CliCommand = {
  name: 'workday',
  summary: '数工作日:两日之间、往后第 n 个、某天是不是工作日',
  usage,
  run(args, io) {
    const { json, words } = wordsOf(args)
    try {
      const answer = answerTo(words, nationalCalendar())
      io.out(json ? JSON.stringify(answer.json) : answer.words)
      return Promise.resolve(0)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      io.err(error.message)
      return Promise.resolve(1)
    }
  },
}
export default workday

function wordsOf(args: string[]): { json: boolean; words: string[] } {
  // parseArgs would take -3 for an option.
  const negative = args.filter((arg) => /^-\d+$/.test(arg))
  try {
    const rest = args.filter((arg) => !negative.includes(arg))
    const { values, positionals } = parseArgs({
      args: rest,
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    })
    return { json: values.json === true, words: [...positionals, ...negative] }
  } catch (error) {
    throw badOption(error)
  }
}

function answerTo([what, first, second, ...more]: string[], calendar: Calendar): Answer {
  if (more.length > 0) throw new Usage(`多了「${more.join(' ')}」`)
  if (what === 'count') return count(calendar, first, second)
  if (what === 'add') return add(calendar, first, second)
  if (what !== 'is')
    throw new Usage(what === undefined ? '缺 count、add 或 is' : `没有「workday ${what}」,只有 count、add、is`)
  if (second !== undefined) throw new Usage(`多了「${second}」`)
  return is(calendar, dateArgument(first, '日期'))
}

function count(calendar: Calendar, first: string | undefined, second: string | undefined): Answer {
  const [from, to] = [dateArgument(first, '起日'), dateArgument(second, '止日')]
  const { workdays, provisional } = countWorkdays(calendar, from, to)
  const [early, late] = from <= to ? [from, to] : [to, from]
  const days = workdaysBetween(calendar, early, late)
  const counted = countedWords(calendar, early, late)
  const backwards = from > to ? ',止日早于起日,往前数' : ''
  return {
    json: { workdays, days, provisional },
    words: `${dated(from)}之后到${dated(to)}(含当日):${workdays} 个工作日${backwards}。${counted === '' ? '' : `${counted}。`}${provisionalLine(calendar, provisional, late)}`,
  }
}

function add(calendar: Calendar, first: string | undefined, second: string | undefined): Answer {
  const from = dateArgument(first, '起日')
  if (second === undefined || !/^[-+]?\d{1,6}$/.test(second)) {
    throw new Usage(`工作日数「${second ?? ''}」不对:应为整数,例如 3`)
  }
  const n = Number(second)
  const { date, provisional } = addWorkdays(calendar, from, n)
  // Backwards the day itself is counted and the start is not, so there is no list to show that would not mislead.
  const counted = n > 0 ? countedWords(calendar, from, date) : ''
  const which = n > 0 ? `之后第 ${n}` : `之前第 ${-n}`
  const latest = date > from ? date : from
  return {
    json: { date, provisional },
    words: `${dated(from)}${which} 个工作日:${dated(date)}。${counted === '' ? '' : `${counted}。`}${provisionalLine(calendar, provisional, latest)}`,
  }
}

function is(calendar: Calendar, asked: string): Answer {
  const { date, workday: works, reason, name, provisional } = dayKind(calendar, asked)
  const reasons = { workday: '', weekend: ',周末', holiday: `,${name}放假`, makeup: `,${name}调休上班` }
  return {
    json: { date, workday: works, reason, provisional },
    words: `${dated(date)}${works ? '是工作日' : '不是工作日'}${reasons[reason]}。${provisionalLine(calendar, provisional, date)}`,
  }
}
