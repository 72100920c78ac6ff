import { type Body, inside, readContent, spend } from './content.ts'
import { overLimit, replace, show } from './show.ts'
import {
  type Callback,
  type Conversation,
  type State,
  type Verdict,
  conversationOf,
  findUser,
  ok,
  refuse,
} from './state.ts'

const day = 24 * 3_600_000
const stale = (state: State): Verdict => refuse(state.codes.badReqId, 'invalid req_id')

const respond = (state: State, callback: Callback, body: Body): Verdict => {
  const { conversation } = callback
  if (callback.kind !== 'message' || state.now() - callback.at > day) return stale(state)
  if (body['msgtype'] === 'text') return refuse(state.codes.badBody, 'invalid msgtype text')
  const card = body['msgtype'] === 'template_card'
  if (card && callback.used) return refuse(state.codes.answered, 'already responded')
  const content = readContent(state, body, { answers: callback.msgid })
  if ('refused' in content) return content.refused
  const cmd = 'aibot_respond_msg'
  if (body['msgtype'] === 'stream') {
    const id = inside(body, 'stream')['id']
    if (typeof id !== 'string' || id === '') return refuse(state.codes.badBody, 'stream.id missing')
    const running = callback.streams.get(id)
    if (running !== undefined) {
      const { bubble } = running
      const over = state.now() - running.firstAt > (state.options.streamLifetime ?? 360_000)
      if (bubble.message.finished || over) return refuse(state.codes.streamOver, 'stream message update expired')
      // Nothing visible does not replace what stands there.
      const { text, raw } = content.message.text.trim() === '' ? bubble.message : content.message
      replace(state, conversation, bubble, { message: { ...content.message, text, raw }, cmd })
      return ok
    }
    const limit = overLimit(state, conversation)
    if (limit !== null) return limit
    callback.streams.set(id, { firstAt: state.now(), bubble: show(state, conversation, content.message, cmd) })
    return ok
  }
  const limit = overLimit(state, conversation)
  if (limit !== null) return limit
  if (card) callback.used = true
  spend(state, body, content.message)
  show(state, conversation, content.message, cmd)
  return ok
}

/** The first answer to an enter_chat or card event, within five seconds. */
const inTime = (state: State, callback: Callback, kind: Callback['kind']): Verdict | null => {
  if (callback.kind !== kind) return stale(state)
  if (state.now() - callback.at > 5000) return refuse(state.codes.tooLate, 'response expired')
  return callback.used ? refuse(state.codes.answered, 'already responded') : null
}

const welcome = (state: State, callback: Callback, body: Body): Verdict => {
  const late = inTime(state, callback, 'enter_chat')
  if (late !== null) return late
  if (body['msgtype'] !== 'text' && body['msgtype'] !== 'template_card')
    return refuse(state.codes.badBody, 'invalid msgtype')
  const content = readContent(state, body, { answers: callback.msgid })
  if ('refused' in content) return content.refused
  const limit = overLimit(state, callback.conversation)
  if (limit !== null) return limit
  callback.used = true
  spend(state, body, content.message)
  show(state, callback.conversation, content.message, 'aibot_respond_welcome_msg')
  return ok
}

const update = (state: State, callback: Callback, body: Body): Verdict => {
  const late = inTime(state, callback, 'template_card_event')
  if (late !== null) return late
  if (body['response_type'] !== 'update_template_card') return refuse(state.codes.badBody, 'invalid response_type')
  const content = readContent(state, { ...body, msgtype: 'template_card' }, { answers: callback.msgid, update: true })
  if ('refused' in content) return content.refused
  const { message } = content
  const bubble = callback.conversation.lines.find((line) => 'copies' in line && line.message.taskId === callback.taskId)
  if (message.taskId !== callback.taskId) return refuse(state.codes.badBody, 'task_id is not that of the card clicked')
  if (bubble === undefined || !('copies' in bubble)) return refuse(state.codes.badBody, 'no such card')
  const named = Array.isArray(body['userids']) ? body['userids'].map(String) : undefined
  const users = named?.map((id) => findUser(state, id)?.id ?? id)
  callback.used = true
  const change = { message, cmd: 'aibot_respond_update_msg', ...(users === undefined ? {} : { users }) }
  replace(state, callback.conversation, bubble, change)
  return ok
}

/** A reply to the callback of this req_id; a req_id of an earlier connection is not known any more (option reqIdsSurvive). */
export const onReply = (
  state: State,
  cmd: string,
  frame: { reqId: string; connection: number; body: Body },
): Verdict => {
  const callback = state.callbacks.get(frame.reqId)
  if (callback === undefined) return stale(state)
  if (callback.connection !== frame.connection && state.options.reqIdsSurvive !== true) return stale(state)
  if (cmd === 'aibot_respond_msg') return respond(state, callback, frame.body)
  return cmd === 'aibot_respond_welcome_msg'
    ? welcome(state, callback, frame.body)
    : update(state, callback, frame.body)
}

/** The conversation of a push: chat_type 1 single, 2 group, absent or 0 a group first. */
const target = (state: State, body: Body): Conversation | Verdict => {
  const { codes } = state
  const id = body['chatid']
  const type = body['chat_type'] ?? 0
  const unknown = refuse(codes.badChat, `invalid chatid, hint: [${Math.trunc(state.now() / 1000)}], from ip: 127.0.0.1`)
  if (typeof id !== 'string' || id === '') return unknown
  if (type !== 0 && type !== 1 && type !== 2) return refuse(codes.badBody, 'invalid chat_type')
  const group = type === 1 ? undefined : state.groups.get(id)
  if (group !== undefined) {
    return group.bot ? conversationOf(state, 'group', id) : refuse(codes.notInGroup, 'bot not in group')
  }
  const user = type === 2 ? undefined : findUser(state, id)
  return user?.visible === true ? conversationOf(state, 'single', user.id) : unknown
}

export const onPush = (state: State, body: Body): Verdict => {
  const found = target(state, body)
  if ('errcode' in found) return found
  if (!found.unlocked) return refuse(state.codes.locked, 'user has not sent a message in this chat')
  if (body['msgtype'] === 'text' || body['msgtype'] === 'stream') {
    return refuse(state.codes.badBody, `invalid msgtype ${body['msgtype']}`)
  }
  const content = readContent(state, body)
  if ('refused' in content) return content.refused
  const limit = overLimit(state, found)
  if (limit !== null) return limit
  spend(state, body, content.message)
  show(state, found, content.message, 'aibot_send_msg')
  return ok
}
