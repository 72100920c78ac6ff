import { badRequest } from './api-error.ts'
import { reference } from './reference.ts'

const fail = (what: string) => badRequest(`can't parse entities: ${what}`)

const decode = (value: string): string =>
  value.replaceAll(/&[#\w]{1,10};?/g, (found) => {
    const got = reference(found)
    return got ? got[0] + found.slice(got[1]) : found
  })

export interface Tag {
  readonly attributes: Readonly<Record<string, string>>
  /** Behind the `>`. */
  readonly end: number
}

/** The attributes of a start tag whose name ends at `from`. `where` is the byte at which it begins. */
export const attributesOf = (html: string, from: number, tag: string, where: number): Tag => {
  const attributes: Record<string, string> = {}
  let at = from
  const skipSpace = (): void => {
    while (/\s/.test(html[at] ?? '')) at++
  }
  for (;;) {
    skipSpace()
    if (at >= html.length) throw fail(`Unclosed start tag "${tag}" at byte offset ${where}`)
    if (html[at] === '>') return { attributes, end: at + 1 }
    const name = /^[^\s=>]*/.exec(html.slice(at))![0]
    if (name === '') throw fail(`Empty attribute name in the tag "${tag}" at byte offset ${where}`)
    at += name.length
    skipSpace()
    if (html[at] !== '=') {
      attributes[name.toLowerCase()] = ''
      continue
    }
    at++
    skipSpace()
    const quote = html[at]
    if (quote === '"' || quote === "'") {
      const end = html.indexOf(quote, at + 1)
      if (end === -1) throw fail(`Unclosed start tag at byte offset ${where}`)
      attributes[name.toLowerCase()] = decode(html.slice(at + 1, end))
      at = end + 1
    } else {
      const value = /^[\w.-]*/.exec(html.slice(at))![0]
      const start = at
      at += value.length
      if (at < html.length && !/[\s>]/.test(html[at]!))
        throw fail(`Unexpected end of name token at byte offset ${Buffer.byteLength(html.slice(0, start))}`)
      attributes[name.toLowerCase()] = value.toLowerCase()
    }
  }
}
