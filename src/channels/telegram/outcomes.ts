import type { Outcome } from '#src/channels/channel.ts'

import { type Fault, faultText } from './faults.ts'

type Told = Extract<Fault, { kind: 'told' }>

/** Addresses that are dead until their owner writes again, in words for the office. The texts are the server's own. */
const dead: readonly (readonly [RegExp, string])[] = [
  [/bot was blocked by the user/i, '已拉黑机器人'],
  [/user is deactivated/i, 'Telegram 账号已注销'],
  [/can't initiate conversation/i, '还没有给机器人点「开始」'],
  [/chat not found/i, '没有这个会话,可能还没有给机器人点「开始」'],
  [/group chat was deleted/i, '群已解散'],
  [/bot was kicked/i, '机器人已被移出群'],
  [/bot is not a member/i, '机器人不在群里'],
]

const toldOutcome = (fault: Told): Outcome => {
  const { code, description, retryAfterMs, migratedTo } = fault
  if (migratedTo !== undefined)
    return { kind: 'refused', retry: 'later', after: 0, movedTo: migratedTo, reason: '群已升级,换了编号' }
  if (code === 429) {
    const after = retryAfterMs === undefined ? {} : { after: retryAfterMs }
    // Telegram does not say whether chat or bot is meant: the larger is assumed.
    return { kind: 'refused', retry: 'later', ...after, pace: 'bot', reason: 'Telegram 要求放慢' }
  }
  if (code >= 500) return { kind: 'refused', retry: 'later', reason: `Telegram 服务器出错(${code})` }
  if (code === 401) return { kind: 'refused', retry: 'other-route', reason: 'Telegram 不认机器人的令牌' }
  const why = code === 400 || code === 403 ? dead.find(([text]) => text.test(description)) : undefined
  return why === undefined
    ? { kind: 'refused', retry: 'other-route', reason: `Telegram 不收(${faultText(fault)})` }
    : { kind: 'refused', retry: 'other-route', gone: true, reason: why[1] }
}

/** What a failed call means for the message. */
export const outcomeOf = (fault: Fault): Outcome => {
  switch (fault.kind) {
    case 'told':
      return toldOutcome(fault)
    case 'unreached':
      return { kind: 'refused', retry: 'later', reason: `连不上 Telegram(${fault.reason})` }
    case 'unready':
      return { kind: 'refused', retry: 'later', reason: '文件暂时读不出来' }
    case 'unclear':
      return { kind: 'unknown', reason: `Telegram 没有回音(${fault.reason})` }
    default:
      return fault satisfies never
  }
}
