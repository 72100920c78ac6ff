import { button, type Message, say } from '#src/domain/message.ts'
import {
  comingSaid,
  containedCommandSaid,
  isThanks,
  nearestCommandSaid,
  notACommandSaid,
  whichQuotedSaid,
} from '#src/views/help.ts'

import type { Command } from './command.ts'
import { type Cursor, cursorOn, foldWidth } from './cursor.ts'

export type Matched =
  | { readonly kind: 'command'; readonly command: Command; readonly cursor: Cursor }
  /** Nothing fits; the nearest is named with what it would be, ready to be sent. */
  | { readonly kind: 'none'; readonly answer: Message }
  /** A command, and it has to be said which item is meant. */
  | { readonly kind: 'asked'; readonly answer: Message }

/** After a name comes its end, a blank, a number or punctuation; a particle (收到了, 汇总一下) is as good as the end. */
const afterName = /^(?:$|[\s\d#,,。.、::!!??~~]|共同|全部|所有|除|(?:了|啦|吧|哦|一下|谢谢|,)+[\s。!!~]*$)/
const particles = /^(?:了|啦|吧|哦|一下|谢谢)+[\s。!!~]*$/

const namesOf = (command: Command): string[] => [command.name, ...command.aliases]

/** What follows these may stand without a blank: a pasted circular, a code. */
const gluedTo = new Set(['导入', '绑定'])

/** Where the arguments begin when the text names this command, else null. */
const argsStart = (folded: string, name: string, takesPaste: boolean): number | null => {
  const latin = /^[a-z]/i.test(name)
  const lead = /^\s*\/?/.exec(folded)![0].length
  if (!folded.slice(lead).toLowerCase().startsWith(name)) return null
  let end = lead + name.length
  if (latin) end += /^@[A-Za-z0-9_]+/.exec(folded.slice(end))?.[0].length ?? 0
  const after = folded.slice(end)
  if (latin) return /^(?:$|[\s\d#])/.test(after) ? end : null
  if (!takesPaste && !afterName.test(after)) return null
  return particles.test(after) ? folded.length : end
}

/** Of the coming versions: named, so that nobody is offered something else in their place. `alone`: a word of common speech. */
const coming: readonly { readonly name: string; readonly latin?: string; readonly alone?: true }[] = [
  { name: '不准延' },
  { name: '准延', latin: 'grant' },
  { name: '延期', latin: 'extend' },
  { name: '异议', latin: 'dispute' },
  { name: '补充', latin: 'supplement', alone: true },
  { name: '交接', latin: 'handover' },
  { name: '接收', latin: 'takeover', alone: true },
  { name: '请假', latin: 'leave' },
  { name: '报告', latin: 'report', alone: true },
  { name: '立项', latin: 'register' },
  { name: '转办', latin: 'assign' },
  { name: '撤销', latin: 'cancel' },
  { name: '改期', latin: 'reschedule' },
  { name: '改', alone: true },
  { name: '重开', latin: 'reopen' },
  { name: '排名', latin: 'ranking' },
  { name: '导出', latin: 'export' },
  { name: '查', latin: 'find', alone: true },
  { name: '日历', latin: 'calendar' },
  { name: '网页', latin: 'web' },
  { name: '批示', latin: 'instruct' },
  { name: '订阅', latin: 'subscribe' },
  { name: '工作日', latin: 'workdays', alone: true },
]

const comingIn = (said: string): string | undefined => {
  const bare = said.replace(/^\//, '')
  const found = coming.find(({ name, latin, alone }) => {
    if (latin !== undefined && new RegExp(`^${latin}(?:$|[\\s@\\d])`, 'i').test(bare)) return true
    if (!bare.startsWith(name)) return false
    return alone !== true || /^(?:$|[\s\d#])/.test(bare.slice(name.length))
  })
  return found?.name
}

const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}

/** So many items are offered, one a button. */
const mostOffered = 6

/** Telegram's limit for what a button says. */
const fits = (says: string): boolean => Buffer.byteLength(says) <= 64

/** `整改 已更新` and 36: `整改 36 已更新`. */
const withNumber = (head: string, number: number, tail: string): string =>
  [head.trim(), String(number), tail.trim()].filter((part) => part !== '').join(' ')

/** A reply to a message that names several items: which one, each ready to be sent. */
const whichOf = (quoted: readonly number[], head: string, tail: string): Message => {
  const texts = quoted.slice(0, mostOffered).map((number) => withNumber(head, number, tail))
  return whichQuotedSaid(quoted, texts.filter(fits), texts[0]!)
}

const suggest = (commands: readonly Command[], typed: string, quoted: readonly number[]): Message => {
  const said = foldWidth(typed).trim()
  const word = /^\/?([^\s\d#,,。.、::]{1,8})/.exec(said)?.[1] ?? ''
  const rest = said.slice(said.startsWith('/') ? word.length + 1 : word.length)
  const submit = commands.find((command) => command.name === '整改')
  // 「3已办」「12 办好了」: a number first, as one would tell a colleague.
  const numbered = /^#?\d{1,6}(?:[、,\s]+\d{1,6})*/.exec(said)?.[0]
  if (submit !== undefined && numbered !== undefined) {
    const note = said.slice(numbered.length).trim()
    const says = `整改 ${numbered} ${note === '' ? '已办' : note}`
    return nearestCommandSaid(numbered, says, fits(says))
  }
  const later = comingIn(said)
  if (later !== undefined) return comingSaid(later)
  const near = commands
    .flatMap((command) => namesOf(command).map((name) => ({ command, name, far: distance(word.toLowerCase(), name) })))
    .filter(({ name, far }) => far <= (name.length > 3 ? 2 : 1) && far < name.length)
    .toSorted((a, b) => a.far - b.far)[0]
  // Free text in reply to a reminder is a report on what the reminder names.
  const [first, ...others] = near === undefined && !isThanks(said) && submit !== undefined ? quoted : []
  if (first !== undefined) {
    const says = withNumber('整改', first, said)
    return others.length > 0 ? whichOf(quoted, '整改', said) : nearestCommandSaid(said, says, fits(says))
  }
  const contained = commands.find(
    (command) => command.name.length > 1 && said.length <= 12 && said.includes(command.name),
  )
  if (contained !== undefined)
    return containedCommandSaid(said, contained.name, contained.examples[0] ?? contained.name)
  if (near === undefined) return notACommandSaid(said)
  const meant = `${near.command.name}${rest === '' ? '' : ` ${rest.trim()}`}`
  const matched = matchCommand([near.command], meant, '', quoted)
  const says = matched.kind === 'command' ? matched.cursor.typed : meant
  // An example with another's number would be typed as it stands.
  const number = /\d+/.exec(rest)?.[0]
  const example = near.command.examples[0]
  return nearestCommandSaid(word, says, fits(says), number === undefined ? example : example?.replace(/\d+/, number))
}

const missesNumber = (command: Command, cursor: Cursor): boolean =>
  Object.values(command.args).some((arg) => arg.misses?.(cursor) === true)

/**
 * Finds the command a text names among those its speaker may use; the longest name wins. `quoted`: the numbers that the
 * message replied to names, which stand in for one that was not typed.
 */
export const matchCommand = (
  commands: readonly Command[],
  typed: string,
  today: string,
  quoted: readonly number[] = [],
): Matched => {
  const folded = foldWidth(typed)
  const found = commands
    .flatMap((command) => namesOf(command).map((name) => ({ command, name })))
    .toSorted((a, b) => b.name.length - a.name.length)
    .map(({ command, name }) => ({ command, at: argsStart(folded, name, gluedTo.has(command.name)) }))
    .find(({ at }) => at !== null)
  if (found === undefined || found.at === null) return { kind: 'none', answer: suggest(commands, typed, quoted) }
  const cursor = cursorOn(typed, today)
  cursor.at = found.at
  const { command } = found
  const [only, ...others] = quoted
  if (only === undefined || !missesNumber(command, cursor)) return { kind: 'command', command, cursor }
  const tail = particles.test(folded.slice(found.at)) ? '' : typed.slice(found.at)
  if (others.length > 0) return { kind: 'asked', answer: whichOf(quoted, command.name, tail) }
  const whole = cursorOn(withNumber(command.name, only, tail), today)
  whole.at = command.name.length
  return { kind: 'command', command, cursor: whole }
}

/** A refusal for what its command could not read, with how it is used. */
export const usageSaid = (why: string, command: Command): Message =>
  say(`${why}\n例:${command.examples[0] ?? command.name}`, [button(`帮助 ${command.name}`)])
