import { headerColumns } from './columns.ts'
import type { Draft, Found, Place, Range, Reading } from './draft.ts'
import type { Line } from './lines.ts'
import { markerOf } from './marker.ts'
import { readProblems } from './problems.ts'
import { readRows } from './rows.ts'
import { stackedRows } from './stacked.ts'
import { headingLike } from './stretches.ts'
import { cellsOf, spacedCells, type Heads, type Row } from './table.ts'

type Block = { readonly rows: Row[] } | { readonly lines: Line[] }

/** Runs of lines with columns, and of lines without. */
const blocksOf = (lines: readonly Line[], { source }: Reading): Block[] => {
  const blocks: Block[] = []
  let width: number | null = null
  const given = (start: number, end: number): string =>
    source.given.slice(source.at[start], (source.at[end - 1] ?? 0) + 1)
  let skip = 0
  for (const [at, line] of lines.entries()) {
    if (skip > 0) {
      skip--
      continue
    }
    const stacked = stackedRows(lines, at)
    if (stacked !== null) {
      blocks.push({ rows: stacked.rows })
      skip = stacked.taken - 1
      continue
    }
    let cells = cellsOf(line)
    // A table out of a PDF has only spaces between its columns, which reading has taken for spaces within a name.
    if (cells === null && markerOf(line.text) === null && line.text.length < 80) {
      const words = given(line.start, line.end).trim().split(/\s+/)
      if (words.length > 1) {
        if (headerColumns(words) !== null) width = words.length
        if (width !== null) cells = spacedCells(line, given, width)
      }
    }
    const last = blocks.at(-1)
    if (cells === null) {
      if (last !== undefined && 'lines' in last) last.lines.push(line)
      else blocks.push({ lines: [line] })
    } else if (last !== undefined && 'rows' in last) last.rows.push({ line, cells })
    else blocks.push({ rows: [{ line, cells }] })
  }
  return blocks
}

/** Reads lists and tables of one part of the circular, in their order. */
export const readBlocks = (lines: readonly Line[], place: Place, reading: Reading, section: string): Found => {
  const drafts: Draft[] = []
  const left: Range[] = []
  const listed: Range[] = []
  let prose = 0
  let heads: Heads | null = null
  const blocks = blocksOf(lines, reading)
  for (const [at, block] of blocks.entries()) {
    const next = blocks[at + 1]
    // A short line right above a table is the table's heading, not an item.
    const last = 'lines' in block ? block.lines.at(-1) : undefined
    if ('lines' in block && last !== undefined && next !== undefined && 'rows' in next && headingLike(last.text)) {
      block.lines.pop()
      next.rows.unshift({ line: last, cells: [{ text: last.text, start: last.start, end: last.end }] })
    }
    let found: Found
    if ('lines' in block) found = readProblems(block.lines, place, reading, section)
    else ({ heads, ...found } = readRows(block.rows, place, reading, heads))
    drafts.push(...found.drafts)
    left.push(...found.left)
    prose += found.prose
    listed.push(...(found.listed ?? []))
  }
  return { drafts, left, prose, listed }
}
