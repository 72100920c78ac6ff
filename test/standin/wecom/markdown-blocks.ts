import { type Span, readInline } from './markdown-inline.ts'

export type MarkdownBlock =
  | { readonly kind: 'heading'; readonly level: number; readonly spans: readonly Span[] }
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[] }
  | { readonly kind: 'item'; readonly depth: number; readonly marker: string; readonly spans: readonly Span[] }
  | { readonly kind: 'quote'; readonly blocks: readonly MarkdownBlock[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Span[])[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'rule' }
  | { readonly kind: 'gap' }

const heading = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/
const fence = /^ {0,3}(`{3,}|~{3,})/
const rule = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/
const underline = /^ {0,3}(=+|-+)[ \t]*$/
const quote = /^ {0,3}> ?/
const item = /^( *)([-*+]|\d{1,9}[.)])[ \t]+(\S.*)$/
const delimiter = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/

const cells = (line: string): string[] => {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'))
}

const isTable = (line: string, next: string | undefined): boolean =>
  next !== undefined && line.includes('|') && delimiter.test(next) && cells(line).length === cells(next).length

/** Whether this line ends the paragraph before it. */
const begins = (line: string): boolean =>
  line.trim() === '' || heading.test(line) || fence.test(line) || rule.test(line) || quote.test(line) || item.test(line)

/** The lines of a list, numbered on from its first number as HTML would: written numbers after the first do not count. */
const readList = (lines: readonly string[], from: number): { blocks: MarkdownBlock[]; to: number } => {
  const blocks: MarkdownBlock[] = []
  const numbers = new Map<number, number>()
  let at = from
  while (at < lines.length) {
    const match = item.exec(lines[at]!)
    if (match === null || rule.test(lines[at]!)) break
    const [, indent = '', written = '', first = ''] = match
    const depth = Math.floor(indent.length / 2)
    for (const deeper of numbers.keys()) if (deeper > depth) numbers.delete(deeper)
    const numbered = /\d/.test(written)
    const number = numbered ? (numbers.get(depth) ?? Number.parseInt(written, 10) - 1) + 1 : 0
    if (numbered) numbers.set(depth, number)
    else numbers.delete(depth)
    const text = [first]
    at += 1
    // A line that begins nothing else belongs to the item above it.
    while (at < lines.length && !begins(lines[at]!)) text.push(lines[at++]!.trim())
    const marker = numbered ? `${number}${written.at(-1)!}` : '•'
    blocks.push({ kind: 'item', depth, marker, spans: readInline(text.join('\n')) })
  }
  return { blocks, to: at }
}

/** The blocks of the documented dialect; where the documents are silent, those of CommonMark and its tables. */
export const readBlocks = (content: string): MarkdownBlock[] => {
  const lines = content.replaceAll('\r\n', '\n').split('\n')
  const blocks: MarkdownBlock[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at]!
    const opening = fence.exec(line)?.[1]
    const title = heading.exec(line)
    if (line.trim() === '') {
      if (blocks.length > 0 && blocks.at(-1)!.kind !== 'gap') blocks.push({ kind: 'gap' })
      at += 1
    } else if (opening !== undefined) {
      const end = lines.findIndex((other, n) => n > at && other.trim().startsWith(opening))
      const to = end === -1 ? lines.length : end
      blocks.push({ kind: 'code', text: lines.slice(at + 1, to).join('\n') })
      at = to + 1
    } else if (title !== null) {
      blocks.push({ kind: 'heading', level: title[1]!.length, spans: readInline(title[2] ?? '') })
      at += 1
    } else if (rule.test(line)) {
      blocks.push({ kind: 'rule' })
      at += 1
    } else if (quote.test(line)) {
      const inner: string[] = []
      // A line without the mark right below a quoted one still belongs to the quote.
      while (at < lines.length && (quote.test(lines[at]!) || (inner.at(-1)?.trim() !== '' && !begins(lines[at]!)))) {
        inner.push(lines[at++]!.replace(quote, ''))
      }
      blocks.push({ kind: 'quote', blocks: readBlocks(inner.join('\n')) })
    } else if (item.test(line)) {
      const list = readList(lines, at)
      blocks.push(...list.blocks)
      at = list.to
    } else if (isTable(line, lines[at + 1])) {
      const width = cells(line).length
      const rows = [cells(line)]
      at += 2
      while (at < lines.length && !begins(lines[at]!)) rows.push(cells(lines[at++]!))
      const even = rows.map((row) => Array.from({ length: width }, (_, n) => readInline(row[n] ?? '')))
      blocks.push({ kind: 'table', rows: even })
    } else if (/^ {4}/.test(line) && (blocks.length === 0 || blocks.at(-1)!.kind === 'gap')) {
      blocks.push({ kind: 'code', text: line.slice(4) })
      at += 1
    } else {
      const text = [line.trim()]
      at += 1
      while (
        at < lines.length &&
        !begins(lines[at]!) &&
        !underline.test(lines[at]!) &&
        !isTable(lines[at]!, lines[at + 1])
      ) {
        text.push(lines[at++]!.trim())
      }
      const under = underline.exec(lines[at] ?? '')?.[1]
      if (under !== undefined) at += 1
      const spans = readInline(text.join('\n'))
      blocks.push(
        under === undefined
          ? { kind: 'paragraph', spans }
          : { kind: 'heading', level: under[0] === '=' ? 1 : 2, spans },
      )
    }
  }
  if (blocks.at(-1)?.kind === 'gap') blocks.pop()
  return blocks
}
