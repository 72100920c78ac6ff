import { generateReqId, WSClient } from '@wecom/aibot-node-sdk'

import type { ChannelDeps } from '#src/channels/channel.ts'
import type { WecomSettings } from '#src/config.ts'

import { createExchange } from './exchange.ts'
import { redacting } from './log.ts'
import type { Answer } from './outcomes.ts'
import type { Transport } from './transport.ts'
import type { Tuning } from './tuning.ts'

/** How a connection came to its end. */
export type End =
  | { readonly kind: 'closed'; readonly reason: string }
  /** The subscribe was never acknowledged. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'refused'; readonly errcode: number; readonly errmsg: string }
  /** Another process subscribed with the same bot. */
  | { readonly kind: 'evicted' }
  /** We ended it ourselves, to begin anew or for good. */
  | { readonly kind: 'ended' }

export interface Uploaded {
  readonly mediaId: string
}

/** One connection, from connect to its end, over one client of the SDK that is never used again. */
export interface Link {
  /** Which connection of this process it is. */
  readonly id: number
  /**
   * Writes one frame and waits for its acknowledgement; the SDK matches them by req_id, so each is used for one frame.
   * Where none comes, and nothing else, it is known on return whether the gateway is still there: if not, this has ended.
   */
  readonly write: (cmd: string, body: object, reqId?: string) => Promise<Answer>
  readonly upload: (bytes: Buffer, type: 'image' | 'file', filename: string) => Promise<Uploaded>
  /** Resolves when nothing written is unanswered any more: within the wait for an acknowledgement. */
  readonly settled: () => Promise<void>
  readonly end: () => void
  readonly ended: Promise<End>
}

export interface LinkEvents {
  readonly onReady: (link: Link) => void
  /** Every callback, as it came. */
  readonly onFrame: (frame: unknown, link: Link) => void
}

/** Sleeps are short ones, since they hold the process at its end. */
const longestSleep = 1000

const authRefused = (message: string): { errcode: number; errmsg: string } | null => {
  // The SDK keeps errcode and errmsg in the text of its error only.
  const match = /^Authentication failed: (.*) \(code: (-?\d+)\)$/s.exec(message)
  return match === null ? null : { errmsg: match[1]!, errcode: Number(match[2]) }
}

export const openLink = (
  id: number,
  settings: WecomSettings,
  transport: Transport,
  { log, machine }: ChannelDeps,
  tuning: Tuning,
  events: LinkEvents,
): Link => {
  const { promise: ended, resolve } = Promise.withResolvers<End>()
  const state = { over: false, evicted: false, ready: false, lastError: '' }
  const inFlight = new Set<Promise<unknown>>()
  const client = new WSClient({
    botId: settings.botId,
    secret: settings.secret,
    wsUrl: settings.wsUrl,
    wsOptions: { ...transport, handshakeTimeout: tuning.handshakeMs, maxPayload: 4 * 1024 * 1024 },
    heartbeatInterval: tuning.heartbeatMs,
    // Reconnecting is the session's: the SDK's has no jitter, and an instance used twice spawns orphan sockets.
    maxReconnectAttempts: 0,
    maxAuthFailureAttempts: 0,
    logger: redacting(log, settings.secret),
  })

  const end = (how: End): void => {
    if (state.over) return
    state.over = true
    // Its listeners stay: the error of a socket cut while it connects must find one.
    client.disconnect()
    resolve(how)
  }

  const track = async <Result>(work: Promise<Result>): Promise<Result> => {
    inFlight.add(work)
    try {
      return await work
    } finally {
      inFlight.delete(work)
    }
  }

  const exchange = createExchange({
    write: (cmd, body, reqId) => client.reply({ headers: { req_id: reqId } }, body, cmd),
    machine,
    tuning,
    isOver: () => state.over,
    onGone: () => end({ kind: 'closed', reason: 'no answer' }),
  })

  const link: Link = {
    id,
    ended,
    write: async (cmd, body, reqId = generateReqId(cmd)) => {
      await exchange.certain()
      if (state.over || !state.ready || !client.isConnected) return { kind: 'unwritten' }
      return track(exchange.send(cmd, body, reqId))
    },
    upload: async (bytes, type, filename) => {
      const { media_id: mediaId } = await track(client.uploadMedia(bytes, { type, filename }))
      return { mediaId }
    },
    settled: async () => void (await Promise.allSettled(inFlight)),
    end: () => end({ kind: 'ended' }),
  }

  const watchAuth = async (): Promise<void> => {
    const deadline = machine.now() + tuning.authMs
    for (let left = tuning.authMs; left > 0 && !state.over && !state.ready; left = deadline - machine.now())
      await machine.sleep(Math.min(left, longestSleep))
    if (!state.ready) end({ kind: 'silent' })
  }

  client.on('connected', () => void watchAuth())
  client.on('authenticated', () => {
    if (state.over) return
    state.ready = true
    events.onReady(link)
  })
  client.on('error', (error) => {
    state.lastError = error.message
    const refused = authRefused(error.message)
    if (refused !== null) end({ kind: 'refused', ...refused })
    // Where no socket could be made at all, no 'disconnected' follows.
    if ('code' in error && error.code === 'WS_RECONNECT_EXHAUSTED') end({ kind: 'closed', reason: 'no socket' })
  })
  // The SDK reports an eviction and goes on inside the same call: what follows it is its 'disconnected'.
  client.on('event.disconnected_event', () => void (state.evicted = true))
  client.on('disconnected', (reason) => {
    const evicted = state.evicted || reason.startsWith('New connection established')
    end(evicted ? { kind: 'evicted' } : { kind: 'closed', reason: state.lastError || reason })
  })
  // The SDK swallows what a listener throws, so that nothing here may.
  const onFrame = (frame: unknown): void => {
    exchange.heard()
    events.onFrame(frame, link)
  }
  client.on('message', onFrame)
  client.on('event', onFrame)
  client.connect()
  return link
}
