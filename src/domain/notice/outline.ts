import type { Line } from './lines.ts'
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
