import type { Instant } from '#src/domain/instant.ts'
import { button, list, type Message, say, text } from '#src/domain/message.ts'

import { channelName } from './channels.ts'
import { houseRules, momentSaid } from './people.ts'
import { goneSaid } from './roster.ts'

export interface Me {
  readonly name: string
  readonly posts: readonly string[]
  /** The first is written to first. */
  readonly accounts: readonly { readonly channel: string; readonly gone: string | null }[]
  /** Apps in which a further account may be bound. */
  readonly others: readonly string[]
}

const accountLine = ({ channel, gone }: Me['accounts'][number], isFirst: boolean, several: boolean): string =>
  `${channelName(channel)}${gone === null ? (isFirst && several ? '(先发这里)' : '') : `:${goneSaid(gone)},给机器人发句话就恢复`}`

/** 我: posts, accounts in order, and what may be done with them. */
export const meSaid = ({ name, posts, accounts, others }: Me): Message => {
  const living = accounts.filter(({ gone }) => gone === null)
  const second = living[1]
  const ways = [
    ...(others.length > 0 ? [`还想在${others.map(channelName).join('、')}里收:回「我 加绑」。`] : []),
    ...(second === undefined
      ? []
      : [
          `换个先后:回「我 首选 ${channelName(second.channel)}」。不要了:回「我 解绑 ${channelName(second.channel)}」。`,
        ]),
  ]
  return {
    title: name,
    blocks: [
      list(posts, '职责'),
      list(
        accounts.map((one) => accountLine(one, one === living[0], living.length > 1)),
        '绑定',
      ),
      ...(ways.length > 0 ? [text(ways.join('\n'))] : []),
      text(`${houseRules}${living.length > 1 ? '一条消息只发一处,先发的收不到才发下一处。' : ''}`),
    ],
    buttons: others.length > 0 ? [button('我 加绑')] : [],
  }
}

/** 我 加绑: the one time the code is said. */
export const accountCodeSaid = (code: string, apps: readonly string[], until: Instant): Message =>
  say(
    `请在${apps.map(channelName).join('或')}里找到「督办机器人」,用您自己的账号单独给它发:绑定 ${code}\n${momentSaid(until)}前有效,只能用一次,请勿转给别人。绑好后还是同一个您,一条消息只发一处。`,
  )

export const noOtherAppSaid = (apps: readonly string[]): string =>
  `您在${apps.map(channelName).join('、')}里已绑定,没有接入别的应用可以加绑。`

/** 绑定, with one's own code, done. `first`: where he is written to first. */
export const accountAddedSaid = (posts: readonly string[], channel: string, first: string): Message =>
  say(
    `您好,您是${posts.join('、')}。${channelName(channel)}已加绑,可以在这里说话办事。\n消息仍先发${channelName(first)},那边收不到才发到这里。要先发这里:回「我 首选 ${channelName(channel)}」。`,
    [button(`我 首选 ${channelName(channel)}`), button('我')],
  )

/** His own code, in the account he has bound already. */
export const otherAppSaid = (channel: string): Message =>
  say(`这个码是加绑另一个应用用的,${channelName(channel)}里您已经绑定了。请在另一个应用里给机器人发这句话。`)

/** The account belongs to somebody who holds a post. */
export const accountTakenSaid = (posts: readonly string[]): Message =>
  say(
    `这个账号已经绑定为${posts.join('、')},不能再加绑成另一个人的。确是同一个人,请督查室先「停用」这里的身份,再发这个码。`,
  )

/** He has a living account in this app already. */
export const sameAppSaid = (channel: string): Message =>
  say(
    `要加绑的人在${channelName(channel)}里已经有一个账号。要换成这一个,请先在原来的账号里回「我 解绑 ${channelName(channel)}」,再回「我 加绑」要新码。`,
  )

export const preferredSaid = (channels: readonly string[]): Message =>
  say(`好的,消息先发${channels.map(channelName).join(',收不到再发')}。`, [button('我')])

export const droppedSaid = (channel: string, left: readonly string[]): Message =>
  say(`${channelName(channel)}已解绑,不再发到那里。消息发${left.map(channelName).join('、')}。`, [button('我')])
