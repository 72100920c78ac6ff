import { monthDay } from '#src/domain/dates.ts'
import { dateAt } from '#src/domain/instant.ts'
import { type Block, list, type Message, plain } from '#src/domain/message.ts'
import type { CarriedPush, PushKind } from '#src/domain/pushes.ts'

import { numbersSaid } from './labels.ts'

export const pushNames: Readonly<Record<PushKind, string>> = {
  return: '退回',
  transfer: '转办',
  instruction: '批示',
  publish: '新交办',
  broadcast: '通知',
  chase: '催办',
}

const longest = 300

/** The words of a message in one line, for a place inside another one. */
export const inOneLine = (message: Message): string => {
  const said = plain(message).replaceAll(/\s*\n\s*/g, ' ')
  return said.length > longest ? `${said.slice(0, longest)}…` : said
}

const lineOf = (push: CarriedPush): string => {
  const what = `${monthDay(dateAt(push.at))}${pushNames[push.kind]}`
  // Items stand in the list above with their reason; what is said in words is said here.
  const inWords = push.kind === 'broadcast' || push.kind === 'instruction' || push.kind === 'transfer'
  return inWords || push.numbers.length === 0
    ? `${what}:${inOneLine(push.body)}`
    : `${what}:${numbersSaid(push.numbers)}`
}

/** What an earlier day had no room for. */
export const carriedBlocks = (carried: readonly CarriedPush[]): Block[] =>
  carried.length === 0 ? [] : [list(carried.map(lineOf), '前面没有单独发的')]
