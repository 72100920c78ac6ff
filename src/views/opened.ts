import { button, type Message, say, text } from '#src/domain/message.ts'

export interface Opened {
  readonly posts: readonly string[]
  /** What is open, as the digest says it; null: nothing. */
  readonly open: Message | null
  /** The day's digest has gone out already. */
  readonly told: boolean
  /** What else to look at; may be empty. */
  readonly hint: string
}

/** To somebody who has opened the chat. */
export const openedSaid = ({ posts, open, told, hint }: Opened): Message => {
  const greeting = `您好,您是${posts.join('、')}。`
  if (open === null) return say(`${greeting}${hint}${hint === '' ? '回「帮助」看可以怎么说。' : ''}`, [button('帮助')])
  const first = open.title === undefined ? [] : [text(open.title)]
  return {
    title: greeting,
    blocks: [
      ...first,
      ...(told ? [text('今天的提醒里都有,全部的回「事项」。')] : open.blocks),
      ...(hint === '' ? [] : [text(hint)]),
    ],
    buttons: open.buttons ?? [],
  }
}

const cut = (said: string): string => (said.length > 40 ? `${said.slice(0, 40)}…` : said)

/** To a message that was changed after it was sent. `says`: a command, ready to be sent anew; null: it is none. */
export const editedSaid = (says: string | null): Message =>
  says === null
    ? say('改过的消息不算数,请重新发一条。回「帮助」看可以怎么说。', [button('帮助')])
    : say(
        `改过的消息不算数,先前发的照旧。要按改后的办,请重新发一次:「${cut(says)}」`,
        Buffer.byteLength(says) <= 64 ? [button(says)] : [],
      )

/** To somebody whose account the platform does not disclose. */
export const hiddenSaid: Message = say(
  '企业微信没有把您的账号告诉机器人,所以不能绑定。原因:机器人不是由超级管理员创建的。请管理员用超级管理员重新创建机器人,换上新的 Bot ID 和 Secret,您再发一次「绑定 邀请码」。',
)
