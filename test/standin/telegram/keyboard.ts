import { badRequest } from './api-error.ts'
import { charactersIn } from './markup.ts'
import { type Fields, isFields, jsonOf, type Params } from './params.ts'
import type { SeenButton } from './types.ts'

export interface Keyboard {
  /** As the client sent it; given back in messages when it is an inline keyboard. */
  readonly raw: Fields
  readonly inline: boolean
  readonly rows: readonly (readonly SeenButton[])[]
  readonly forceReply: boolean
}

const fail = (what: string) => badRequest(`can't parse inline keyboard button: ${what}`)

const readButton = (value: unknown): SeenButton => {
  if (!isFields(value)) throw fail('expected an Object')
  const { text, callback_data: data, url } = value
  if (text === undefined) throw fail('Can\'t find field "text"')
  if (typeof text !== 'string') throw fail('Field "text" must be of type String')
  // Stricter: the real server leaves such a button out.
  if (text.trim() === '') throw fail('button text is empty')
  if (typeof url === 'string' && url !== '') return { label: text, says: url }
  if (typeof data !== 'string' || data === '') throw fail('Text buttons are unallowed in the inline keyboard')
  if (Buffer.byteLength(data) > 64) throw badRequest('BUTTON_DATA_INVALID')
  return { label: text, says: data }
}

const readRows = (value: unknown): readonly (readonly SeenButton[])[] => {
  if (!Array.isArray(value)) throw badRequest("can't parse reply keyboard markup JSON object")
  const rows = value
    .map((row: unknown) => {
      if (!Array.isArray(row)) throw badRequest("can't parse inline keyboard markup: a row must be of type Array")
      // Stricter: what the real server does with more is not known.
      if (row.length > 8) throw badRequest('a row of an inline keyboard must have at most 8 buttons')
      return row.map(readButton)
    })
    .filter((row) => row.length > 0)
  if (rows.flat().length > 100) throw badRequest('reply markup is too long')
  return rows
}

/** reply_markup of a call; undefined where there is none. An inline keyboard without a button counts as none, too. */
export const keyboardOf = (params: Params): Keyboard | undefined => {
  const raw = jsonOf(params, 'reply_markup', 'reply keyboard markup')
  if (raw === undefined) return undefined
  if (!isFields(raw)) throw badRequest('object expected as reply markup')
  if ('inline_keyboard' in raw) {
    const rows = readRows(raw['inline_keyboard'])
    return rows.length === 0 ? undefined : { raw, inline: true, rows, forceReply: false }
  }
  if (raw['force_reply'] === true) {
    const hint = raw['input_field_placeholder']
    if (typeof hint === 'string' && charactersIn(hint) > 64) throw badRequest('input field placeholder is too long')
    return { raw, inline: false, rows: [], forceReply: true }
  }
  if (!('keyboard' in raw) && !('remove_keyboard' in raw)) throw badRequest('object expected as reply markup')
  return { raw, inline: false, rows: [], forceReply: false }
}
