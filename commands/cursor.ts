import type { IsoDate } from '#src/domain/dates.ts'

/** Full-width forms are one character for one, so that an offset in the folded text is one in the text as typed. */
export const foldWidth = (text: string): string =>
  text.replaceAll(/[\uFF01-\uFF5E\u3000]/g, (char) =>
    char === '\u3000' ? ' ' : String.fromCodePoint(char.codePointAt(0)! - 0xfee0),
  )

/** A place in what was typed: `folded` is read, `typed` is what is kept. */
export interface Cursor {
  readonly typed: string
  readonly folded: string
  at: number
  readonly today: IsoDate
}

export const cursorOn = (typed: string, today: IsoDate): Cursor => ({ typed, folded: foldWidth(typed), at: 0, today })

/** Takes what the pattern (anchored by the caller's sticky flag) matches here, or null. */
export const take = (cursor: Cursor, pattern: RegExp): RegExpExecArray | null => {
  const sticky = new RegExp(pattern.source, 'y')
  sticky.lastIndex = cursor.at
  const match = sticky.exec(cursor.folded)
  if (match !== null) cursor.at = sticky.lastIndex
  return match
}

/** All that is left, as typed. */
export const takeRest = (cursor: Cursor): string => {
  const rest = cursor.typed
    .slice(cursor.at)
    .replace(/^[\s,,、::]+/, '')
    .trim()
  cursor.at = cursor.typed.length
  return rest
}
