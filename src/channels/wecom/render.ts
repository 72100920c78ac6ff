import type { Block, Message } from '#src/domain/message.ts'

import { escapeCell, escapeInline, escapeText, lineBreak } from './markdown.ts'

/** The platform takes 20,480 bytes of UTF-8; a little is left. */
export const mostBytes = 20_000
/** A piece is at most so long when it is escaped, whatever stands in it; its markup fits above that. */
const mostEscaped = 19_000

const bytesOf = (text: string): number => Buffer.byteLength(text)

/** The most bytes that a character can come to: a new line brings its break, a mark of its block and an escape. */
const weightOf = (char: string): number => {
  if (/[\n\r\u2028\u2029]/.test(char)) return 9
  if (char === '\t') return 4
  return /[ -/:-@[-`{-~]/.test(char) ? 2 : bytesOf(char)
}

const weigh = (text: string): number => {
  let sum = 0
  for (const char of text) sum += weightOf(char)
  return sum
}

/** What must not be cut: a heading, a line of a list, a row. */
interface Piece {
  readonly text: string
  /** What stands between it and the piece before, in the same bubble. */
  readonly glue: string
  /** What it needs above it where it begins a bubble: the head of its table. */
  readonly head?: string
}

/** A text that is too long for a bubble, in pieces that are not, cut at the end of a line where there is one. */
const cut = (text: string): string[] => {
  if (text.length * 9 <= mostEscaped || weigh(text) <= mostEscaped) return [text]
  const parts: string[] = []
  let part = ''
  let size = 0
  const add = (more: string, weight: number): void => {
    if (size + weight > mostEscaped && part !== '') {
      parts.push(part)
      part = ''
      size = 0
    }
    part += more
    size += weight
  }
  for (const line of text.split(/(?<=\n)/)) {
    const weight = weigh(line)
    if (weight <= mostEscaped) add(line, weight)
    else for (const char of line) add(char, weightOf(char))
  }
  return [...parts, part].map((one) => one.replace(/\n$/, ''))
}

const paragraphs = (text: string): Piece[] =>
  cut(text).map((part, at) => ({ text: escapeText(part), glue: at === 0 ? '\n\n' : lineBreak }))

const heading = (title: string): Piece[] => {
  const [first = '', ...rest] = cut(title.trim())
  if (first === '') return []
  return [
    { text: `### ${escapeInline(first)}`, glue: '\n\n' },
    ...rest.map((part) => ({ text: escapeText(part), glue: '\n\n' })),
  ]
}

/** Bold only where it fills its line: beside Chinese punctuation the marks would show. */
const label = (title: string): Piece[] =>
  title.trim() === '' ? [] : cut(title.trim()).map((part) => ({ text: `**${escapeInline(part)}**`, glue: '\n\n' }))

const items = (lines: readonly string[]): Piece[] =>
  lines.flatMap((line, n) =>
    cut(line.trim()).map((part, at) => ({ text: `- ${escapeText(part, '  ')}`, glue: n + at === 0 ? '\n\n' : '\n' })),
  )

const quote = (text: string): Piece[] =>
  cut(text).map((part, at) => ({ text: `> ${escapeText(part, '> ')}`, glue: at === 0 ? '\n\n' : lineBreak }))

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => escapeCell(cell)).join(' | ')} |`

const table = (head: readonly string[], rows: readonly (readonly string[])[]): Piece[] => {
  // A row must fit below a head of its table.
  const tooWide = [head, ...rows].some((cells) => weigh(cells.join('   ')) > mostEscaped / 2)
  if (tooWide || head.length === 0) return items([head, ...rows].map((cells) => cells.join(' | ')))
  const top = `${row(head)}\n|${head.map(() => ' --- |').join('')}`
  return [
    { text: top, glue: '\n\n' },
    // Each row has as many cells as the head: more would not be shown.
    ...rows.map((cells) => ({ text: row(head.map((_, at) => cells[at] ?? '')), glue: '\n', head: top })),
  ]
}

const piecesOf = (block: Block): Piece[] => {
  switch (block.kind) {
    case 'text':
      return paragraphs(block.text)
    case 'list':
      return [...label(block.title ?? ''), ...items(block.lines)]
    case 'table':
      return table(block.head, block.rows)
    case 'quote':
      return quote(block.text)
    case 'file':
      return paragraphs(`[文件] ${block.file.name}`)
    default:
      return block satisfies never
  }
}

/**
 * The message as one bubble of markdown or several, none longer than `mostBytes`, cut between lines; `last` is a line
 * under everything.
 */
export const renderMarkdown = ({ title, blocks }: Message, last = ''): string[] => {
  const pieces = [...heading(title ?? ''), ...blocks.flatMap(piecesOf), ...(last === '' ? [] : paragraphs(last))]
  const bubbles: string[] = []
  let bubble = ''
  let size = 0
  for (const { text, glue, head } of pieces) {
    const joined = bubble === '' ? text : glue + text
    const bytes = bytesOf(joined)
    if (bubble !== '' && size + bytes > mostBytes) {
      bubbles.push(bubble)
      bubble = head === undefined ? text : `${head}\n${text}`
      size = bytesOf(bubble)
    } else {
      bubble += joined
      size += bytes
    }
  }
  // The platform takes no empty bubble.
  return bubble === '' && bubbles.length === 0 ? ['(空)'] : [...bubbles, bubble]
}
