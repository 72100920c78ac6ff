/** What fixed-width fonts draw two columns wide: Chinese, full-width forms, emoji. */
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u

/** Columns of a text in a fixed-width font, as phones draw it. */
export const columnsOf = (text: string): number => {
  let columns = 0
  for (const sign of text) columns += wide.test(sign) ? 2 : /[\p{M}\p{Cf}]/u.test(sign) ? 0 : 1
  return columns
}

export const padTo = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
