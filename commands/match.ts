import { button, type Message, say } from '#src/domain/message.ts'
import { comingSaid, containedCommandSaid, nearestCommandSaid, notACommandSaid } from '#src/views/help.ts'

import type { Command } from './command.ts'
import { type Cursor, cursorOn, foldWidth } from './cursor.ts'

export type Matched =
  | { readonly kind: 'command'; readonly command: Command; readonly cursor: Cursor }
  /** Nothing fits; the nearest is named with what it would be, ready to be sent. */
  | { readonly kind: 'none'; readonly answer: Message }

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

/** Of the coming versions: named, so that nobody is offered something else in their place. */
const coming = [
  '转办',
  '延期',
  '准延',
  '不准延',
  '异议',
  '撤销',
  '改期',
  '重开',
  '立项',
  '导出',
  '排名',
  '批示',
  '订阅',
  '日历',
  '交接',
  '请假',
  '网页',
] as const

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

/** Telegram's limit for what a button says. */
const fits = (says: string): boolean => Buffer.byteLength(says) <= 64

const suggest = (commands: readonly Command[], typed: string): Message => {
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
  const contained = commands.find(
    (command) => command.name.length > 1 && said.length <= 12 && said.includes(command.name),
  )
  if (contained !== undefined)
    return containedCommandSaid(said, contained.name, contained.examples[0] ?? contained.name)
  const later = coming.find((name) => said.startsWith(name))
  if (later !== undefined) return comingSaid(later)
  const near = commands
    .flatMap((command) => namesOf(command).map((name) => ({ command, name, far: distance(word.toLowerCase(), name) })))
    .filter(({ name, far }) => far <= (name.length > 3 ? 2 : 1) && far < name.length)
    .toSorted((a, b) => a.far - b.far)[0]
  if (near === undefined) return notACommandSaid(said)
  const says = `${near.command.name}${rest === '' ? '' : ` ${rest.trim()}`}`
  return nearestCommandSaid(word, says, fits(says), near.command.examples[0])
}

/** Finds the command a text names among those its speaker may use; the longest name wins. */
export const matchCommand = (commands: readonly Command[], typed: string, today: string): Matched => {
  const folded = foldWidth(typed)
  const found = commands
    .flatMap((command) => namesOf(command).map((name) => ({ command, name })))
    .toSorted((a, b) => b.name.length - a.name.length)
    .map(({ command, name }) => ({ command, at: argsStart(folded, name, gluedTo.has(command.name)) }))
    .find(({ at }) => at !== null)
  if (found === undefined || found.at === null) return { kind: 'none', answer: suggest(commands, typed) }
  const cursor = cursorOn(typed, today)
  cursor.at = found.at
  return { kind: 'command', command: found.command, cursor }
}

/** A refusal for what its command could not read, with how it is used. */
export const usageSaid = (why: string, command: Command): Message =>
  say(`${why}\n例:${command.examples[0] ?? command.name}`, [button(`帮助 ${command.name}`)])
