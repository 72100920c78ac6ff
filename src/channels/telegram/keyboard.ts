import { type Button, type Message, plain } from '#src/domain/message.ts'

import { columnsOf } from './width.ts'

/** A button of Telegram's: what it sends back when pressed is what one would have typed. */
export interface InlineButton {
  readonly text: string
  readonly callback_data: string
}

export type Keyboard = readonly (readonly InlineButton[])[]

/** Telegram's limit for callback_data, in bytes of UTF-8. */
const mostBytes = 64
/** Telegram's limit for one message. */
const mostButtons = 100
/** Of a row on a phone, in columns; labels beyond it are cut off. */
const rowColumns = 28
const mostInRow = 3

const fits = ({ says }: Button): boolean => says !== '' && Buffer.byteLength(says) <= mostBytes

const pack = (buttons: readonly InlineButton[]): Keyboard => {
  const rows: InlineButton[][] = []
  let left = 0
  for (const button of buttons) {
    const columns = columnsOf(button.text) + 2
    const row = rows.at(-1)
    if (row !== undefined && row.length < mostInRow && columns <= left) {
      row.push(button)
      left -= columns
    } else {
      rows.push([button])
      left = rowColumns - columns
    }
  }
  return rows
}

/** The buttons that Telegram can carry; the others are only printed. */
export const keyboardOf = ({ buttons = [] }: Message): Keyboard =>
  pack(
    buttons
      .filter(fits)
      .slice(0, mostButtons)
      .map(({ label, says }) => ({ text: label === '' ? says : label, callback_data: says })),
  )

/** What to type instead of pressing: a press is lost after an outage of minutes, a text is not. Null: the text says it. */
export const typedLine = (message: Message): string | null => {
  const said = plain(message)
  const typed = new Set((message.buttons ?? []).map(({ says }) => says).filter((says) => !said.includes(`「${says}」`)))
  return typed.size === 0 ? null : `也可以直接回:${[...typed].join(' · ')}`
}

type Shown = readonly (readonly { readonly text: string; readonly callback_data?: string | undefined }[])[]

/** The keyboard without the button that was pressed. Null: it has none such. */
export const pressedKeyboard = (shown: Shown, data: string | undefined): InlineButton[][] | null => {
  const own = shown.map((row) =>
    row.flatMap(({ text, callback_data: says }) => (says === undefined ? [] : [{ text, callback_data: says }])),
  )
  if (!own.flat().some((button) => button.callback_data === data)) return null
  return own.map((row) => row.filter((button) => button.callback_data !== data)).filter((row) => row.length > 0)
}
