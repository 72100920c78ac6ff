// The dialect has headings, emphasis, lists, quotes, links, pictures, rules, code and tables. Text of a user must show as
// it was written, so whatever would begin one of these is preceded by a backslash; as little as possible is, since a
// client that does not know a backslash would show it.

/** Punctuation that opens something wherever it stands; of brackets, those that would close a link or open a picture. */
const anywhere = /[\\`*~]|\](?=[([:])|(?<=!)\[/g
/** A bar divides the cells of a table, and with nothing but its like makes the line above it the head of one. */
const bar = /\|/g
const firstBar = /^\|/g
const tableRule = /^[\s|:-]+$/
/** A tag, a comment or an address in angle brackets; and an entity, which would be read as its character. */
const tagOrEntity = /<(?=[a-z/!?])|&(?=#?\w+;)/gi
/** Within a word, as in addresses, an underscore is one. */
const looseUnderscore = /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu
/** What makes a line something else: a heading, a quote, a box to tick, a list item, an underline, a rule. */
const lineStart = /^(#+(?=\s|$)|>|\[(?=[ xX]\])|:(?=-)|[-+=](?=[\s=+:-]|$))/
const orderedStart = /^(\d{1,9})([.)])(?=\s|$)/
const closingMarks = /(?<=\s)#(?=#*\s*$)/g

/** One line of text, to be read as it is written wherever in a line it is put. */
const escapeLine = (line: string, inCell = false): string => {
  const indent = /^[ \t]*/.exec(line)![0]
  const escaped = line
    .slice(indent.length)
    .replaceAll(anywhere, String.raw`\$&`)
    .replaceAll(inCell || tableRule.test(line) ? bar : firstBar, String.raw`\$&`)
    .replaceAll(tagOrEntity, String.raw`\$&`)
    .replaceAll(looseUnderscore, String.raw`\_`)
    .replace(closingMarks, String.raw`\#`)
    .replace(lineStart, String.raw`\$1`)
    .replace(orderedStart, String.raw`$1\$2`)
  // Blanks at the beginning would make it code, or nothing.
  return indent.replaceAll('\t', '  ').replaceAll(' ', '\u00A0') + escaped
}

/** Lines of one paragraph stay lines, also where a client joins them as CommonMark does. */
export const lineBreak = '  \n'

const linesOf = (text: string): string[] => text.split(/\r\n|[\n\r\u2028\u2029]/)

/** Text in a paragraph, a list item or a quote: lines stay lines, an empty one ends nothing. */
export const escapeText = (text: string, indent = ''): string =>
  linesOf(text)
    .map((line) => (line.trim() === '' ? '\u00A0' : escapeLine(line)))
    .join(`${lineBreak}${indent}`)

const inOneLine = (text: string): string => linesOf(text).join(' ').trim()

/** Text in one line: a heading, a label. */
export const escapeInline = (text: string): string => escapeLine(inOneLine(text))

export const escapeCell = (text: string): string => escapeLine(inOneLine(text), true)
