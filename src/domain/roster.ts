import type { Appointment } from './member.ts'
import { readPhone } from './phone.ts'
import { dutyName, heldByOne, isSamePost, needsUnit, readDuty, roleOrLiaison } from './post.ts'
import { Refusal } from './refusal.ts'
import { resolveUnit, type Unit } from './unit.ts'

/** Somebody of a roster as the office wrote it, understood. */
export interface Listed {
  /** The line in the sheet, the first is 1. */
  readonly line: number
  readonly post: Appointment
  readonly name: string
  readonly phone: string | null
}

export interface ReadRoster {
  readonly listed: readonly Listed[]
  /** What cannot be taken over, in words, each with its line. */
  readonly faults: readonly string[]
}

type Column = 'unit' | 'role' | 'name' | 'phone'

const headers: readonly (readonly [Column, RegExp])[] = [
  ['phone', /电话|手机|联系方式|号码|phone/i],
  ['role', /角色|岗位|身份|职责|role/i],
  ['name', /姓名|名字|联系人|name/i],
  ['unit', /单位|部门|unit/i],
]

const columnsOf = (row: readonly string[]): ReadonlyMap<Column, number> => {
  const found = new Map<Column, number>()
  for (const [at, cell] of row.entries()) {
    const column = headers.find(([name, word]) => cell.length <= 12 && word.test(cell) && !found.has(name))?.[0]
    if (column !== undefined) found.set(column, at)
  }
  return found
}

const longestName = 20

/** Reads a roster: columns in any order, told by the words of the header row. Refuses a sheet without one. */
export const readRoster = (rows: readonly (readonly string[])[], units: readonly Unit[]): ReadRoster => {
  const head = rows.slice(0, 10).findIndex((row) => {
    const columns = columnsOf(row)
    return columns.has('unit') && columns.has('name')
  })
  if (head === -1) {
    const first = (rows.find((row) => row.some((cell) => cell !== '')) ?? []).slice(0, 4).join('、')
    throw new Refusal(
      `名册要有一行表头,至少写「单位」和「姓名」两列,「岗位」「手机」可有可无。${first === '' ? '这份表是空的。' : `这份表开头是:${first.slice(0, 60)}`}`,
    )
  }
  const columns = columnsOf(rows[head]!)
  const listed: Listed[] = []
  const faults: string[] = []
  for (const [at, row] of rows.entries()) {
    if (at <= head || row.every((cell) => cell === '')) continue
    const cell = (column: Column): string => {
      const place = columns.get(column)
      return place === undefined ? '' : (row[place] ?? '')
    }
    const read = readRow(cell, at + 1, units)
    const twin = typeof read === 'string' ? undefined : listed.find((one) => isTwin(one, read))
    if (typeof read === 'string') faults.push(`第${at + 1}行:${read}`)
    else if (twin !== undefined) {
      const advice = read.post.role === 'liaison' ? ';第二位联络员请写「B岗」' : ''
      faults.push(`第${at + 1}行:${read.name}与第${twin.line}行${twin.name}是同一岗位(${dutyName(read.post)})${advice}`)
    } else listed.push(read)
  }
  return { listed, faults }
}

const isTwin = (a: Listed, b: Listed): boolean =>
  isSamePost(a.post, b.post) && (heldByOne(a.post.role) || a.name === b.name)

/** One row understood, or what is wrong with it. */
const readRow = (cell: (column: Column) => string, line: number, units: readonly Unit[]): Listed | string => {
  const duty = cell('role') === '' ? roleOrLiaison(null) : readDuty(cell('role'))
  if (duty === null) return `岗位「${cell('role')}」不认识,应为联络员、B岗、负责人、审核员、县领导或管理员`
  // Sheets pad names of two letters: 张 三.
  const name = /[\u4E00-\u9FFF]/.test(cell('name')) ? cell('name').replaceAll(/\s/g, '') : cell('name')
  if (name === '') return '没有写姓名'
  if (name.length > longestName) return `姓名「${name.slice(0, longestName)}…」太长`
  const phone = cell('phone') === '' ? null : readPhone(cell('phone'))
  if (cell('phone') !== '' && phone === null) return `${name}的电话不对,手机应为11位数字`
  if (!needsUnit(duty.role)) return { line, name, phone, post: { ...duty, unitId: null } }
  const found = resolveUnit(cell('unit'), units)
  if (found.unit !== null) return { line, name, phone, post: { ...duty, unitId: found.unit.id } }
  if (cell('unit') === '') return `${name}没有写单位`
  const near = found.candidates.slice(0, 3).join('、')
  return `单位「${cell('unit')}」不在册${near === '' ? '' : `,是${near}吗`}`
}
