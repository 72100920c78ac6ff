import { guessedColumns, headerColumns, type Column } from './columns.ts'
import type { Line } from './lines.ts'
import type { Register } from './register.ts'

export interface Cell {
  readonly text: string
  readonly start: number
  readonly end: number
}

export interface Row {
  readonly line: Line
  /** With the empty ones that outer bars make; the header row tells whether those are frames. */
  readonly cells: readonly Cell[]
}

/** A run of rows under one header row; `heading` is the single-cell row above them (一、未备案的单位…). */
export interface Table {
  readonly heading: string
  readonly columns: readonly Column[] | null
  /** The words of the header row. */
  readonly names: readonly string[]
  readonly rows: readonly Row[]
}

/** A header row: it holds for the tables below it until the next, also across lines between them. */
export interface Heads {
  readonly columns: readonly Column[]
  readonly names: readonly string[]
}

const separators = { bar: /\|/g, tab: /\t/g, gap: / {2,}/g } as const

const cut = (line: Line, separator: RegExp): Cell[] => {
  const cells: Cell[] = []
  let from = 0
  const push = (to: number): void => {
    const raw = line.text.slice(from, to)
    const text = raw.trim()
    const start = line.start + from + (raw.length - raw.trimStart().length)
    cells.push({ text, start, end: start + text.length })
  }
  for (const match of line.text.matchAll(separator)) {
    push(match.index)
    from = match.index + match[0].length
  }
  push(line.text.length)
  return cells
}

/** The same cells without an empty first or last one, where that gives the number of columns the header row has. */
const aligned = ({ cells, line }: Row, width: number | null): readonly Cell[] => {
  if (width !== null && cells.length <= width && line.text.includes('\t')) return cells
  const first = cells[0]?.text === '' ? 1 : 0
  const last = cells.at(-1)?.text === '' && cells.length > 1 ? 1 : 0
  const framed = cells.slice(first === 1 && last === 1 ? 1 : 0, cells.length - last)
  if (width === null) return framed
  const ways = [cells, cells.slice(0, cells.length - last), framed, cells.slice(first)]
  return ways.find((way) => way.length === width) ?? framed
}

/** The cells of a line, or null when it has no columns. */
export const cellsOf = (line: Line): Cell[] | null => {
  const { text } = line
  const kind = text.includes('|') ? 'bar' : text.includes('\t') ? 'tab' : / {2}/.test(text) ? 'gap' : null
  if (kind === null) return null
  const cells = cut(line, separators[kind])
  return cells.length > 1 || kind === 'bar' ? cells : null
}

const isRule = (cells: readonly Cell[]): boolean => cells.every(({ text }) => /^[-—:=+\s]*$/.test(text))

/** Rows whose columns only a single space sets apart (a table out of a PDF), cut as the header row above them is. */
export const spacedCells = (
  line: Line,
  given: (start: number, end: number) => string,
  width: number,
): Cell[] | null => {
  const words = [...given(line.start, line.end).matchAll(/\S+/g)]
  if (words.length !== width) return null
  let from = line.start
  return words.map(([word]) => {
    const at = line.text.indexOf(word.normalize('NFKC'), from - line.start)
    const start = at === -1 ? from : line.start + at
    const end = Math.min(line.end, start + word.length)
    from = end
    return { text: line.text.slice(start - line.start, end - line.start), start, end }
  })
}

/**
 * Groups a run of rows into tables, each with the columns its header row announces.
 * @param guess whether columns may be told by what stands in them where no header row announces any
 * @param above the header row of the table that lines without columns have interrupted
 */
export const readTables = (
  rows: readonly Row[],
  register: Register,
  guess: boolean,
  above: Heads | null,
): { readonly tables: Table[]; readonly heads: Heads | null } => {
  const tables: { heading: string; heads: Heads | null; rows: Row[] }[] = []
  const goesOn = above !== null && rows.find(({ cells }) => cells.length > 1)?.cells.length === above.columns.length
  let heads: Heads | null = goesOn ? above : null
  let heading = ''
  let open: { heading: string; heads: Heads | null; rows: Row[] } | null = null
  for (const raw of rows) {
    const row: Row = { line: raw.line, cells: aligned(raw, heads?.columns.length ?? null) }
    const filled = row.cells.filter(({ text }) => text !== '')
    if (filled.length === 0 || isRule(row.cells)) continue
    const names = row.cells.map(({ text }) => text)
    const announced = filled.length > 1 ? headerColumns(names) : null
    if (announced !== null) {
      heads = { columns: announced, names }
      open = null
    } else if (
      filled.length === 1 &&
      row.cells[0]!.text !== '' &&
      !/^\d+$/.test(filled[0]!.text) &&
      !(heads?.columns[0] === 'problem' || heads?.columns[0] === 'account')
    ) {
      heading = filled[0]!.text
      open = null
    } else {
      if (open === null) tables.push((open = { heading, heads, rows: [] }))
      open.rows.push(row)
    }
  }
  const cells = (table: { readonly rows: readonly Row[] }): string[][] =>
    table.rows.map((row) => row.cells.map(({ text }) => text))
  return {
    heads,
    tables: tables.map((table) => ({
      heading: table.heading,
      rows: table.rows,
      columns: table.heads?.columns ?? (guess ? guessedColumns(cells(table), register) : null),
      names: table.heads?.names ?? [],
    })),
  }
}
