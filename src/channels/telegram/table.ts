import { columnsOf, padTo } from './width.ts'

/** What a phone shows of a fixed-width line without breaking it. */
const mostColumns = 40
const between = '  '

const oneLine = (cell: string): string => cell.replaceAll(/\s*[\r\n]+\s*/g, ' ')

export type TableLines =
  /** Columns under each other, for a fixed-width font. */
  | { readonly kind: 'aligned'; readonly lines: readonly string[] }
  /** Too wide for a phone: each row says its columns. */
  | { readonly kind: 'listed'; readonly lines: readonly string[] }

const listed = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  head.length <= 1 || rows.length === 0
    ? [head.join(' · '), ...rows.map((row) => `· ${row.join(' · ')}`)]
    : rows.map((row) => `· ${row.map((cell, at) => (head[at] ? `${head[at]}:${cell}` : cell)).join(' · ')}`)

export const tableLines = (head: readonly string[], rows: readonly (readonly string[])[]): TableLines => {
  const all = [head, ...rows].map((row) => row.map(oneLine))
  const count = Math.max(...all.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, at) => Math.max(...all.map((row) => columnsOf(row[at] ?? ''))))
  const total = widths.reduce((sum, width) => sum + width, 0) + between.length * Math.max(0, count - 1)
  if (total > mostColumns) {
    const [first = [], ...rest] = all
    return { kind: 'listed', lines: listed(first, rest) }
  }
  const lines = all.map((row) =>
    row
      .map((cell, at) => padTo(cell, widths[at]!))
      .join(between)
      .trimEnd(),
  )
  return { kind: 'aligned', lines }
}
