import { createHash } from 'node:crypto'

import { type Button, type Message, plain } from '#src/domain/message.ts'

const mostButtons = 6
const longestKey = 1024
/** Characters; the platform advises these, and its clients cut what is longer. */
const longestTitle = 26
const longestLabel = 10
const longestSubtitle = 112

const short = (text: string, most: number): string => {
  const chars = Array.from(text.replaceAll(/\s+/g, ' ').trim())
  return chars.length <= most ? chars.join('') : `${chars.slice(0, most - 1).join('')}…`
}

/** The buttons a card can carry: six, each with a key of its own. */
export const cardButtons = (buttons: readonly Button[]): Button[] =>
  buttons
    .filter(({ says }, at) => buttons.findIndex((other) => other.says === says) === at)
    .filter(({ label, says }) => label.trim() !== '' && says !== '' && Buffer.byteLength(says) <= longestKey)
    .slice(0, mostButtons)

/** Named as something to say: 「通过 1」, or one of a row of examples, 例:通过 1;退回 1 理由. */
const isNamed = (text: string, says: string): boolean => {
  for (let at = text.indexOf(says); at >= 0; at = text.indexOf(says, at + 1))
    if (/[「:;]/.test(text[at - 1] ?? '') && /[」;]/.test(text[at + says.length] ?? ';')) return true
  return false
}

/** What buttons say, for those who type; '' where there are none, or where the text has named them already. */
export const typedHint = (message: Message): string => {
  const text = plain(message)
  const said = [...new Set((message.buttons ?? []).map(({ says }) => says))].filter((says) => !isNamed(text, says))
  return said.length === 0 ? '' : `可回:${said.join(' / ')}`
}

const firstLine = (message: Message): string =>
  (message.title ?? plain(message)).split('\n').find((line) => line.trim() !== '') ?? '督办'

/** Unique for the bot, and the same for the same message, so that a card that came twice would be refused the second time. */
export const taskIdOf = (key: string): string => createHash('sha256').update(key).digest('hex')

/** A button that shows the very words says already what to type; only the others are spelled out. */
export const buttonCard = (key: string, message: Message, buttons: readonly Button[]): object => {
  const shown = buttons.map(({ label, says }) => ({ text: short(label, longestLabel), style: 1, key: says }))
  const hidden = shown.flatMap(({ text, key: says }) => (text === says ? [] : [says]))
  return {
    card_type: 'button_interaction',
    main_title: { title: short(firstLine(message), longestTitle) },
    ...(hidden.length === 0 ? {} : { sub_title_text: short(`也可以直接回:${hidden.join(' / ')}`, longestSubtitle) }),
    button_list: shown,
    task_id: taskIdOf(key),
  }
}

/** What a card becomes when one of its buttons was pressed: it says which, and has none any more. */
export const pressedCard = (taskId: string, says: string, others: readonly string[]): object => ({
  card_type: 'text_notice',
  task_id: taskId,
  main_title: { title: short(`已按「${says}」`, longestTitle) },
  ...(others.length === 0 ? {} : { sub_title_text: short(`还可以回:${others.join(' / ')}`, longestSubtitle) }),
  // A notice must lead somewhere; there is no page of ours that everybody may open.
  card_action: { type: 1, url: 'https://work.weixin.qq.com/' },
})
