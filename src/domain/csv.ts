/** The separator a sheet was written with: the one that its first line has most of. */
const separatorOf = (text: string): string => {
  const [first = ''] = /^[^\n]*/.exec(text) ?? []
  const counted = [',', '\t', ';', ','].map((mark) => ({ mark, count: first.split(mark).length }))
  return counted.toSorted((a, b) => b.count - a.count)[0]!.mark
}

/** Rows of cells, trimmed; a quoted cell may hold separators, line ends and doubled quotes. Blank rows keep their place. */
export const parseCsv = (text: string): string[][] => {
  const source = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n')
  const separator = separatorOf(source)
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at]!
    if (isQuoted) {
      if (char !== '"') cell += char
      else if (source[at + 1] === '"') {
        cell += '"'
        at += 1
      } else isQuoted = false
    } else if (char === '"' && cell.trim() === '') {
      isQuoted = true
      cell = ''
    } else if (char === separator || char === '\n') {
      row.push(cell.trim())
      cell = ''
      if (char === '\n') {
        rows.push(row)
        row = []
      }
    } else cell += char
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell.trim()])
  return rows
}

/** A cell that a spreadsheet would run as a formula is written as text. */
const harmless = (cell: string): string => (/^[=+\-@\t]/.test(cell) ? `'${cell}` : cell)

const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** A sheet that spreadsheet programs open as UTF-8: with a byte order mark and CRLF. */
export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  `\uFEFF${rows.map((row) => row.map((cell) => quoted(harmless(cell))).join(',')).join('\r\n')}\r\n`
