import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { ApiError } from './api-error.ts'
import { createDispatch } from './dispatch.ts'
import type { TelegramOptions } from './types.ts'
import { answer } from './wire.ts'
import type { World } from './world.ts'

const unauthorized = new ApiError(401, 'Unauthorized')
const notFound = new ApiError(404, 'Not Found')

const download = (world: World, path: string, response: ServerResponse): void => {
  const file = world.files.open(decodeURIComponent(path))
  if (!file) return answer(response, notFound)
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.length })
  response.end(file.bytes)
}

/** Listens on loopback. Returns the server and its address. */
export const listen = async (
  world: World,
  { port = 0, other }: TelegramOptions,
): Promise<{ readonly server: Server; readonly root: string }> => {
  const dispatch = createDispatch(world)

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const call = /^\/bot([^/]+)\/([^/]+)\/?$/.exec(url.pathname)
    const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(url.pathname)
    const token = call?.[1] ?? file?.[1]
    if (token === undefined) {
      if (other?.(request, response) !== true) answer(response, notFound)
      return
    }
    if (decodeURIComponent(token) !== world.token) {
      world.refusals.push({
        at: world.clock.now(),
        method: call?.[2] ?? 'file',
        code: 401,
        description: 'Unauthorized',
        planned: false,
      })
      world.changed()
      request.resume()
      return answer(response, unauthorized)
    }
    if (file) return download(world, file[2]!, response)
    return dispatch(request, response, call![2]!, url.searchParams)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A fault of the stand-in itself: told to the client, so that the test sees it.
      if (response.headersSent) response.destroy()
      else answer(response, new ApiError(500, `Internal Server Error: ${String(error)}`))
    })
  })
  // A long poll is longer than Node's own patience, and an idle connection is for the client to close.
  server.requestTimeout = 0
  server.headersTimeout = 0
  server.keepAliveTimeout = 0
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return { server, root: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
