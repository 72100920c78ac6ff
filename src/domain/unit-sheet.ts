import { Refusal } from './refusal.ts'
import { checkUnits } from './unit-sheet-checks.ts'
import type { Unit, UnitKind } from './unit.ts'

/** A unit as the office's sheet has it, understood. */
export interface ListedUnit {
  /** The line in the sheet, the first is 1. */
  readonly line: number
  readonly name: string
  readonly kind: UnitKind
  /** Told by the name, since the sheet does not say the kind. */
  readonly guessed: boolean
  /** As written; null: none. */
  readonly parent: string | null
  readonly aliases: readonly string[]
}

export interface ReadUnits {
  /** Not in the register yet; `parent` is the parent's registered or listed name. */
  readonly fresh: readonly ListedUnit[]
  /** In the register, with what the sheet has of them that is new. */
  readonly changed: readonly { readonly unit: Unit; readonly listed: ListedUnit; readonly aliases: readonly string[] }[]
  /** In the register, as the sheet has them. */
  readonly same: number
  /** What cannot be taken over, in words, each with its line. */
  readonly faults: readonly string[]
}

const headers: readonly (readonly [column: Column, word: RegExp])[] = [
  ['aliases', /别名|简称|全称|又名|曾用名|alias/i],
  ['parent', /上级|主管|隶属|所属|parent/i],
  ['kind', /类别|类型|性质|分类|kind/i],
  ['name', /单位|名称|部门|unit|name/i],
]
type Column = 'aliases' | 'parent' | 'kind' | 'name'

const kindWords: readonly (readonly [UnitKind, RegExp])[] = [
  ['township', /^(?:乡镇|镇|乡|街道|街道办)$/],
  ['zone', /^(?:开发区|园区|特区|管委会|开发区、园区|功能区)$/],
  ['enterprise', /^(?:企业|公司|国企)$/],
  ['village', /^(?:村|社区|村、社区|村居|村社区)$/],
  ['department', /^(?:县直(?:部门|单位)?|部门|局|党政部门|政府部门|机关)$/],
  ['other', /^(?:其他|其它)$/],
]

const byEnding: readonly (readonly [UnitKind, RegExp])[] = [
  ['zone', /(?:开发区|园区|特区|示范区|管委会)$/],
  ['village', /(?:村|社区|居委会|村委会)$/],
  ['township', /(?:镇|乡|街道|镇人民政府|乡人民政府|街道办事处)$/],
  ['enterprise', /(?:公司|集团|厂)$/],
  ['department', /(?:局|办|办公室|委|委员会|部|室|中心|院|社|会|队)$/],
]

const longestName = 40

const columnsOf = (row: readonly string[]): ReadonlyMap<Column, number> => {
  const found = new Map<Column, number>()
  for (const [at, cell] of row.entries()) {
    const column = headers.find(([name, word]) => cell.length <= 12 && word.test(cell) && !found.has(name))?.[0]
    if (column !== undefined) found.set(column, at)
  }
  return found
}

/** One row understood, or what is wrong with it by itself. */
const readRow = (cell: (column: Column) => string, line: number): ListedUnit | string => {
  const name = cell('name').replaceAll(/\s/g, '')
  if (name === '') return '没有写单位名'
  if (name.length > longestName) return `单位名「${name.slice(0, 20)}…」太长`
  const written = cell('kind').replaceAll(/\s/g, '')
  const kind = written === '' ? undefined : kindWords.find(([, word]) => word.test(written))?.[0]
  if (written !== '' && kind === undefined)
    return `${name}的类别「${written.slice(0, 20)}」不认识,应为部门、乡镇、园区、企业、村或其他`
  const aliases = cell('aliases')
    .split(/[、,;\uFF0C\uFF1B\s/]+/)
    .filter((alias) => alias !== '' && alias !== name)
  const long = aliases.find((alias) => alias.length > longestName)
  if (long !== undefined) return `${name}的别名「${long.slice(0, 20)}…」太长,几个别名请用顿号隔开`
  const parent = cell('parent').replaceAll(/\s/g, '')
  return {
    line,
    name,
    kind: kind ?? byEnding.find(([, ending]) => ending.test(name))?.[0] ?? 'other',
    guessed: kind === undefined,
    parent: /^(?:无|没有|[-—–]+)?$/.test(parent) ? null : parent,
    aliases: [...new Set(aliases)],
  }
}

/** Reads a list of units: columns in any order, told by the words of the header row. Refuses a sheet without one. */
export const readUnitSheet = (rows: readonly (readonly string[])[], units: readonly Unit[]): ReadUnits => {
  const head = rows.slice(0, 10).findIndex((row) => columnsOf(row).has('name'))
  if (head === -1) {
    const first = (rows.find((row) => row.some((cell) => cell !== '')) ?? []).slice(0, 4).join('、')
    throw new Refusal(
      `单位表要有一行表头,至少写「单位」一列,「类别」「上级」「别名」可有可无。${first === '' ? '这份表是空的。' : `这份表开头是:${first.slice(0, 60)}`}`,
    )
  }
  const columns = columnsOf(rows[head]!)
  const faults = new Map<number, string>()
  const listed: ListedUnit[] = []
  for (const [at, row] of rows.entries()) {
    if (at <= head || row.every((cell) => cell === '')) continue
    const place = (column: Column): string => row[columns.get(column) ?? -1] ?? ''
    const read = readRow(place, at + 1)
    if (typeof read === 'string') faults.set(at + 1, read)
    else listed.push(read)
  }
  const { known, parents } = checkUnits(listed, units, faults)
  const right = listed
    .filter(({ line }) => !faults.has(line))
    .map((row) => ({ row: { ...row, parent: parents.get(row.line) ?? null }, unit: known.get(row.line) }))
  const nameById = new Map(units.map(({ id, name }) => [id, name]))
  const changed = right.flatMap(({ row, unit }) => {
    if (unit === undefined) return []
    const aliases = [row.name, ...row.aliases].filter((one) => one !== unit.name && !unit.aliases.includes(one))
    const sameKind = row.guessed || row.kind === unit.kind
    const sameParent = row.parent === null || row.parent === nameById.get(unit.parentId ?? 0)
    return aliases.length === 0 && sameKind && sameParent ? [] : [{ unit, listed: row, aliases }]
  })
  return {
    fresh: right.flatMap(({ row, unit }) => (unit === undefined ? [row] : [])),
    changed,
    same: right.filter(({ unit }) => unit !== undefined).length - changed.length,
    faults: [...faults].toSorted(([a], [b]) => a - b).map(([line, why]) => `第${line}行:${why}`),
  }
}
