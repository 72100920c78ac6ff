import { Refusal } from '../domain/refusal.ts'
import { garbageShare } from '../domain/notice/words.ts'
import { htmlText } from './html.ts'

const largest = 20 * 1024 * 1024
const expected = '可以发 .docx、.pdf、.txt、.html 文件,或直接粘贴文字'

const starts = (bytes: Uint8Array, ...signature: readonly number[]): boolean =>
  signature.every((byte, at) => bytes[at] === byte)

const latin = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)

/** What the first bytes say a file is; null: text, or nothing known. */
const kindOf = (bytes: Uint8Array): string | null => {
  if (starts(bytes, 0x50, 0x4b, 0x03, 0x04)) return 'zip'
  if (latin(bytes.subarray(0, 1024)).includes('%PDF-')) return 'pdf'
  if (starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return '旧版 Word(.doc/.wps)或加了密码的文档'
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47) || starts(bytes, 0xff, 0xd8, 0xff) || starts(bytes, 0x47, 0x49, 0x46, 0x38))
    return '图片'
  if (starts(bytes, 0x7b, 0x5c, 0x72, 0x74, 0x66)) return '.rtf 文档'
  if (starts(bytes, 0x52, 0x61, 0x72, 0x21) || starts(bytes, 0x37, 0x7a, 0xbc, 0xaf) || starts(bytes, 0x1f, 0x8b))
    return '压缩包'
  return null
}

const readDocx = async (bytes: Uint8Array): Promise<string> => {
  // The names of the parts stand uncompressed in the archive.
  const names = latin(bytes)
  if (!names.includes('word/document.xml')) {
    const found = names.includes('xl/workbook') ? 'Excel 表格' : names.includes('ppt/presentation') ? 'PPT' : '压缩包'
    throw new Refusal(`这是${found},不是通报文档。${expected}。`)
  }
  const { default: mammoth } = await import('mammoth')
  try {
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) })
    return htmlText(value.replace(/<img\b[^>]*>/g, ''))
  } catch (error) {
    throw new Refusal(`这个 .docx 打不开,可能已损坏。请在 Word 里另存一份再发;${expected}。`, { cause: error })
  }
}

const readPdf = async (bytes: Uint8Array): Promise<string> => {
  const { extractText, getDocumentProxy } = await import('unpdf')
  let text: string
  try {
    // pdf.js takes its buffer away from the caller.
    const pdf = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 })
    text = (await extractText(pdf, { mergePages: false })).text.join('\n')
  } catch (error) {
    const locked = error instanceof Error && error.name === 'PasswordException'
    throw new Refusal(
      locked ? `这个 PDF 加了密码,读不了。请去掉密码再发;${expected}。` : `这个 PDF 打不开,可能已损坏。${expected}。`,
      { cause: error },
    )
  }
  if (text.replace(/\s/g, '') === '')
    throw new Refusal(`这个 PDF 里只有图片(扫描件),没有文字。请发文字版,或先识别成文字再粘贴;${expected}。`)
  return text
}

/** The text of bytes in UTF-8, UTF-16 or GB18030, whatever they say of themselves. */
export const decodeText = (bytes: Uint8Array): string => {
  if (starts(bytes, 0xff, 0xfe)) return new TextDecoder('utf-16le').decode(bytes)
  if (starts(bytes, 0xfe, 0xff)) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // What is no UTF-8 in a county office is GBK, of which GB18030 is the whole.
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/**
 * The text of a file, told by its first bytes, not by its name: .docx, .pdf, HTML, or plain text in UTF-8, UTF-16 or GB18030.
 * Refuses what is empty, too big, encrypted or no document, saying what was found and what is expected.
 */
export const readDocument = async (bytes: Uint8Array, name?: string): Promise<string> => {
  const called = name === undefined ? '文件' : `文件「${name}」`
  if (bytes.length === 0) throw new Refusal(`${called}是空的。${expected}。`)
  if (bytes.length > largest)
    throw new Refusal(
      `${called}有 ${Math.ceil(bytes.length / 1024 / 1024)} MB,超过上限 20 MB。请去掉图片再发;${expected}。`,
    )
  const kind = kindOf(bytes)
  if (kind === 'zip') return readDocx(bytes)
  if (kind === 'pdf') return readPdf(bytes)
  if (kind !== null) throw new Refusal(`${called}是${kind},读不了。请另存为 .docx 或复制文字;${expected}。`)
  const text = decodeText(bytes)
  if (garbageShare(text) > 0.02) throw new Refusal(`${called}不是能读的文字(像程序或数据文件)。${expected}。`)
  if (text.trim() === '') throw new Refusal(`${called}里没有文字。${expected}。`)
  return /^\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<(?:!doctype )?html|<(?:div|p|table|body|article|section|meta)\b)/i.test(
    text.slice(0, 2000).replace(/^\uFEFF/, ''),
  )
    ? htmlText(text)
    : text.replace(/^\uFEFF/, '')
}
