/** Letters and digits that cannot be taken for one another: no 0 O, 1 I L. */
export const codeLetters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
export const codeLength = 6

/** How long a code holds, in minutes of business time. */
export const codeMinutes = 24 * 60

/** How many wrong codes a chat account may try, and within how many minutes of business time. */
export const mostTries = 5
export const triesMinutes = 60

/** A code as it was meant: full-width and lower-case letters, blanks and dashes forgiven. Null: it cannot be one. */
export const readCode = (typed: string): string | null => {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\-.。「」"]/g, '')
  return code.length === codeLength && Array.from(code).every((letter) => codeLetters.includes(letter)) ? code : null
}
