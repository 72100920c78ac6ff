import { columnOf } from './columns.ts'
import type { Line } from './lines.ts'
import type { Row } from './table.ts'

// A table copied out of a page or a PDF may come as one cell a line: 序号 / 责任单位 / 存在问题 / 1 / 县教育局 / ….

const isHead = (line: Line | undefined): boolean =>
  line !== undefined && line.text.length <= 10 && !/[|\t]/.test(line.text) && columnOf(line.text) !== 'other'

/** The length of the header row that begins here as one cell a line; 0 where none does. */
const headLength = (lines: readonly Line[], at: number): number => {
  if (columnOf(lines[at]!.text) !== 'no') return 0
  let end = at + 1
  while (isHead(lines[end])) end++
  const width = end - at
  return width >= 3 && lines[end]?.text === '1' ? width : 0
}

const rowOf = (lines: readonly Line[]): Row => {
  const [first] = lines
  const last = lines.at(-1)
  return {
    line: { start: first!.start, end: last!.end, text: lines.map(({ text }) => text).join(' ') },
    cells: lines.map(({ text, start, end }) => ({ text, start, end })),
  }
}

/**
 * The rows of a table written one cell a line, and how many lines they take; null where the lines are no such table.
 * Each row must begin with its number, counting on: a row with an empty cell ends the table, the rest stays lines.
 */
export const stackedRows = (
  lines: readonly Line[],
  at: number,
): { readonly rows: Row[]; readonly taken: number } | null => {
  const width = headLength(lines, at)
  if (width === 0) return null
  const rows = [rowOf(lines.slice(at, at + width))]
  let from = at + width
  while (lines[from]?.text === String(rows.length) && from + width <= lines.length) {
    const cells = lines.slice(from, from + width)
    if (cells.slice(1).some(({ text }) => text === String(rows.length + 1))) break
    rows.push(rowOf(cells))
    from += width
  }
  return rows.length > 1 ? { rows, taken: from - at } : null
}
