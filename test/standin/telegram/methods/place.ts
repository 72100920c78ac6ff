import { badRequest, tooMany } from '../api-error.ts'
import { botSpeaks, type ChatState, type StoredMessage } from '../chats.ts'
import type { StoredFile } from '../files.ts'
import { messageObject } from '../objects.ts'
import { flagOf, integerOf, isFields, jsonOf, type Params } from '../params.ts'
import type { World } from '../world.ts'
import type { Words } from './text.ts'

/** Where a message goes, and how. */
type Manner = Pick<StoredMessage, 'replyTo' | 'thread' | 'silent' | 'isProtected'>

const replyIn = (params: Params, chat: ChatState): number | undefined => {
  const given = jsonOf(params, 'reply_parameters', 'reply parameters')
  const reply = isFields(given) ? given : {}
  const id = typeof reply['message_id'] === 'number' ? reply['message_id'] : integerOf(params, 'reply_to_message_id')
  if (id === undefined || chat.messages.has(id)) return id
  if (reply['allow_sending_without_reply'] === true || flagOf(params, 'allow_sending_without_reply')) return undefined
  throw badRequest('message to be replied not found')
}

export const mannerIn = (params: Params, chat: ChatState): Manner => {
  const thread = integerOf(params, 'message_thread_id')
  if (thread !== undefined && !chat.forum) throw badRequest('message thread not found')
  return {
    replyTo: replyIn(params, chat),
    thread,
    silent: flagOf(params, 'disable_notification'),
    isProtected: flagOf(params, 'protect_content'),
  }
}

export interface Placed extends Words {
  readonly file?: StoredFile
  readonly keyboard?: StoredMessage['keyboard']
  readonly mediaGroup?: string
}

/** Puts messages of one call into a chat, when the limits let it; their objects, as the call returns them. */
export const place = (
  world: World,
  method: string,
  chat: ChatState,
  messages: readonly Placed[],
  manner: Manner,
): readonly unknown[] => {
  const wait = world.sends.take(chat.id, chat.kind !== 'private', messages.length)
  if (wait > 0) throw tooMany(wait)
  return messages.map((message) => {
    const stored = world.chats.add(chat, {
      keyboard: undefined,
      ...message,
      ...manner,
      from: botSpeaks,
      at: world.clock.now(),
      editedAt: undefined,
    })
    world.note(method, chat, stored.text, stored.id)
    return messageObject(world, chat, stored)
  })
}
