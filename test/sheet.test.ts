import { describe, expect, it } from 'vitest'

import { Refusal } from '#src/domain/refusal.ts'
import { readSheet } from '#src/sheet.ts'

import { zip } from './support/zip.ts'

const cell = (value: string | number): string =>
  typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${value}</t></is></c>`

/** A workbook of one sheet, as a spreadsheet program saves it. */
const workbook = (rows: readonly (readonly (string | number)[])[]): Uint8Array =>
  zip({
    '[Content_Types].xml':
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    'xl/workbook.xml':
      '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="名册" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows
      .map(
        (row, at) =>
          `<row r="${at + 1}">${row.map((value, column) => cell(value).replace('<c', `<c r="${'ABCDEF'[column]}${at + 1}"`)).join('')}</row>`,
      )
      .join('')}</sheetData></worksheet>`,
  })

describe('a sheet', () => {
  it('is read from a workbook, a telephone kept as a number too', async () => {
    const bytes = workbook([
      ['单位', '姓名', '电话'],
      ['县卫健局', '甲', 13_800_005_678],
    ])
    expect(await readSheet(bytes, '名册.xlsx')).toEqual([
      ['单位', '姓名', '电话'],
      ['县卫健局', '甲', '13800005678'],
    ])
  })

  it('is read from text', async () => {
    expect(await readSheet(new TextEncoder().encode('单位,姓名\n县卫健局,甲\n'), '名册.csv')).toEqual([
      ['单位', '姓名'],
      ['县卫健局', '甲'],
    ])
  })

  it.each([
    ['empty', new Uint8Array(), '空的'],
    ['an old workbook', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 1]), '另存为 .xlsx'],
    ['a broken one', Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 1, 2, 3]), '打不开'],
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]), '不是表格'],
  ])('that is %s is refused in words', async (_, bytes, words) => {
    await expect(readSheet(bytes, '名册')).rejects.toThrow(words)
    await expect(readSheet(bytes, '名册')).rejects.toBeInstanceOf(Refusal)
  })
})
