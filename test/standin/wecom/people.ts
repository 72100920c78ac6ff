import type { Body } from './content.ts'
import type { Downloads } from './downloads.ts'
import type { Gateway } from './gateway.ts'
import {
  type Callback,
  type Conversation,
  type State,
  type User,
  addUser,
  conversationOf,
  idOf,
  newMsgId,
} from './state.ts'
import type { WecomStandin, Where } from './types.ts'

type People = Pick<WecomStandin, 'userSays' | 'userOpens' | 'userClicks' | 'userFeedback' | 'userSendsFile'>

/** What users do, as callbacks of the gateway. */
export const createPeople = (state: State, gateway: Gateway, downloads: Downloads): People => {
  const said = new Set<string>()
  const seconds = (): number => Math.trunc(state.now() / 1000)

  const place = (userid: string, group: string | undefined): { user: User; conversation: Conversation } => {
    const user = addUser(state, userid)
    if (group === undefined) return { user, conversation: conversationOf(state, 'single', user.id) }
    const known = state.groups.get(group)
    if (known === undefined) throw new Error(`no group ${group}: addGroup first`)
    known.members.add(user.id)
    return { user, conversation: conversationOf(state, 'group', group) }
  }

  const common = (user: User, conversation: Conversation, msgid: string): Body => ({
    msgid,
    aibotid: state.bot.id,
    chattype: conversation.kind,
    ...(conversation.kind === 'group' ? { chatid: conversation.id } : {}),
    from: { userid: idOf(state, user) },
    create_time: seconds(),
  })

  /** One message of a user: it unlocks its conversation, whether or not the bot is there to hear it. */
  const message = async (
    userid: string,
    where: Where,
    shown: string,
    content: (conversation: Conversation) => Body,
  ): Promise<string> => {
    const { user, conversation } = place(userid, where.group)
    const msgid = where.msgid ?? newMsgId()
    conversation.unlocked = true
    if (!said.has(msgid)) conversation.lines.push({ who: user.id, text: shown, at: state.now() })
    said.add(msgid)
    const body = { ...common(user, conversation, msgid), ...content(conversation) }
    await gateway.callback('aibot_msg_callback', body, { kind: 'message', conversation, msgid })
    return msgid
  }

  const event = async (
    userid: string,
    where: Where,
    kind: Exclude<Callback['kind'], 'message'>,
    more: { detail?: Body; taskId?: string },
  ): Promise<string> => {
    const { user, conversation } = place(userid, where.group)
    const msgid = where.msgid ?? newMsgId()
    const detail = more.detail === undefined ? {} : { [kind]: more.detail }
    const body = { ...common(user, conversation, msgid), msgtype: 'event', event: { eventtype: kind, ...detail } }
    const task = more.taskId === undefined ? {} : { taskId: more.taskId }
    await gateway.callback('aibot_event_callback', body, { kind, conversation, msgid, ...task })
    return msgid
  }

  /** In a group the words of a message begin with the name of the bot. */
  const worded = (conversation: Conversation, text: string): string =>
    conversation.kind === 'group' ? `@${state.bot.name}${state.options.separator ?? ' '}${text}` : text

  return {
    userSays: (userid, text, says = {}) =>
      message(userid, says, text, (conversation) => {
        const quote = says.quote === undefined ? {} : { quote: { msgtype: 'text', text: { content: says.quote } } }
        if (says.voice === true) return { msgtype: 'voice', voice: { content: text }, ...quote }
        return { msgtype: 'text', text: { content: worded(conversation, text) }, ...quote }
      }),
    userOpens: (userid, where = {}) => {
      if (state.options.openingUnlocks === true) place(userid, undefined).conversation.unlocked = true
      return event(userid, where, 'enter_chat', {})
    },
    userClicks: (userid, taskId, key, clicks = {}) => {
      const selected = Object.entries(clicks.selections ?? {})
      const selection = selected.map(([question, ids]) => ({ question_key: question, option_ids: { option_id: ids } }))
      const detail = {
        card_type: clicks.cardType ?? state.tasks.get(taskId) ?? 'button_interaction',
        event_key: key,
        task_id: taskId,
        ...(selection.length === 0 ? {} : { selected_items: { selected_item: selection } }),
      }
      return event(userid, clicks, 'template_card_event', { detail, taskId })
    },
    userFeedback: (userid, id, type) => event(userid, {}, 'feedback_event', { detail: { id, type } }),
    userSendsFile: (userid, name, bytes, sends = {}) => {
      const { caption, kind = 'file', chunked = false, nameless = false } = sends
      const shown = `[${kind === 'file' ? '文件' : kind === 'image' ? '图片' : '视频'}] ${name}`
      const media = downloads.offer(name, bytes, { chunked, nameless })
      if (caption === undefined) return message(userid, sends, shown, () => ({ msgtype: kind, [kind]: media }))
      return message(userid, sends, `${caption}\n[图片] ${name}`, (conversation) => {
        const words = { msgtype: 'text', text: { content: worded(conversation, caption) } }
        return { msgtype: 'mixed', mixed: { msg_item: [words, { msgtype: 'image', image: media }] } }
      })
    },
  }
}
