import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'

import { Api } from 'grammy'
import { HttpsProxyAgent } from 'https-proxy-agent'

import type { TelegramSettings } from '#src/config.ts'

import type { Tuning } from './tuning.ts'

/** What must never stand in a log or a reason: errors of the HTTP library hold the address, and the address the token. */
export type Scrub = (text: string) => string

export interface Clients {
  /** One each, since the library has one timeout for a whole client. */
  readonly poller: Api
  readonly sender: Api
  readonly files: Api
  /** For downloads, which the library does not do. */
  readonly agent: HttpAgent
  readonly scrub: Scrub
  /** Drops the connections that are idle. */
  readonly close: () => void
}

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

const passwordOf = (url: string | null): string => (url === null ? '' : decodeURIComponent(new URL(url).password))

/** Takes every secret of these settings out of a text, whole or percent-encoded; the bot's number may stay. */
export const scrubber = ({ token, webhook, proxyUrl }: TelegramSettings): Scrub => {
  const own = [token.slice(token.indexOf(':') + 1), webhook?.secret ?? '', passwordOf(proxyUrl)]
  const secrets = own.flatMap((one) => (one === '' ? [] : [one, encodeURIComponent(one)]))
  return (text) => secrets.reduce((left, secret) => left.replaceAll(secret, '***'), text)
}

/** A server that closes idle connections must not be met half way: they are dropped here before. */
const idleMs = 15_000

const agentFor = ({ apiRoot, proxyUrl }: TelegramSettings): HttpAgent => {
  const { protocol, hostname } = new URL(apiRoot)
  const options = { keepAlive: true, timeout: idleMs }
  if (proxyUrl !== null && !loopback.test(hostname)) return new HttpsProxyAgent(proxyUrl, options)
  return protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options)
}

export const openClients = (settings: TelegramSettings, tuning: Tuning): Clients => {
  const agent = agentFor(settings)
  const client = (timeoutSeconds: number): Api =>
    new Api(settings.token, { apiRoot: settings.apiRoot, timeoutSeconds, baseFetchConfig: { agent, compress: true } })
  return {
    poller: client(tuning.pollTimeoutSeconds),
    sender: client(tuning.sendTimeoutSeconds),
    files: client(tuning.fileTimeoutSeconds),
    agent,
    scrub: scrubber(settings),
    close: () => agent.destroy(),
  }
}
