/** A line of a message, with the one kind of markup it has. What is not separated by a border is never torn apart. */
export interface Piece {
  readonly text: string
  readonly wrap: 'none' | 'bold' | 'quote' | 'pre'
  /** Which block it belongs to: the next block stands off by an empty line. */
  readonly block: number
}

export interface Written {
  /** Telegram's HTML. */
  readonly html: string
  /** The same without markup. */
  readonly plain: string
}

/** The block of a title, which the text follows at once. */
export const titleBlock = -1

const tags = {
  none: ['', ''],
  bold: ['<b>', '</b>'],
  quote: ['<blockquote>', '</blockquote>'],
  pre: ['<pre>', '</pre>'],
} as const

/** In Telegram's HTML nothing but these three signs means anything outside of tags. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** What Telegram would refuse in any text. */
const clean = (text: string): string => text.toWellFormed().replaceAll('\u0000', '').replaceAll(/\r\n?/g, '\n')

export const linesOf = (text: string, wrap: Piece['wrap'], block: number): Piece[] =>
  clean(text)
    .split('\n')
    .map((line) => ({ text: line, wrap, block }))

const gap = (before: Piece, after: Piece): string =>
  before.block === after.block || before.block === titleBlock ? '\n' : '\n\n'

const isSameTag = (before: Piece, after: Piece): boolean =>
  before.wrap !== 'none' && before.wrap === after.wrap && before.block === after.block

/** Lines of one block under one tag are one element. */
export const write = (pieces: readonly Piece[]): Written => {
  let html = ''
  let plain = ''
  pieces.forEach((piece, at) => {
    const before = pieces[at - 1]
    const after = pieces[at + 1]
    const space = before === undefined ? '' : gap(before, piece)
    const [open, close] = tags[piece.wrap]
    const isFirst = before === undefined || !isSameTag(before, piece)
    const isLast = after === undefined || !isSameTag(piece, after)
    html += `${space}${isFirst ? open : ''}${escapeHtml(piece.text)}${isLast ? close : ''}`
    plain += `${space}${piece.text}`
  })
  return { html, plain }
}

export const lengthOf = (pieces: readonly Piece[]): number => write(pieces).plain.length

/** Whether anything of it can be seen: Telegram refuses a message of blanks. */
const isVisible = ({ text }: Piece): boolean => /[^\s\p{Z}\p{Cc}\p{Cf}]/u.test(text)

const trimmed = (pieces: readonly Piece[]): readonly Piece[] => {
  const first = pieces.findIndex(isVisible)
  return first < 0 ? [] : pieces.slice(first, pieces.findLastIndex(isVisible) + 1)
}

/** How far before the limit a sentence's end is looked for. */
const lookBack = 300

const signs = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/** The last border between signs up to here: flags and joined emoji are one sign. */
const borderBefore = (text: string, at: number): number => {
  // With the rest of the sign that begins there, as far as it tells whether it begins there.
  const border = signs.segment(text.slice(0, at + 16)).containing(at)?.index ?? at
  if (border > 0) return border
  // One endless sign: then at least no half of a surrogate pair.
  return /[\uD800-\uDBFF]/.test(text[at - 1]!) ? at - 1 : at
}

/** Cuts a line that is longer than a whole message, after a sentence where there is one, never within a sign. */
const chop = (piece: Piece, most: number): Piece[] => {
  const pieces: Piece[] = []
  let left = piece.text
  while (left.length > most) {
    const window = left.slice(most - Math.min(lookBack, most - 1), most)
    const end = Math.max(...['。', ';', ',', ' '].map((sign) => window.lastIndexOf(sign)))
    const cut = borderBefore(left, end < 0 ? most : most - window.length + end + 1)
    pieces.push({ ...piece, text: left.slice(0, cut) })
    left = left.slice(cut)
  }
  return [...pieces, { ...piece, text: left }]
}

/**
 * Spreads lines over messages, at the borders between lines.
 * @param most UTF-16 units of one message's text: never more than the code points that Telegram counts
 */
export const split = (pieces: readonly Piece[], most: number): Written[] => {
  const parts: Piece[][] = []
  let length = 0
  for (const piece of pieces.flatMap((one) => chop(one, most))) {
    const part = parts.at(-1)
    const more = part === undefined ? 0 : gap(part.at(-1)!, piece).length + piece.text.length
    if (part === undefined || length + more > most) {
      parts.push([piece])
      length = piece.text.length
    } else {
      part.push(piece)
      length += more
    }
  }
  return parts
    .map(trimmed)
    .filter((part) => part.length > 0)
    .map(write)
}
