import { markerOf } from './marker.ts'
import type { Line } from './lines.ts'

/** A sentence of the prose; offsets are into the normalised source. */
export interface Sentence {
  readonly text: string
  readonly start: number
  readonly end: number
  /** Index of its paragraph. */
  readonly paragraph: number
}

/** Cuts paragraphs at 。;!? outside brackets. */
export const sentencesOf = (lines: readonly Line[]): Sentence[] =>
  lines.flatMap((line, paragraph) => {
    const sentences: Sentence[] = []
    let from = markerOf(line.text)?.length ?? 0
    let depth = 0
    const push = (to: number): void => {
      const text = line.text.slice(from, to)
      if (text.trim() !== '') sentences.push({ text, start: line.start + from, end: line.start + to, paragraph })
      from = to + 1
    }
    for (let at = from; at < line.text.length; at++) {
      const letter = line.text[at]!
      if (letter === '(' || letter === '《') depth++
      else if (letter === ')' || letter === '》') depth = Math.max(0, depth - 1)
      else if (depth === 0 && '。;!?'.includes(letter)) push(at)
    }
    push(line.text.length)
    return sentences
  })
