import type { IncomingMessage, ServerResponse } from 'node:http'

import { ApiError, badRequest } from './api-error.ts'
import { parseMultipart } from './multipart.ts'
import { isFields, type Params, type Upload } from './params.ts'

/** 50 MB of file, and what is written around it. */
const largestBody = 51 * 1024 * 1024

/** The whole body. Rejects when the client goes away in the middle. */
const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= largestBody) chunks.push(chunk)
  }
  if (length > largestBody) throw new ApiError(413, 'Request Entity Too Large')
  return Buffer.concat(chunks)
}

const fromJson = (body: Buffer): Readonly<Record<string, unknown>> => {
  let value: unknown
  try {
    value = body.length === 0 ? {} : JSON.parse(body.toString('utf8'))
  } catch {
    throw badRequest("can't parse JSON object")
  }
  if (!isFields(value)) throw badRequest("can't parse JSON object: object expected")
  return value
}

/** A call's parameters, wherever they stand: query, JSON, form or multipart. */
export const readParams = async (request: IncomingMessage, query: URLSearchParams): Promise<Params> => {
  const body = await readBody(request)
  const type = request.headers['content-type'] ?? ''
  const asked = Object.fromEntries(query)
  const none: ReadonlyMap<string, Upload> = new Map()
  if (/^application\/json/i.test(type)) return { raw: { ...asked, ...fromJson(body) }, files: none }
  const boundary = /^multipart\/form-data.*?;\s*boundary="?([^";]+)/i.exec(type)?.[1]
  if (boundary !== undefined) {
    const form = parseMultipart(body, boundary)
    if (!form) throw badRequest("can't parse multipart/form-data")
    return { raw: { ...asked, ...form.fields }, files: form.files }
  }
  if (/^application\/x-www-form-urlencoded/i.test(type))
    return { raw: { ...asked, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) }, files: none }
  return { raw: asked, files: none }
}

/** Writes an answer of the API. `cut`: only so much of its text as is not yet JSON. */
export const answer = (response: ServerResponse, outcome: unknown, cut = false): void => {
  const failed = outcome instanceof ApiError ? outcome : undefined
  const body = JSON.stringify(
    failed
      ? {
          ok: false,
          error_code: failed.code,
          description: failed.message,
          ...(failed.parameters && { parameters: failed.parameters }),
        }
      : { ok: true, result: outcome },
  )
  const sent = cut ? body.slice(0, Math.max(1, body.length >> 1)) : body
  const retryAfter = failed?.parameters?.['retry_after']
  response.writeHead(failed?.code ?? 200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(sent),
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  })
  response.end(sent)
}

/** What a proxy in between says. */
export const answerHtml502 = (response: ServerResponse): void => {
  const body = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'
  response.writeHead(502, { 'content-type': 'text/html', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
