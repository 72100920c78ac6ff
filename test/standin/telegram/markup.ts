import { badRequest } from './api-error.ts'
import { reference } from './reference.ts'
import { attributesOf } from './tag.ts'
import type { Entity } from './types.ts'

export interface Formatted {
  readonly text: string
  /** Offsets and lengths in UTF-16 units. */
  readonly entities: readonly Entity[]
}

const types: Readonly<Record<string, string>> = {
  a: 'text_link',
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
  'tg-emoji': 'custom_emoji',
  'tg-time': 'date_time',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
}

interface Open {
  readonly tag: string
  readonly offset: number
  readonly entity: Partial<Entity>
}

const bytesBefore = (html: string, at: number): number => Buffer.byteLength(html.slice(0, at))
const fail = (what: string) => badRequest(`can't parse entities: ${what}`)

/** Text of parse_mode HTML into plain text and entities, or the server's own complaint about it. */
export const parseHtml = (html: string): Formatted => {
  const entities: Entity[] = []
  const open: Open[] = []
  let text = ''
  let at = 0
  while (at < html.length) {
    const next = html[at]!
    const found = next === '&' ? reference(html.slice(at, at + 12)) : undefined
    if (found) {
      text += found[0]
      at += found[1]
    } else if (next !== '<') {
      text += next
      at++
    } else if (html[at + 1] === '/') {
      const [whole, name = '', close] = /^<\/([^\s>]*)\s*(>?)/.exec(html.slice(at))!
      const where = bytesBefore(html, at)
      const last = open.pop()
      if (!last) throw fail(`Unexpected end tag at byte offset ${where}`)
      if (close === '') throw fail(`Unclosed end tag at byte offset ${where}`)
      if (name !== '' && name.toLowerCase() !== last.tag)
        throw fail(
          `Unmatched end tag at byte offset ${where}, expected "</${last.tag}>", found "</${name.toLowerCase()}>"`,
        )
      const length = text.length - last.offset
      if (length > 0) entities.push({ type: types[last.tag]!, offset: last.offset, length, ...last.entity })
      at += whole.length
    } else {
      const where = bytesBefore(html, at)
      const name = /^[^\s>]*/.exec(html.slice(at + 1))![0]
      const tag = name.toLowerCase()
      if (at + 1 + name.length >= html.length) throw fail(`Unclosed start tag at byte offset ${where}`)
      if (!(tag in types)) throw fail(`Unsupported start tag "${tag}" at byte offset ${where}`)
      const { attributes, end } = attributesOf(html, at + 1 + name.length, tag, where)
      if (tag === 'span' && attributes['class'] !== 'tg-spoiler')
        throw fail(`Tag "span" must have class "tg-spoiler" at byte offset ${where}`)
      const url = tag === 'a' ? attributes['href'] : undefined
      open.push({ tag, offset: text.length, entity: url === undefined ? {} : { url } })
      at = end
    }
  }
  const left = open.pop()
  if (left) throw fail(`Can't find end tag corresponding to start tag "${left.tag}"`)
  return { text, entities: entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length) }
}

/** Without what the server takes away: control characters, and white space at both ends. */
export const tidy = ({ text, entities }: Formatted): Formatted => {
  // Every character that goes is one unit, so that the places of entities can be counted.
  // eslint-disable-next-line no-control-regex
  const gone = /[\u0000-\u0008\u000b-\u001f]/
  const places: number[] = []
  let clean = ''
  for (const unit of text.split('')) {
    places.push(clean.length)
    if (!gone.test(unit)) clean += unit
  }
  places.push(clean.length)
  const lead = clean.length - clean.trimStart().length
  const kept = clean.trim()
  const place = (at: number): number => Math.min(Math.max((places[at] ?? clean.length) - lead, 0), kept.length)
  const moved = entities
    .map((entity) => {
      const offset = place(entity.offset)
      return { ...entity, offset, length: place(entity.offset + entity.length) - offset }
    })
    .filter(({ length }) => length > 0)
  return { text: kept, entities: moved }
}

/** The server counts Unicode characters, not UTF-16 units. */
export const charactersIn = (text: string): number => {
  let count = 0
  for (const _ of text) count++
  return count
}
