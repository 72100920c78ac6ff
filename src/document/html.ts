interface Grid {
  /** Cells of the row being read. */
  cells: string[]
  /** By column: text that reaches down from a row above, and for how many rows more. */
  readonly down: Map<number, { readonly text: string; left: number }>
  span: { readonly columns: number; readonly rows: number } | null
  text: string
}

const named: Readonly<Record<string, string>> = {
  nbsp: '\u00A0',
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  mdash: '—',
  middot: '·',
  hellip: '…',
  emsp: ' ',
  ensp: ' ',
  thinsp: ' ',
  laquo: '《',
  raquo: '》',
}

const decode = (text: string): string =>
  text.includes('&')
    ? text.replace(
        /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g,
        (whole, decimal?: string, hex?: string, name?: string) => {
          if (name !== undefined) return named[name] ?? whole
          const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
          return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : whole
        },
      )
    : text

const count = (tag: string, name: string): number =>
  Math.min(1000, Number(new RegExp(`${name}\\s*=\\s*["']?(\\d+)`, 'i').exec(tag)?.[1] ?? 1) || 1)

const breaking = new Set([
  'p',
  'div',
  'br',
  'li',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'section',
  'article',
  'header',
  'footer',
  'ul',
  'ol',
  'dl',
  'dt',
  'dd',
  'blockquote',
  'title',
  'tr',
  'table',
  'tbody',
  'thead',
  'hr',
])

/**
 * The text of a page: a paragraph a line, a table row as "a | b |". What a merged cell says is repeated in every row it
 * covers; the numbers of an automatic list are written out.
 */
export const htmlText = (html: string): string => {
  const body = html.replace(/<!--[\s\S]*?-->|<(script|style|head|noscript|template)\b[\s\S]*?<\/\1\s*>/gi, '')
  const lines: string[] = []
  const grids: Grid[] = []
  const lists: { readonly ordered: boolean; n: number }[] = []
  let line = ''
  const flush = (): void => {
    if (line.trim() !== '') lines.push(line.trim())
    line = ''
  }
  const fill = (grid: Grid): void => {
    for (
      let held = grid.down.get(grid.cells.length);
      held !== undefined && held.left > 0;
      held = grid.down.get(grid.cells.length)
    ) {
      held.left--
      grid.cells.push(held.text)
    }
  }
  const closeCell = (grid: Grid): void => {
    if (grid.span === null) return
    fill(grid)
    const text = grid.text.replace(/\s+/g, ' ').replaceAll('|', '/').trim()
    const { columns, rows } = grid.span
    for (let i = 0; i < columns; i++) {
      if (rows > 1) grid.down.set(grid.cells.length, { text: i === 0 ? text : '', left: rows - 1 })
      grid.cells.push(i === 0 ? text : '')
    }
    grid.span = null
    grid.text = ''
  }
  const closeRow = (grid: Grid): void => {
    if (grid.cells.length === 0 && grid.span === null) return
    closeCell(grid)
    fill(grid)
    if (grid.cells.some((cell) => cell !== '')) lines.push(`${grid.cells.join(' | ')} |`)
    grid.cells = []
  }
  for (const [token, slash, tagName] of body.matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*>|<[^>]*>|[^<]+|</g)) {
    const grid = grids.at(-1)
    const tag = tagName?.toLowerCase()
    const opening = slash === ''
    if (tag === undefined) {
      if (token.startsWith('<') && token.length > 1) continue
      const text = decode(token)
      if (grid?.span != null) grid.text += text
      else if (grid === undefined) line += text.replace(/\s*\n\s*/g, ' ')
      continue
    }
    if (tag === 'table') {
      flush()
      if (opening) grids.push({ cells: [], down: new Map(), span: null, text: '' })
      else if (grid !== undefined) closeRow(grids.pop()!)
    } else if (grid !== undefined) {
      if (tag === 'tr') closeRow(grid)
      else if (tag === 'td' || tag === 'th') {
        closeCell(grid)
        if (opening) grid.span = { columns: count(token, 'colspan'), rows: count(token, 'rowspan') }
      } else if (breaking.has(tag) && grid.text !== '') grid.text += ' '
    } else if (breaking.has(tag)) {
      flush()
      if (tag === 'ol' || tag === 'ul') {
        if (opening) lists.push({ ordered: tag === 'ol', n: 0 })
        else lists.pop()
      }
      const list = lists.at(-1)
      if (tag === 'li' && opening && list?.ordered === true) {
        list.n++
        line = lists.length > 1 ? `(${list.n})` : `${list.n}.`
      }
    }
  }
  for (const grid of grids.toReversed()) closeRow(grid)
  flush()
  return lines.join('\n')
}
