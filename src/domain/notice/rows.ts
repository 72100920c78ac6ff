import type { Column } from './columns.ts'
import { placeName, type Draft, type Found, type Place, type Range, type Reading } from './draft.ts'
import { readNames, type Names } from './names.ts'
import { isPraise } from './praise.ts'
import { readTables, type Cell, type Heads, type Row, type Table } from './table.ts'

const none = /^(?:无|\/|\\|-+|—+)?$/

interface Reader {
  readonly columns: readonly Column[]
  readonly cell: (row: Row, column: Column) => Cell | undefined
}

const stripHeading = (heading: string): string =>
  heading
    .replace(/^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]\)|\d+[.、])/, '')
    .replace(/\([^()]{0,20}?\d[^()]{0,20}\)$/, '')
    .replace(/:$/, '')

const readerOf = (columns: readonly Column[]): Reader => ({
  columns,
  cell: (row, column) => {
    const at = columns.indexOf(column)
    return at === -1 ? undefined : row.cells[at]
  },
})

/** What a column tells is read by its first; a second of its kind is words like any other's. */
const unread = (columns: readonly Column[], at: number): boolean =>
  columns[at] === 'other' || (!['person', 'unit'].includes(columns[at]!) && columns.indexOf(columns[at]!) !== at)

/** (检查点位:鑫隆宾馆;备注:…): the cells of columns that nothing is read from, so that no word of a row is lost. */
const besides = (row: Row, columns: readonly Column[], names: readonly string[]): string => {
  const said = row.cells.flatMap(({ text }, at) => {
    const isPlace = columns[at] === 'place' && columns.includes('unit')
    if (none.test(text) || /^\d{1,4}$/.test(text) || !(isPlace || unread(columns, at))) return []
    return [(names[at] ?? '') === '' ? text : `${names[at]}:${text}`]
  })
  return said.length === 0 ? '' : `(${said.join(';')})`
}

/** Cells that hold only part of a row: the row above goes on. */
const joinBroken = (rows: readonly Row[], columns: readonly Column[]): Row[] => {
  const at = columns.indexOf('no')
  return at === -1 ? [...rows] : rows.filter((row) => row.cells.some(({ text }) => text !== ''))
}

const namesOf = (row: Row, { cell, columns }: Reader, reading: Reading): Names & { readonly blank: boolean } => {
  // 牵头单位 beside 责任单位: both answer for it.
  const responsible = row.cells.filter(({ text }, at) => columns[at] === 'unit' && !none.test(text))
  const leads = responsible.length > 0 ? responsible : [cell(row, 'place')]
  const read = [
    ...leads.map((one) => readNames(none.test(one?.text ?? '') ? '' : one!.text, 'lead', reading.register)),
    readNames(cell(row, 'cooperate')?.text ?? '', 'cooperate', reading.register),
  ]
  return {
    units: read.flatMap((one) => one.units),
    groups: read.flatMap((one) => one.groups),
    // A merged cell is empty; 无 and / say that there is none.
    blank: row.cells.every(({ text }, at) => text === '' || (columns[at] !== 'unit' && columns[at] !== 'place')),
  }
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
  let prose = 0
  let above: Names | null = null
  let due = ''
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
    const problem = [words(row, 'problem'), words(row, 'measure')]
      .filter((part) => part !== '')
      .join(';')
      .replace(/([。;]);/, '$1')
    section = words(row, 'section') || section
    if (/^(?:合计|总计|小计|共计)/.test(row.cells.find(({ text }) => text !== '')?.text ?? '')) {
      prose += 1
      continue
    }
    const own = namesOf(row, reader, reading)
    let names: Names = own
    const empty = names.units.length + names.groups.length === 0
    if (name === '' && problem === '') {
      if (/^(?:注|备注)/.test(row.cells.find(({ text }) => text !== '')?.text ?? '')) prose += 1
      else left.push(row.line)
      continue
    }
    const carried = empty && own.blank && above !== null
    if (carried && above !== null) names = above
    else if (!empty) above = names
    const heading = stripHeading(table.heading)
    const platform = words(row, 'platform')
    due = words(row, 'deadline') || (numbered === undefined && columns.includes('no') ? due : '')
    const isAccount = name !== ''
    drafts.push({
      place: `${placeName(place)}-${Number(label)}`,
      section: section || heading || place.attachment?.title || '',
      text: `${
        isAccount
          ? [`${name}${platform === '' ? '' : `(${platform})`}`, problem || heading]
              .filter((part) => part !== '')
              .join(':')
          : problem
      }${besides(row, columns, table.names)}`,
      start: row.line.start,
      end: row.line.end,
      kind: isAccount ? 'account' : 'problem',
      units: names.units,
      groups: names.groups,
      deadlineWords: due || null,
      receiverWords: words(row, 'receiver') || null,
      ...(isAccount && { account: { name, platform, rows: [no], list: table.heading } }),
      ...(carried && numbered !== undefined && { carried }),
      attachment: place.attachment === null ? null : place.number,
    })
  }
  return { drafts, left, prose }
}

/** Whether the columns make items: what is wrong or which account; outside a list of problems also who or by when. */
const tells = (columns: readonly Column[], listing: boolean): boolean =>
  columns.includes('account') ||
  (columns.includes('problem') && (listing || columns.includes('unit') || columns.includes('deadline')))

/** Reads the rows of an attachment (or of the body) into problems and accounts. */
export const readRows = (
  rows: readonly Row[],
  place: Place,
  reading: Reading,
  above: Heads | null,
): Found & { readonly heads: Heads | null } => {
  const drafts: Draft[] = []
  const left: Range[] = []
  let count = 0
  let prose = 0
  const { tables, heads } = readTables(rows, reading.register, place.listing, above)
  for (const table of tables) {
    if (isPraise(table.heading)) {
      prose += table.rows.length
      continue
    }
    if (table.columns === null || !tells(table.columns, place.listing)) {
      left.push(...table.rows.map(({ line }) => line))
      continue
    }
    const found = readTable(table, table.columns, place, reading, count)
    count += table.rows.length
    drafts.push(...found.drafts)
    left.push(...found.left)
    prose += found.prose
  }
  return { drafts, left, prose, heads }
}
