import { readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { readDocument } from '#src/document/index.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { htmlText } from '#src/document/html.ts'

import { zip } from './support/zip.ts'

/** An archive without compression: enough for what a .docx needs. */
const docx = (body: string): Uint8Array =>
  zip({
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels':
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    'word/document.xml': `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
  })

const paragraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`
const row = (...cells: string[]): string =>
  `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`

/** A page with these operators; without a text operator it is what a scanner makes. */
const pdf = (operators: string): Uint8Array => {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${operators.length}>>stream\n${operators}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = text.length
    text += `${at + 1} 0 obj${object}endobj\n`
    return String(offset).padStart(10, '0')
  })
  const start = text.length
  text += `xref\n0 6\n0000000000 65535 f \n${offsets.map((offset) => `${offset} 00000 n \n`).join('')}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${start}\n%%EOF`
  return Buffer.from(text, 'latin1')
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('reads', () => {
  test('a .docx: a paragraph a line, a table row a line', async () => {
    const body = `${paragraph('关于检查情况的通报')}<w:tbl>${row('序号', '单位')}${row('1', '县教育局')}</w:tbl>${paragraph('2021年6月4日')}`
    expect(await readDocument(docx(body))).toBe('关于检查情况的通报\n序号 | 单位 |\n1 | 县教育局 |\n2021年6月4日')
  })

  test('a .pdf', async () => {
    expect(await readDocument(pdf('BT /F1 12 Tf 20 200 Td (Circular 2021) Tj ET'))).toBe('Circular 2021')
  })

  test('text in UTF-8, UTF-16 and GB18030, with and without a mark of order', async () => {
    const seed = readFileSync('data/circular-2021-06-04.txt')
    expect(await readDocument(seed)).toBe(seed.toString('utf8'))
    expect(await readDocument(Buffer.from('\uFEFF通报', 'utf8'))).toBe('通报')
    expect(await readDocument(Buffer.from('\uFEFF通报', 'utf16le'))).toBe('通报')
    expect(await readDocument(Buffer.from('\uFEFF通报', 'utf16le').swap16())).toBe('通报')
    expect(await readDocument(new Uint8Array([0xcd, 0xa8, 0xb1, 0xa8]))).toBe('通报')
  })

  test('HTML: merged cells in every row they cover, entities, automatic numbers', () => {
    const page =
      '<!doctype html><html><head><title>x</title><style>p{}</style></head><body><p>各单位:&nbsp;请&ldquo;整改&rdquo;</p><table><tr><th>单位</th><th>问题</th></tr><tr><td rowspan="2">县教育局</td><td>甲<br>乙</td></tr><tr><td>丙</td></tr></table><ol><li>一<ol><li>二</li></ol></li></ol></body></html>'
    expect(htmlText(page).split('\n')).toEqual([
      '各单位:\u00A0请“整改”',
      '单位 | 问题 |',
      '县教育局 | 甲 乙 |',
      '县教育局 | 丙 |',
      '1.一',
      '(1)二',
    ])
  })
})

describe('refuses, saying what was found', () => {
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), '空的'],
    ['blanks', bytes(' \n '), '没有文字'],
    ['too much', new Uint8Array(20 * 1024 * 1024 + 1), '超过上限'],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), '图片'],
    ['an old Word file', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), '旧版 Word'],
    ['a spreadsheet', zip({ 'xl/workbook.xml': '' }), 'Excel'],
    ['a broken .docx', bytes('PK\u0003\u0004 word/document.xml'), '打不开'],
    ['a scan', pdf('0 0 100 100 re f'), '扫描件'],
    ['a broken .pdf', bytes('%PDF-1.4 nothing'), '打不开'],
    ['a program', new Uint8Array(400).fill(1), '不是能读的文字'],
  ])('%s', async (_, file, words) => {
    await expect(readDocument(file, '通报.docx')).rejects.toThrow(Refusal)
    await expect(readDocument(file, '通报.docx')).rejects.toThrow(words)
  })
})
