import { badRequest } from '../api-error.ts'
import { charactersIn, type Formatted, parseHtml, tidy } from '../markup.ts'
import { isFields, jsonOf, type Params, textOf } from '../params.ts'
import type { Entity } from '../types.ts'

const entitiesOf = (params: Params, name: string): readonly Entity[] => {
  const value = jsonOf(params, name, 'message entities')
  if (value === undefined) return []
  if (!Array.isArray(value) || !value.every(isFields)) throw badRequest("can't parse message entities")
  return value.map((one) => {
    const { type, offset, length } = one
    if (typeof type !== 'string' || typeof offset !== 'number' || typeof length !== 'number')
      throw badRequest("can't parse MessageEntity")
    return { ...one, type, offset, length }
  })
}

/** What a call says in `name`, by its parse_mode or its entities. */
const formatted = (params: Params, name: string, entities: string): Formatted => {
  const text = textOf(params, name)
  const mode = textOf(params, 'parse_mode').toLowerCase()
  if (mode === 'html') return tidy(parseHtml(text))
  if (mode !== '') throw badRequest('unsupported parse_mode: the stand-in reads HTML only')
  return tidy({ text, entities: entitiesOf(params, entities) })
}

export interface Words extends Formatted {
  readonly html: string
}

export const textIn = (params: Params): Words => {
  const html = textOf(params, 'text')
  if (html === '') throw badRequest('message text is empty')
  const words = formatted(params, 'text', 'entities')
  if (words.text === '') throw badRequest('text must be non-empty')
  if (charactersIn(words.text) > 4096) throw badRequest('message is too long')
  return { ...words, html }
}

export const captionIn = (params: Params): Words => {
  const words = formatted(params, 'caption', 'caption_entities')
  if (charactersIn(words.text) > 1024) throw badRequest('message caption is too long')
  return { ...words, html: textOf(params, 'caption') }
}
