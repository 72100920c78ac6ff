import type { Line } from './lines.ts'
import { findLabels } from './labels.ts'
import { markerOf, type Marker } from './marker.ts'

/** A numbered paragraph with the lines that follow it, and what is numbered below it. */
export interface Entry {
  readonly marker: Marker | { readonly kind: 'unit' | 'none'; readonly label: string; readonly length: number }
  readonly start: number
  /** Where the words after the number begin. */
  readonly from: number
  end: number
  readonly lines: Line[]
  readonly children: Entry[]
}

/**
 * Nests paragraphs by their numbers: a kind of number seen before on the way down closes everything below it, a new
 * kind opens one level more. Works for any order of kinds.
 * @param isUnit tells a line that is nothing but a unit's name, which heads what follows
 */
export const outline = (lines: readonly Line[], isUnit: (text: string) => boolean): Entry => {
  const root: Entry = {
    marker: { kind: 'none', label: '', length: 0 },
    start: lines[0]?.start ?? 0,
    from: lines[0]?.start ?? 0,
    end: lines.at(-1)?.end ?? 0,
    lines: [],
    children: [],
  }
  const path: Entry[] = [root]
  for (const line of lines) {
    const marker =
      markerOf(line.text) ?? (isUnit(line.text) ? { kind: 'unit' as const, label: line.text, length: 0 } : null)
    if (marker === null) {
      const last = path.at(-1)!
      last.lines.push(line)
      if (last !== root) last.end = line.end
      continue
    }
    const level = path.findIndex((one) => one.marker.kind === marker.kind)
    if (level !== -1) path.length = level
    const entry: Entry = {
      marker,
      start: line.start,
      from: line.start + marker.length,
      end: line.end,
      lines: [line],
      children: [],
    }
    path.at(-1)!.children.push(entry)
    path.push(entry)
  }
  return root
}

/** Everything from an entry's first letter to the last of what is below it. */
export const wholeEnd = (entry: Entry): number => {
  const last = entry.children.at(-1)
  return last === undefined ? entry.end : Math.max(entry.end, wholeEnd(last))
}

/** The number of lines of an entry and of everything below it. */
export const linesIn = (entry: Entry): number =>
  entry.lines.length + entry.children.reduce((sum, child) => sum + linesIn(child), 0)

const closes =
  /^(?:请|望|希望|现将|特此|逾期|以上|上述|对(?:整改|逾期|落实|推诿|未)|各[\u4E00-\u9FFF()、]{1,16}?(?:要|请|须|应|务必))[^:]*(?:报|反馈|整改|完成|办理|落实|执行|[通函][知告复报])/

/** A list without the paragraphs below its last entry that speak to everybody again: 请各单位于…前报…. */
export const withoutClosing = (
  lines: readonly Line[],
): { readonly list: readonly Line[]; readonly closing: readonly Line[] } => {
  const last = lines.findLastIndex(({ text }) => markerOf(text) !== null || findLabels(text)[0]?.from === 0)
  const at = last === -1 ? -1 : lines.findIndex(({ text }, i) => i > last && closes.test(text))
  return at === -1 ? { list: lines, closing: [] } : { list: lines.slice(0, at), closing: lines.slice(at) }
}
