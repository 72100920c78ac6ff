import type { Upload } from './params.ts'

export interface Form {
  readonly fields: Record<string, string>
  readonly files: Map<string, Upload>
}

const unescapeUrl = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a lone % stays what it is
  }
}

/** One parameter of content-disposition, quoted or not; an unquoted one ends at the next `;`. */
const parameter = (header: string, name: string): string | undefined => {
  const found = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\r\\n]*))`, 'i').exec(header)
  return found ? (found[1] ?? found[2]!.trim()) : undefined
}

/** multipart/form-data in any spelling that clients use. Null: it is not well formed. */
export const parseMultipart = (body: Buffer, boundary: string): Form | null => {
  const form: Form = { fields: {}, files: new Map() }
  const mark = Buffer.from(`--${boundary}`)
  let at = body.indexOf(mark)
  while (at !== -1) {
    const start = at + mark.length
    if (body.toString('latin1', start, start + 2) === '--') return form
    const next = body.indexOf(mark, start)
    const headEnd = body.indexOf('\r\n\r\n', start)
    if (next === -1 || headEnd === -1 || headEnd > next) return null
    const head = body.toString('utf8', start, headEnd)
    const disposition = /content-disposition\s*:\s*(form-data[^\r\n]*)/i.exec(head)?.[1]
    const name = disposition === undefined ? undefined : parameter(disposition, 'name')
    if (disposition === undefined || name === undefined) return null
    const content = body.subarray(headEnd + 4, next - 2)
    const fileName = parameter(disposition, 'filename')
    if (fileName === undefined) form.fields[name] = content.toString('utf8')
    else form.files.set(name, { name: unescapeUrl(fileName), bytes: content })
    at = next
  }
  return null
}
