import { type Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

/** GET through the channel's own agent (and so its proxy). Rejects when there is no answer at all. */
export const openUrl = (url: string, agent: HttpAgent, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? requestHttps : requestHttp
    request(url, { agent, signal }, resolve).once('error', reject).end()
  })

/** The body, read to its end. Null: more than `most` bytes, and no more of it is read. */
export const readAll = async (response: IncomingMessage, most: number): Promise<Uint8Array | null> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > most) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
