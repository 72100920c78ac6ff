import { isoFrom, type IsoDate } from '../dates.ts'

const digits = '〇一二三四五六七八九'

const value = (digit: string | undefined): number =>
  digit === undefined ? 0 : digits.indexOf(digit === '两' ? '二' : digit)

/** 十二 → 12, 三十 → 30, 27 → 27; NaN when it is no number below 1000. */
export const numberIn = (words: string): number => {
  if (/^\d+$/.test(words)) return Number(words)
  const match = /^(?:([一二两三四五六七八九])百零?)?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?$/.exec(
    words,
  )
  if (match === null || words === '') return Number.NaN
  const [, hundreds, tens, ten, ones] = match
  return value(hundreds) * 100 + (ten === undefined ? 0 : tens === undefined ? 10 : value(tens) * 10) + value(ones)
}

const yearIn = (words: string): number =>
  Number(words.replace(/[○零OoΟ]/g, '〇').replace(/[〇一二三四五六七八九]/g, (digit) => String(digits.indexOf(digit))))

export const fullDate =
  /(\d{4}|[〇○零O一二三四五六七八九]{4})(?:年|[-./])(\d{1,2}|[一二三四五六七八九十]{1,3})(?:月|[-./])(\d{1,2}|[一二三四五六七八九十]{1,3})日?/

/** The first full date in the words (二〇二一年六月四日, 2021年06月04日, 2021-6-4), or null. */
export const dateIn = (words: string): IsoDate | null => {
  const match = fullDate.exec(words)
  if (match === null) return null
  return isoFrom(yearIn(match[1]!), numberIn(match[2]!), numberIn(match[3]!))
}

const personal =
  /[,;。(]?(?:联系人|联系电话|联系方式|电话|手机|邮箱|电子邮箱|传真|微信号)(?:及(?:电话|联系方式))?:.*$|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}/g

/** The words without telephone numbers, mailboxes and who answers them. */
export const withoutContacts = (words: string): string => words.replace(personal, '')

const marks = new Set(' \n\t;,。、.:')
const opening = new Set('(【[')
const closing = new Set(')】]')

/** Without the punctuation and stray brackets at both ends. */
export const trimMarks = (words: string): string => {
  let from = 0
  let to = words.length
  while (from < to && (marks.has(words[from]!) || closing.has(words[from]!))) from++
  while (to > from && ((marks.has(words[to - 1]!) && words[to - 1] !== '。') || opening.has(words[to - 1]!))) to--
  return words.slice(from, to)
}

/** At most n letters. */
export const short = (words: string, most: number): string =>
  words.length <= most ? words : `${words.slice(0, most - 1)}…`

const sampled = 20_000

/** The share of letters that no text has (control characters, undecodable bytes) among the first ones. */
export const garbageShare = (text: string): number => {
  const length = Math.min(text.length, sampled)
  let odd = 0
  for (let at = 0; at < length; at++) {
    const letter = text.charCodeAt(at)
    if (letter === 0xfffd || letter < 9 || (letter > 13 && letter < 32)) odd++
  }
  return length === 0 ? 0 : odd / length
}
