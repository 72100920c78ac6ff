import { isOdd, plainForm } from './letters.ts'
import type { Span } from './notice.ts'

/** The circular in one way of writing (half-width punctuation), letter by letter beside where each letter stood. */
export interface Source {
  readonly text: string
  readonly at: Uint32Array
  readonly given: string
  /** Whether the circular itself writes full-width punctuation; what is shown of it then does too. */
  readonly wide: boolean
}

/** Where text.slice(start, end) stands in the text as it was given. */
export const spanOf = ({ at, given }: Source, start: number, end: number): Span => {
  if (start >= end) return { start: at[start] ?? given.length, end: at[start] ?? given.length }
  return { start: at[start]!, end: at[end - 1]! + 1 }
}

const between = /(?<=[\u2018-\u9FFF])[,;:()!?]|[,;:()!?](?=[\u2018-\u9FFF])/g
const toWide = (mark: string): string => String.fromCharCode(mark.charCodeAt(0) + 0xfee0)

/** Words of the circular in its own punctuation, for people to read. */
export const shown = (words: string, { wide }: Source): string =>
  // Twice: a bracket beside another mark stands beside a letter only once the other has been put right.
  wide ? words.replace(between, toWide).replace(between, toWide) : words

const isSpace = (c: number): boolean =>
  c === 0x20 || c === 0xa0 || c === 0x3000 || (c >= 0x2000 && c <= 0x200a) || c === 0x202f || c === 0x205f
const isNothing = (c: number): boolean =>
  (c >= 0x200b && c <= 0x200f) || c === 0xfeff || c === 0xad || (c >= 0x202a && c <= 0x202e) || c === 0x2060
const isHan = (c: number): boolean => (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || c === 0x3007
const isDigit = (c: number): boolean => c >= 48 && c <= 57
const codes = (letters: string): Set<number> => new Set(Array.from(letters, (letter) => letter.charCodeAt(0)))
const punctuation = codes(',.;:!?()[]|、。《》“”‘’【】〔〕「」—…·')
const units = codes('年月日号时点分个家项条天周次期第')
const beforeNumber = codes('年月日第附件前后于至在达为共计表报')

interface Letters {
  readonly text: Uint16Array
  readonly at: Uint32Array
  length: number
}

const put = (letters: Letters, letter: number, at: number): void => {
  const { length } = letters
  letters.text[length] = letter
  letters.at[length] = at
  letters.length = length + 1
}

/** Writes one letter in its plain form. */
const putPlain = (letters: Letters, letter: number, at: number): void => {
  if (letter >= 0xff01 && letter <= 0xff5e) {
    put(letters, letter - 0xfee0, at)
    return
  }
  if (!isOdd(letter)) {
    put(letters, letter, at)
    return
  }
  const plain = plainForm(letter)
  for (let i = 0; i < plain.length; i++) put(letters, plain.charCodeAt(i), at)
}

const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true })
const decode = (letters: Uint16Array): string => utf16.decode(letters)

/** How many spaces (0, 1, or 2 for a gap between columns) a run of them leaves between two letters. */
const gap = (run: number, before: number, after: number, lone: boolean): 0 | 1 | 2 => {
  if (punctuation.has(before) || punctuation.has(after)) return 0
  const hanBefore = isHan(before)
  const hanAfter = isHan(after)
  // Letters of a name set apart (县 卫 健 局) and labels spread to a common width (文       号) are one word.
  if (hanBefore && hanAfter) return run === 1 || lone ? 0 : 2
  if (run === 1 && isDigit(before) && units.has(after)) return 0
  if (run === 1 && beforeNumber.has(before) && isDigit(after)) return 0
  return run === 1 ? 1 : 2
}

/** More full-width than half-width commas and colons. */
const isWide = (given: string): boolean => {
  const sample = given.slice(0, 20_000)
  return (sample.match(/[\uFF0C\uFF1A\uFF1B\uFF08]/g)?.length ?? 0) > (sample.match(/[,:;(]/g)?.length ?? 0)
}

/** The text in one way of writing. Every letter keeps the place it came from; only spaces and marks of order vanish. */
export const readSource = (given: string): Source => {
  const size = given.length * 3 + 1
  const letters: Letters = {
    text: new Uint16Array(size),
    at: new Uint32Array(size),
    length: 0,
  }
  const { length } = given
  let at = 0
  while (at < length) {
    const letter = given.charCodeAt(at)
    if (isNothing(letter)) {
      at++
    } else if (letter === 13) {
      if (given.charCodeAt(at + 1) !== 10) put(letters, 10, at)
      at++
    } else if (isSpace(letter)) {
      let end = at + 1
      while (end < length && (isSpace(given.charCodeAt(end)) || isNothing(given.charCodeAt(end)))) end++
      const before = letters.length > 0 ? letters.text[letters.length - 1]! : 10
      let after = end < length ? given.charCodeAt(end) : 10
      if (after >= 0xff01 && after <= 0xff5e) after -= 0xfee0
      else if (isOdd(after)) after = plainForm(after).charCodeAt(0)
      const atEdge = before === 10 || before === 9 || after === 10 || after === 13 || after === 9
      const beyond = end + 1 < length ? given.charCodeAt(end + 1) : 10
      const earlier = letters.length < 2 ? 10 : letters.text[letters.length - 2]!
      const lone = isSpace(beyond) || beyond === 10 || earlier === 10 || earlier === 32 || earlier === 9
      const spaces = atEdge ? 0 : gap(end - at, before, after, lone)
      for (let i = 0; i < spaces; i++) put(letters, 32, at + i)
      at = end
    } else {
      putPlain(letters, letter, at)
      at++
    }
  }
  const { length: used } = letters
  return {
    text: decode(letters.text.subarray(0, used)),
    at: letters.at.slice(0, used),
    given,
    wide: isWide(given),
  }
}
