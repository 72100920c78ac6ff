/** Text made uniform for the rules, and where each of its characters came from. */
export interface Normalised {
  readonly text: string
  /** Index in the original of the character at this index of `text`. */
  readonly origin: (index: number) => number
}

// Each pair: as found, as read.
const pairs = '〜~ —- –- ―- ∶: ﹕: ︰: ○〇 號号 週周 點点 時时 內内 後后 〔( 〕) 【( 】)'.split(' ')
const forms = new Map(pairs.map((pair) => [pair.charAt(0), pair.charAt(1)]))
const unusual = new RegExp(`[\\uff01-\\uff5e\\u2f00-\\u2fdf${[...forms.keys()].join('')}]`, 'g')

const uniform = (character: string): string => forms.get(character) ?? character.normalize('NFKC')

/**
 * Full-width forms become half-width, the radicals of PDF readers become characters (⽉ 月), and spaces go, except one
 * between two digits (2021-6-8 17:30). Full stops and line ends stay.
 */
export function normalise(original: string): Normalised {
  // One character for one, so that offsets hold until spaces go.
  const text = original.replaceAll(unusual, uniform)
  return /[^\S\n]/.test(text) ? withoutSpaces(text) : { text, origin: (index) => index }
}

function withoutSpaces(spaced: string): Normalised {
  const kept: number[] = []
  let text = ''
  for (const { 0: run, index } of spaced.matchAll(/\n|\S+|(?<=\d)[^\S\n]+(?=\d)/g)) {
    text += run.trim() === '' && run !== '\n' ? ' ' : run
    const length = run.trim() === '' ? 1 : run.length
    for (let at = 0; at < length; at++) kept.push(index + at)
  }
  return { text, origin: (index) => kept[index] ?? spaced.length }
}

const digits = '零一二三四五六七八九'

/** The characters a number is written with. */
export const numerals = '0123456789〇零一二两三四五六七八九十廿卅百半几数'
/** Source of a number in digits or Chinese numerals. */
export const number = String.raw`(?:\d{1,4}|[〇零一二两三四五六七八九十廿卅百]{1,5})`

const value = (character: string | undefined, missing: number): number =>
  character === undefined ? missing : digits.indexOf(character)

/** The value of such a number: 30, 三十, 廿五, 二〇二一. NaN when it is none. */
export function numberOf(words: string): number {
  if (/^\d+$/.test(words)) return Number(words)
  const plain = words.replaceAll('〇', '零').replaceAll('两', '二').replaceAll('廿', '二十').replaceAll('卅', '三十')
  if (!/[十百]/.test(plain)) return Number(plain.replaceAll(/./gu, (character) => String(digits.indexOf(character))))
  const match = /^(?:(.)?百零?)?(?:(.)?(十))?(.)?$/.exec(plain)
  if (match === null) return Number.NaN
  const [, hundreds, tens, ten, ones] = match
  return (
    value(hundreds, plain.includes('百') ? 1 : 0) * 100 + (ten === undefined ? 0 : value(tens, 1) * 10) + value(ones, 0)
  )
}
