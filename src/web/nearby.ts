import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, MiddlewareHandler } from 'hono'

const loopback = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/
const localHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i

const remoteAddress = (c: Context): string => {
  try {
    return getConnInfo(c).remote.address ?? ''
  } catch {
    return '' // no socket behind the request: nobody we know
  }
}

const isSameOrigin = (c: Context, host: string): boolean => {
  const site = c.req.header('sec-fetch-site')
  const origin = c.req.header('origin')
  if (site === undefined && origin === undefined) return false
  return (site ?? 'same-origin') === 'same-origin' && (origin ?? `http://${host}`) === `http://${host}`
}

/**
 * Lets in only who sits at this machine. The Host is checked as well as the socket: a page from elsewhere whose name was
 * made to resolve to 127.0.0.1 has the address but not the name. What changes something must come from our own page.
 */
export const nearby: MiddlewareHandler = async (c, next) => {
  const host = c.req.header('host') ?? ''
  if (!loopback.test(remoteAddress(c)) || !localHost.test(host)) {
    return c.text('试用聊天页只能在本机打开:http://127.0.0.1(端口同 PORT)/chat', 403)
  }
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !isSameOrigin(c, host)) {
    return c.text('只接受本页发出的请求。', 403)
  }
  c.header('Cache-Control', 'no-store')
  return next()
}
