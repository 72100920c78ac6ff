import type { Transaction } from 'kysely'

import { accountsOf, dropChannel, preferChannel } from '#db/accounts.ts'
import { makeAccountCode } from '#db/invites.ts'
import type { Database } from '#db/schema.ts'
import type { Message } from '#src/domain/message.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { accountCodeSaid, droppedSaid, meSaid, noOtherAppSaid, preferredSaid } from '#src/views/accounts.ts'
import { channelName, readChannel } from '#src/views/channels.ts'

import type { Arg } from './args.ts'
import { type CommandContext, defineCommand } from './command.ts'
import { take, takeRest } from './cursor.ts'
import { appsOf } from './people/listing.ts'
import { postNames } from './speaker.ts'

type Trx = Transaction<Database>

type What = { readonly kind: 'show' | 'add' } | { readonly kind: 'prefer' | 'drop'; readonly app: string }

const what: Arg<What> = {
  shape: '[加绑|首选 应用|解绑 应用]',
  read: (cursor) => {
    if (take(cursor, /\s*(?:加绑|再绑|加绑定)(?=$|[\s。!!])/) !== null) return { kind: 'add' }
    const act = take(cursor, /\s*(首选|解绑)\s*/)?.[1]
    const app = takeRest(cursor)
    if (act === undefined) {
      if (app !== '') throw new Refusal(`「${app.slice(0, 20)}」看不懂。回「我」看身份和绑定,加一个账号回「我 加绑」。`)
      return { kind: 'show' }
    }
    return { kind: act === '首选' ? 'prefer' : 'drop', app }
  },
}

/** Apps in which the member has no living account. */
const otherApps = (ctx: CommandContext, own: readonly string[]): string[] =>
  appsOf(ctx).filter((channel) => !own.includes(channel))

const addCode = async (trx: Trx, ctx: CommandContext, own: readonly string[]): Promise<Message> => {
  const apps = otherApps(ctx, own)
  if (apps.length === 0) throw new Refusal(noOtherAppSaid(own))
  const { id, code, expiresAt } = await makeAccountCode(trx, ctx.member.id, ctx.now)
  ctx.record({ what: 'accountCode', after: { invite: id, member: ctx.member.id } })
  return accountCodeSaid(code, apps, expiresAt)
}

/** The app that is meant, among those he is bound in. */
const appMeant = (written: string, channels: readonly string[]): string => {
  const channel = readChannel(written)
  const bound = channels.map(channelName).join('、')
  if (channel === null)
    throw new Refusal(`请写哪个应用。您绑定了:${bound}。例:我 首选 ${channelName(channels.at(-1)!)}`)
  if (!channels.includes(channel)) throw new Refusal(`您没有绑定${channelName(channel)}。您绑定了:${bound}。`)
  return channel
}

export default defineCommand({
  name: '我',
  aliases: ['me'],
  summary: '您的身份和绑定的账号;再绑一个、换先后、解绑',
  examples: ['我', '我 加绑', '我 首选 企业微信', '我 解绑 Telegram'],
  english: 'Who you are and your accounts',
  rights: 'everyone',
  where: 'private',
  args: { what },
  run: async (trx, ctx, { what: said }) => {
    const { member } = ctx
    const accounts = await accountsOf(trx, member.id)
    const living = accounts.filter(({ gone }) => gone === null)
    const channels = [...new Set(living.map(({ channel }) => channel))]
    switch (said.kind) {
      case 'show':
        return meSaid({
          name: member.name,
          posts: await postNames(trx, member),
          accounts,
          others: otherApps(ctx, channels),
        })
      case 'add':
        return addCode(trx, ctx, channels)
      case 'prefer': {
        const channel = appMeant(said.app, channels)
        await preferChannel(trx, member.id, channel)
        const after = [channel, ...channels.filter((one) => one !== channel)]
        ctx.record({ what: 'preferAccount', before: { channels }, after: { channels: after } })
        return preferredSaid(after)
      }
      case 'drop': {
        const channel = appMeant(said.app, [...new Set(accounts.map((account) => account.channel))])
        const left = living.filter((account) => account.channel !== channel)
        const [first] = left
        if (first === undefined)
          throw new Refusal(`${channelName(channel)}是您唯一能收到消息的账号,不能解绑。要换,先回「我 加绑」。`)
        await dropChannel(trx, member.id, channel, first)
        const after = [...new Set(left.map((account) => account.channel))]
        ctx.record({ what: 'dropAccount', before: { channels }, after: { channels: after } })
        return droppedSaid(channel, after)
      }
      default:
        return said satisfies never
    }
  },
})
