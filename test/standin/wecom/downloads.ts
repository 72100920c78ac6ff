import { createCipheriv, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Strikes } from './faults.ts'
import type { State } from './state.ts'

export interface Downloads {
  /** Encrypts a file under a key of its own and serves it for five minutes. */
  readonly offer: (
    name: string,
    bytes: Uint8Array,
    more?: { chunked?: boolean; nameless?: boolean },
  ) => {
    url: string
    aeskey: string
  }
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void
}

interface Offer {
  readonly name: string
  readonly blob: Buffer
  readonly until: number
  readonly chunked: boolean
  readonly nameless: boolean
}

/** AES-256-CBC, the first half of the key as IV, PKCS#7 to a multiple of 32 bytes. */
const encrypt = (bytes: Uint8Array, key: Buffer): Buffer => {
  const padding = 32 - (bytes.length % 32)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(bytes), cipher.update(Buffer.alloc(padding, padding)), cipher.final()])
}

const headersOf = ({ name, blob, chunked, nameless }: Offer): Record<string, string> => ({
  'content-type': 'application/octet-stream',
  ...(chunked ? {} : { 'content-length': `${blob.length}` }),
  ...(nameless ? {} : { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}` }),
})

export const createDownloads = (state: State, strikes: Strikes, origin: () => string): Downloads => {
  const offers = new Map<string, Offer>()
  return {
    offer: (name, bytes, { chunked = false, nameless = false } = {}) => {
      const key = randomBytes(32)
      const path = `/media/${randomBytes(16).toString('hex')}`
      offers.set(path, { name, blob: encrypt(bytes, key), until: state.now() + 5 * 60_000, chunked, nameless })
      return { url: `${origin()}${path}`, aeskey: key.toString('base64') }
    },
    answer: (request, response) => {
      const path = request.url ?? ''
      const fault = strikes.strike('download', undefined, { headers: { req_id: path } })
      state.changed()
      if (fault?.kind === 'ignore') return
      const found = offers.get(path)
      if (fault?.kind === 'drop' && fault.when === 'before') response.destroy()
      else if (fault?.kind === 'refuse') response.writeHead(fault.errcode).end()
      else if (found === undefined || found.until <= state.now()) response.writeHead(404).end()
      else {
        response.writeHead(200, headersOf(found))
        if (fault?.kind === 'drop') {
          response.write(found.blob.subarray(0, found.blob.length / 2), () => response.destroy())
        } else response.end(found.blob)
      }
    },
  }
}
