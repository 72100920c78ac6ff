import type { Column } from './columns.ts'
import { placeName, type Draft, type Found, type Place, type Range, type Reading } from './draft.ts'
import { readNames, type Names } from './names.ts'
import { readTables, type Cell, type Row, type Table } from './table.ts'

const none = /^(?:无|\/|\\|-+|—+)?$/

interface Reader {
  readonly cell: (row: Row, column: Column) => Cell | undefined
}

const stripHeading = (heading: string): string =>
  heading
    .replace(/^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]\)|\d+[.、])/, '')
    .replace(/\([^()]{0,20}?\d[^()]{0,20}\)$/, '')
    .replace(/:$/, '')

const readerOf = (columns: readonly Column[]): Reader => ({
  cell: (row, column) => {
    const at = columns.indexOf(column)
    return at === -1 ? undefined : row.cells[at]
  },
})

/** Cells that hold only part of a row: the row above goes on. */
const joinBroken = (rows: readonly Row[], columns: readonly Column[]): Row[] => {
  const at = columns.indexOf('no')
  return at === -1 ? [...rows] : rows.filter((row) => row.cells.some(({ text }) => text !== ''))
}

const namesOf = (row: Row, { cell }: Reader, reading: Reading): Names => {
  const lead = [cell(row, 'unit'), cell(row, 'place')].find((one) => one !== undefined && !none.test(one.text))
  const read = [
    readNames(lead?.text ?? '', 'lead', reading.register),
    readNames(cell(row, 'cooperate')?.text ?? '', 'cooperate', reading.register),
  ]
  return { units: read.flatMap((one) => one.units), groups: read.flatMap((one) => one.groups) }
}

const accountKey = ({ units, account, attachment }: Draft): string =>
  [attachment, ...units.map(({ name, canonical }) => canonical ?? `?${name}`), account?.name, account?.platform].join(
    '\n',
  )

/** Rows that name the same account of the same unit on the same platform are one item. */
export const mergeAccounts = (drafts: readonly Draft[]): Draft[] => {
  const merged = new Map<string, Draft>()
  for (const [at, draft] of drafts.entries()) {
    const { account } = draft
    const key = account === undefined ? `#${at}` : accountKey(draft)
    const first = merged.get(key)
    if (account === undefined || first?.account === undefined) merged.set(key, draft)
    else merged.set(key, { ...first, account: { ...first.account, rows: [...first.account.rows, ...account.rows] } })
  }
  return [...merged.values()]
}

const readTable = (table: Table, columns: readonly Column[], place: Place, reading: Reading, before: number): Found => {
  const reader = readerOf(columns)
  const { cell } = reader
  const drafts: Draft[] = []
  const left: Range[] = []
  let above: Names | null = null
  let last = ''
  let section = ''
  const words = (row: Row, column: Column): string => {
    const text = cell(row, column)?.text ?? ''
    return none.test(text) ? '' : text
  }
  for (const [i, row] of joinBroken(table.rows, columns).entries()) {
    const numbered = /^\d{1,4}$/.exec(cell(row, 'no')?.text.replace(/[.、]$/, '') ?? '')?.[0]
    const no = numbered === undefined ? before + i + 1 : Number(numbered)
    // A row without a number in a numbered table goes on with the one above.
    const label = numbered ?? (last !== '' && columns.includes('no') ? last : String(no))
    last = label
    const name = words(row, 'account')
    const problem = [words(row, 'problem'), words(row, 'measure')].filter((part) => part !== '').join(';')
    section = words(row, 'section') || section
    let names = namesOf(row, reader, reading)
    const empty = names.units.length + names.groups.length === 0
    if (name === '' && problem === '') {
      if (!/^(?:合计|总计|小计|注|备注)/.test(row.cells.find(({ text }) => text !== '')?.text ?? ''))
        left.push(row.line)
      continue
    }
    const carried = empty && above !== null
    if (carried && above !== null) names = above
    else if (!empty) above = names
    const heading = stripHeading(table.heading)
    const platform = words(row, 'platform')
    const isAccount = name !== ''
    drafts.push({
      place: `${placeName(place)}-${Number(label)}`,
      section: section || heading || place.attachment?.title || '',
      text: isAccount
        ? [`${name}${platform === '' ? '' : `(${platform})`}`, problem || heading]
            .filter((part) => part !== '')
            .join(':')
        : problem,
      start: row.line.start,
      end: row.line.end,
      kind: isAccount ? 'account' : 'problem',
      units: names.units,
      groups: names.groups,
      deadlineWords: words(row, 'deadline') || null,
      receiverWords: words(row, 'receiver') || null,
      ...(isAccount && { account: { name, platform, rows: [no], list: table.heading } }),
      ...(carried && numbered !== undefined && { carried }),
      attachment: place.attachment === null ? null : place.number,
    })
  }
  return { drafts, left, prose: 0 }
}

/** Whether the columns make items: what is wrong or which account; outside a list of problems also who or by when. */
const tells = (columns: readonly Column[], listing: boolean): boolean =>
  columns.includes('account') ||
  (columns.includes('problem') && (listing || columns.includes('unit') || columns.includes('deadline')))

/** Reads the rows of an attachment (or of the body) into problems and accounts. */
export const readRows = (rows: readonly Row[], place: Place, reading: Reading): Found => {
  const drafts: Draft[] = []
  const left: Range[] = []
  let count = 0
  for (const table of readTables(rows, reading.register, place.listing)) {
    if (table.columns === null || !tells(table.columns, place.listing)) {
      left.push(...table.rows.map(({ line }) => line))
      continue
    }
    const found = readTable(table, table.columns, place, reading, count)
    count += table.rows.length
    drafts.push(...found.drafts)
    left.push(...found.left)
  }
  return { drafts, left, prose: 0 }
}
