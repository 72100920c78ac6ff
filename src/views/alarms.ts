import { type Role, roleNames } from '#src/domain/member.ts'
import { button, list, type Message, text } from '#src/domain/message.ts'

import { channelName } from './channels.ts'

/** Somebody one of whose accounts died. */
export interface Gone {
  readonly memberId: number
  readonly name: string
  readonly unit: string | null
  readonly role: Role | null
  readonly channel: string
  readonly reason: string
  /** The channel that reaches them now; null: none. */
  readonly next: string | null
}

const mostLines = 10

const lines = (people: readonly Gone[]): string[] => {
  const said = people.map(({ name, unit, role, channel, reason, next }) => {
    const post = `${unit ?? ''}${role === null ? '' : roleNames[role]}`
    // The trial's people are called by their posts.
    const who = post === '' || name.includes(post) ? name : `${name}(${post})`
    return `${who}:${channelName(channel)}${reason}${next === null ? '' : `,改用${channelName(next)}`}`
  })
  return said.length > mostLines ? [...said.slice(0, mostLines - 1), `另有${said.length - mostLines + 1}人`] : said
}

/** Who cannot be reached any more, told once to the office. Null: nobody who holds a post. */
export const goneSaid = (accounts: readonly Gone[]): Message | null => {
  const people = [...new Map(accounts.filter(({ role }) => role !== null).map((one) => [one.memberId, one])).values()]
  const [lost, rerouted] = [people.filter(({ next }) => next === null), people.filter(({ next }) => next !== null)]
  if (people.length === 0) return null
  return {
    blocks: [
      ...(lost.length > 0
        ? [
            list(lines(lost), `${lost.length}人收不到消息,已列入电话单:`),
            text('请发新邀请码或打电话。回「电话单」看全部。'),
          ]
        : []),
      ...(rerouted.length > 0 ? [list(lines(rerouted), `${rerouted.length}人有一个账号收不到,已改用另一个:`)] : []),
    ],
    ...(lost.length > 0 ? { buttons: [button('电话单')] } : {}),
  }
}

/** What only a person can mend. */
export const alarmSaid = (words: string): Message => ({
  title: '需要处理',
  blocks: [text(words), text('处理后回「状态」看是否恢复。')],
  buttons: [button('状态')],
})
