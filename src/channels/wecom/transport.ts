import { readFileSync } from 'node:fs'
import type { Agent } from 'node:http'
import { rootCertificates } from 'node:tls'

import { HttpsProxyAgent } from 'https-proxy-agent'

import type { WecomSettings } from '#src/config.ts'

/** How connections leave this machine: the authorities they trust, and the proxy they pass. */
export interface Transport {
  readonly ca?: string[]
  readonly agent?: Agent
}

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

export const isLoopback = (hostname: string): boolean => loopback.test(hostname)

/** `ca` replaces the authorities Node knows, so these are named beside the private deployment's own. */
export const transportOf = ({ wsUrl, caFile, proxyUrl }: WecomSettings): Transport => ({
  ...(caFile === null ? {} : { ca: [...rootCertificates, readFileSync(caFile, 'utf8')] }),
  ...(proxyUrl === null || isLoopback(new URL(wsUrl).hostname) ? {} : { agent: new HttpsProxyAgent(proxyUrl) }),
})
