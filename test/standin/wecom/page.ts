import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { pageView } from './page-view.ts'
import { type Deed, createDeeds } from './deeds.ts'
import type { WecomStandin } from './types.ts'

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
}

const pictures: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
}

const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts)
}

export interface Page {
  readonly url: string
  readonly stop: () => Promise<void>
}

/** The page on which one plays the users, on 127.0.0.1. */
export const startPage = async (standin: WecomStandin, port = 0): Promise<Page> => {
  const deeds = createDeeds(standin)

  const asset = (response: ServerResponse, name: string): void => {
    const type = types[name.split('.').at(-1)!]!
    response.writeHead(200, { 'content-type': type, 'content-security-policy': policy, 'cache-control': 'no-store' })
    response.end(readFileSync(join(import.meta.dirname, name)))
  }

  const json = (response: ServerResponse, value: unknown): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }

  const events = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write(':\n\n')
    const end = standin.listen(() => response.write('data: changed\n\n'))
    response.on('close', end)
  }

  const file = (response: ServerResponse, chat: string, n: number): void => {
    const line = standin.talk(chat)[n]
    const kept = line !== undefined && 'message' in line ? line.message.file : undefined
    if (kept === undefined) return void response.writeHead(404).end()
    const name = encodeURIComponent(kept.name)
    const ending = kept.name.split('.').at(-1)!.toLowerCase()
    const headers = {
      'content-type': pictures[ending] ?? 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
    }
    response.writeHead(200, headers).end(kept.bytes)
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const said = (name: string): string => searchParams.get(name) ?? ''
    if (request.method === 'POST') {
      // A page of another origin cannot set this header unasked.
      if (request.headers['x-standin'] !== '1') return void response.writeHead(403).end()
      const body = await bodyOf(request)
      if (pathname === '/act') await deeds.act(JSON.parse(body.toString()) as Deed)
      else await deeds.file({ chat: said('chat'), user: said('user'), name: said('name'), text: said('caption') }, body)
      return json(response, {})
    }
    if (pathname === '/') return asset(response, 'page.html')
    if (pathname === '/page.css' || pathname === '/page.js') return asset(response, pathname.slice(1))
    if (pathname === '/events') return events(response)
    if (pathname === '/bytes') return file(response, said('chat'), Number(said('n')))
    if (pathname !== '/state') return void response.writeHead(404).end()
    const chat = said('chat') === '' ? (standin.chats()[0]?.id ?? '') : said('chat')
    json(response, { ...pageView(standin, chat, said('user')), faults: deeds.placed() })
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
