import { decodeText } from './document/index.ts'
import { parseCsv } from './domain/csv.ts'
import { Refusal } from './domain/refusal.ts'

const largest = 5 * 1024 * 1024
const mostRows = 5000
const expected = '请在表格软件里「另存为」.xlsx 或 .csv 再发'

const starts = (bytes: Uint8Array, ...signature: readonly number[]): boolean =>
  signature.every((byte, at) => bytes[at] === byte)

const readText = (bytes: Uint8Array, name: string): string[][] => {
  const text = decodeText(bytes)
  if (text.includes('\0')) throw new Refusal(`「${name}」不是表格;${expected}。`)
  return parseCsv(text).map((row) => [...row])
}

/** The first sheet of a workbook, cells as text; phone numbers kept as numbers come back whole. */
const readWorkbook = async (bytes: Uint8Array, name: string): Promise<string[][]> => {
  const { default: readXlsxFile } = await import('read-excel-file/node')
  try {
    const [sheet] = await readXlsxFile(Buffer.from(bytes))
    return (sheet?.data ?? []).map((row) => row.map((cell) => (cell === null ? '' : String(cell).trim())))
  } catch {
    throw new Refusal(`「${name}」打不开,可能加了密码或损坏;${expected}。`)
  }
}

/**
 * The rows of a sheet, told by its bytes, not by its name: a workbook (.xlsx), or text separated by commas, tabs or semicolons, in UTF-8,
 * UTF-16 or GB18030 (which is what spreadsheets in county offices save). Refuses what is empty, too big or no sheet.
 */
export const readSheet = async (bytes: Uint8Array, name: string): Promise<readonly (readonly string[])[]> => {
  if (bytes.length === 0) throw new Refusal(`文件「${name}」是空的。`)
  if (bytes.length > largest) throw new Refusal(`文件「${name}」超过5兆,不像是名册。`)
  // A new workbook is a zip; an old one is an OLE file, and so is a new one with a password.
  if (starts(bytes, 0xd0, 0xcf, 0x11, 0xe0))
    throw new Refusal(`「${name}」是旧版(.xls)或加了密码的工作簿;请另存为 .xlsx 或 .csv 再发。`)
  const rows = starts(bytes, 0x50, 0x4b, 0x03, 0x04) ? await readWorkbook(bytes, name) : readText(bytes, name)
  if (rows.length > mostRows) throw new Refusal(`「${name}」有${rows.length}行,一次最多${mostRows}行。请分开导入。`)
  return rows
}
