import { markerOf } from './marker.ts'
import type { Source } from './source.ts'

/** One paragraph: text.slice(start, end) of the source, without spaces around it. */
export interface Line {
  readonly start: number
  readonly end: number
  readonly text: string
}

const columns = /[|\t]/
const sentenceEnd = /[。;:!?.)]$|(?:通报|通知|清单|函|意见|报告|决定|附表|文件)$/
const ownStart =
  /^(?:附件|附表|附:|序号|[^,。;、]{2,8}:|[^,。;]{0,30}:$|(?:\d{4}|二[〇○零]..)年[\d一二三四五六七八九十]+月[\d一二三四五六七八九十]+日$)/

/** Whether a line below a row of a table is one too, though only one of its cells is filled: 候车厅消防水压不足 between tabs. */
const isSparseRow = (line: string, above: string | undefined): boolean => {
  if (above === undefined || !above.includes('\t')) return false
  return /^\t\s*\t/.test(line) || (line.includes('\t') && line.split('\t').length === above.split('\t').length)
}

// A paragraph that speaks to everybody anew, also where the one above it lacks its full stop.
const addresses =
  /^(?:请(?=各|你|于|有关|相关|上述|以上)|以上|上述|特此|望|各[\u4E00-\u9FFF()、]{1,12}?(?:要|请|须|应|务必))/

const rawLines = (text: string): Line[] => {
  const lines: Line[] = []
  let from = 0
  while (from <= text.length) {
    const newline = text.indexOf('\n', from)
    const to = newline === -1 ? text.length : newline
    let start = from
    let end = to
    while (start < end && text.charCodeAt(start) === 32) start++
    while (end > start && text.charCodeAt(end - 1) === 32) end--
    const line = text.slice(start, end)
    if (line.trim() !== '') {
      // A tab that only indents is no column.
      const inner = line.trim()
      const at = start + line.indexOf(inner)
      const isRow = columns.test(inner) || isSparseRow(line, lines.at(-1)?.text)
      lines.push(isRow ? { start, end, text: line } : { start: at, end: at + inner.length, text: inner })
    }
    from = to + 1
  }
  return lines
}

const officeLine = /^[^,。;:、]{2,24}(?:局|委|办公室|室|政府|中心|委员会|镇|乡|街道|处|公司|领导小组)$/

/** Letters to a line where the text was broken by a page's width; null where it was not. */
const pageWidth = (lines: readonly Line[]): number | null => {
  const lengths = lines.map((line) => line.text.length).toSorted((a, b) => a - b)
  const width = lengths[Math.floor(lengths.length * 0.9)] ?? 0
  if (width < 16 || width > 60 || (lengths.at(-1) ?? 0) > width + 12) return null
  const full = lines.filter(({ text }) => text.length >= width - 4 && !sentenceEnd.test(text) && !columns.test(text))
  return full.length >= 5 && full.length >= lines.length / 4 ? width : null
}

/** Takes back the line breaks of a page: returns the same source without them. */
const unwrap = (source: Source, lines: readonly Line[]): Source => {
  const width = pageWidth(lines)
  const kept: [number, number][] = []
  let from = 0
  for (const [i, line] of lines.entries()) {
    const next = lines[i + 1]
    if (next === undefined || sentenceEnd.test(line.text)) continue
    const full = width !== null && line.text.length >= width - 4
    const broken =
      /[,、]$/.test(line.text) || (line.text.length >= 16 && /[,。;]/.test(line.text) && !officeLine.test(next.text))
    if (!full && !broken) continue
    if (!/[,、]$/.test(line.text) && addresses.test(next.text)) continue
    if (columns.test(line.text) || columns.test(next.text) || markerOf(next.text) !== null || ownStart.test(next.text))
      continue
    kept.push([from, line.end])
    from = next.start
  }
  if (kept.length === 0) return source
  kept.push([from, source.text.length])
  const join = (letters: string): string => kept.map(([start, end]) => letters.slice(start, end)).join('')
  const at = new Uint32Array(kept.reduce((sum, [start, end]) => sum + end - start, 0))
  let filled = 0
  for (const [start, end] of kept) {
    at.set(source.at.subarray(start, end), filled)
    filled += end - start
  }
  return { given: source.given, text: join(source.text), wide: source.wide, at }
}

/** The paragraphs of a source, and the source they are slices of (page breaks taken back). */
export const readLines = (source: Source): { source: Source; lines: readonly Line[] } => {
  const wrapped = rawLines(source.text)
  const whole = unwrap(source, wrapped)
  return { source: whole, lines: whole === source ? wrapped : rawLines(whole.text) }
}
