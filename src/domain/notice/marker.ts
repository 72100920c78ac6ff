/** How a paragraph is numbered: 一、 (一) 1. (1) ① 一是 问题1. */
export type MarkerKind = 'han' | 'hanParen' | 'number' | 'numberParen' | 'circle' | 'shi' | 'problem'

export interface Marker {
  readonly kind: MarkerKind
  /** The number as written, without its punctuation: 一, 3, ①. */
  readonly label: string
  /** Letters taken by the marker. */
  readonly length: number
}

const kinds: readonly [MarkerKind, RegExp][] = [
  ['shi', /^([一二三四五六七八九十]{1,3})是/],
  ['han', /^(?:第(?=[一二三四五六七八九十]{1,3}[、,.部类]))?([一二三四五六七八九十]{1,3})(?:(?:部分|类)?[、,.:])\s?/],
  ['hanParen', /^\(([一二三四五六七八九十]{1,3})\)[、.]?\s?/],
  ['problem', /^[【[]?问题\s?([一二三四五六七八九十]{1,3}|\d{1,3})[】\]]?[:、.]\s?/],
  ['numberParen', /^(?:\((\d{1,3})\)|(\d{1,3})\))[、.]?\s?/],
  ['number', /^(\d{1,3})(?:[.](?!\d)|、)\s?/],
  ['circle', /^([①-⑳])\s?/],
]

/** The number a line begins with, or null. */
export const markerOf = (line: string): Marker | null => {
  for (const [kind, pattern] of kinds) {
    const match = pattern.exec(line)
    const label = match?.[1] ?? match?.[2]
    if (match !== null && label !== undefined) return { kind, label, length: match[0].length }
  }
  return null
}
