import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { basename } from 'node:path'

import type { Transport } from './transport.ts'

export type Downloaded =
  | { readonly kind: 'ok'; readonly bytes: Uint8Array; readonly name?: string }
  | { readonly kind: 'too-large' }
  /** The platform does not have it any more. */
  | { readonly kind: 'gone'; readonly status: number }
  | { readonly kind: 'failed'; readonly reason: string }

const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name)
  } catch {
    // A bare percent sign: it is the name as it stands.
    return name
  }
}

/** A file name that can stand in a chat and on a disk; undefined where nothing is left of it. */
export const safeName = (name: string): string | undefined => {
  const last = basename(name.replaceAll('\\', '/'))
  const clean = last.replaceAll(/[\p{C}<>:"|?*/]/gu, '').trim()
  if (clean === '' || clean === '.' || clean === '..') return undefined
  const chars = Array.from(clean)
  const ending = /\.\w{1,8}$/.exec(clean)?.[0] ?? ''
  return chars.length <= 100 ? clean : `${chars.slice(0, 100 - ending.length).join('')}${ending}`
}

/** The name in a Content-Disposition header, in either of its forms (RFC 6266). */
export const nameIn = (disposition: string | undefined): string | undefined => {
  if (disposition === undefined) return undefined
  const extended = /filename\*\s*=\s*utf-8''([^;\s]+)/i.exec(disposition)?.[1]
  const quoted = /filename\s*=\s*"([^"]*)"/i.exec(disposition)?.[1]
  const bare = /filename\s*=\s*([^";\s]+)/i.exec(disposition)?.[1]
  const found = extended ?? quoted ?? bare
  if (found === undefined) return undefined
  // Node reads header bytes as latin1, and the platform writes UTF-8 into them.
  const utf8 = Buffer.from(found, 'latin1').toString('utf8')
  return safeName(decoded(utf8.includes('\uFFFD') || /[^\0-\u00FF]/.test(found) ? found : utf8))
}

/** The bytes at an address, at most `most` of them, within `timeoutMs`; follows no redirection. Never rejects. */
export const download = (
  url: URL,
  { transport, most, timeoutMs }: { transport: Transport; most: number; timeoutMs: number },
): Promise<Downloaded> =>
  new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const failed = (error: Error): void =>
      resolve({ kind: 'failed', reason: signal.aborted ? `${timeoutMs} ms without an end` : error.message })
    const request = (url.protocol === 'https:' ? overHttps : overHttp)(url, { ...transport, signal }, (response) => {
      const status = response.statusCode ?? 0
      const end = (result: Downloaded): void => {
        resolve(result)
        response.destroy()
      }
      if (status !== 200) return end({ kind: 'gone', status })
      if (Number(response.headers['content-length'] ?? 0) > most) return end({ kind: 'too-large' })
      const name = nameIn(response.headers['content-disposition'])
      const parts: Buffer[] = []
      let size = 0
      response.on('error', failed)
      response.on('data', (part: Buffer) => {
        parts.push(part)
        size += part.length
        if (size > most) end({ kind: 'too-large' })
      })
      response.on('close', () => failed(new Error('the connection ended before the file did')))
      response.on('end', () =>
        resolve({ kind: 'ok', bytes: Buffer.concat(parts), ...(name === undefined ? {} : { name }) }),
      )
    })
    request.on('error', failed)
    request.end()
  })
