import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'

import type { ChannelDeps } from '#src/channels/channel.ts'
import type { WecomSettings } from '#src/config.ts'

import { type End, openLink } from './link.ts'
import { type Transport, transportOf } from './transport.ts'
import { defaultTuning, type Tuning } from './tuning.ts'

export type WecomProbe =
  /** `skewMs`: the platform's clock less this machine's, to about a second; null where it does not tell. */
  | { readonly kind: 'ok'; readonly skewMs: number | null }
  | { readonly kind: 'refused'; readonly errcode: number; readonly errmsg: string }
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** Connected, and the subscribe was not acknowledged within ten seconds. */
  | { readonly kind: 'silent' }

type ProbeDeps = Pick<ChannelDeps, 'log' | 'machine'>

const dateOf = (url: URL, transport: Transport, timeoutMs: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const request = (url.protocol === 'https:' ? overHttps : overHttp)(url, { ...transport, signal }, (response) => {
      resolve(response.headers.date)
      response.destroy()
    })
    // The clock is a second question: whether the platform is reached is told by the connection.
    request.on('error', () => resolve(undefined))
    request.end()
  })

const skewOf = async (wsUrl: string, transport: Transport, { machine }: ProbeDeps, timeoutMs: number) => {
  const url = new URL(wsUrl.replace(/^ws/, 'http'))
  const before = machine.now()
  const date = Date.parse((await dateOf(url, transport, timeoutMs)) ?? '')
  // The header has whole seconds, cut off.
  return Number.isNaN(date) ? null : date + 500 - (before + machine.now()) / 2
}

/**
 * Connects, subscribes and leaves. Not beside a running server: the platform gives a bot one connection, so this would
 * evict the server's, and what users say meanwhile would be lost. Never rejects.
 */
export const probeWecom = async (
  settings: WecomSettings,
  deps: ProbeDeps,
  given: Partial<Tuning> = {},
): Promise<WecomProbe> => {
  const tuning = { ...defaultTuning, ...given }
  const transport = transportOf(settings)
  const { promise: ready, resolve } = Promise.withResolvers<{ readonly kind: 'ready' }>()
  const link = openLink(0, settings, transport, { ...deps, alarm: () => {} }, tuning, {
    onReady: () => resolve({ kind: 'ready' }),
    onFrame: () => {},
  })
  const end: End | { readonly kind: 'ready' } = await Promise.race([ready, link.ended])
  link.end()
  switch (end.kind) {
    case 'ready':
      return { kind: 'ok', skewMs: await skewOf(settings.wsUrl, transport, deps, tuning.handshakeMs) }
    case 'refused':
      return { kind: 'refused', errcode: end.errcode, errmsg: end.errmsg }
    case 'silent':
      return { kind: 'silent' }
    case 'closed':
      return { kind: 'unreachable', reason: end.reason }
    case 'evicted':
    case 'ended':
      return { kind: 'unreachable', reason: '连接被另一个登录挤掉了' }
    default:
      return end satisfies never
  }
}
