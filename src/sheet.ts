import { decodeText } from './document.ts'
import { parseCsv } from './domain/csv.ts'
import { Refusal } from './domain/refusal.ts'

const largest = 5 * 1024 * 1024
const mostRows = 5000
const expected = '请在表格软件里「另存为」.csv 再发'

const starts = (bytes: Uint8Array, ...signature: readonly number[]): boolean =>
  signature.every((byte, at) => bytes[at] === byte)

/**
 * The rows of a sheet, told by its bytes, not by its name: text separated by commas, tabs or semicolons, in UTF-8,
 * UTF-16 or GB18030 (which is what spreadsheets in county offices save). Refuses what is empty, too big or no sheet.
 */
export const readSheet = async (bytes: Uint8Array, name: string): Promise<readonly (readonly string[])[]> => {
  if (bytes.length === 0) throw new Refusal(`文件「${name}」是空的。`)
  if (bytes.length > largest) throw new Refusal(`文件「${name}」超过5兆,不像是名册。`)
  // A workbook is a zip (.xlsx) or an OLE file (.xls).
  if (starts(bytes, 0x50, 0x4b, 0x03, 0x04) || starts(bytes, 0xd0, 0xcf, 0x11, 0xe0))
    throw new Refusal(`「${name}」是 Excel 工作簿,现在还读不了;${expected}。`)
  const text = decodeText(bytes)
  if (text.includes('\0')) throw new Refusal(`「${name}」不是表格;${expected}。`)
  const rows = parseCsv(text)
  if (rows.length > mostRows) throw new Refusal(`「${name}」有${rows.length}行,一次最多${mostRows}行。请分开导入。`)
  return rows
}
