import type { Outcome } from '#src/channels/channel.ts'

/** What the gateway made of one frame of ours. */
export type Answer =
  | { readonly kind: 'ok'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly errcode: number; readonly errmsg: string }
  /** There was no open socket: nothing was written. */
  | { readonly kind: 'unwritten' }
  /** Written, and then no answer, or the end of the connection. */
  | { readonly kind: 'unknown'; readonly reason: string }

type Refused = Extract<Outcome, { kind: 'refused' }>

/** The frequency limits of the socket and of the HTTP family (busy, too often, too many at once). */
const paced = new Set([846_607, 45_009, 45_033, -1])
/** The channel of a reply is gone (stale req_id, answered already, stream over): the same words go as a push. */
const replyGone = new Set([846_605, 846_606, 846_608])
export const notSubscribed = 846_609

const unreachable: Readonly<Record<number, string>> = {
  93_006: '未开通:本人还没有给机器人发过消息',
  93_001: '这个群不许机器人发消息',
  93_008: '机器人不在这个群里',
  40_201: '企业微信拦下了机器人的消息(40201)',
}

export const isPaced = (errcode: number): boolean => paced.has(errcode)
export const isReplyGone = (errcode: number): boolean => replyGone.has(errcode)

/** After a limit was hit: the window is a minute. */
export const pacedMs = 60_000
/** A new connection is a matter of seconds. */
export const reconnectingMs = 5000

export const later = (reason: string, after = reconnectingMs): Refused => ({
  kind: 'refused',
  retry: 'later',
  after,
  reason,
})

export const otherRoute = (reason: string): Refused => ({ kind: 'refused', retry: 'other-route', reason })

export const slower = (pace: 'chat' | 'bot', after = pacedMs, reason = '企业微信限制发送频率'): Refused => ({
  ...later(reason, after),
  pace,
})

/** A refusal as an outcome, but for the frequency limits, whose reach depends on what else was refused. */
export const refusedAs = (errcode: number, errmsg: string): Refused => {
  if (errcode === notSubscribed) return later('企业微信的连接失效,正在重连')
  const reason = unreachable[errcode]
  if (reason !== undefined) return { ...otherRoute(reason), gone: true }
  // Unknown to us: nobody published which code a member gets who never wrote, so this one may be it.
  return otherRoute(`企业微信不收(${errcode} ${errmsg.split(',')[0]!.slice(0, 60)})`)
}
