import { badRequest, tooMany } from '../api-error.ts'
import type { ChatState, StoredMessage } from '../chats.ts'
import { type Keyboard, keyboardOf } from '../keyboard.ts'
import { messageObject } from '../objects.ts'
import { integerOf, type Params } from '../params.ts'
import { isOwn, type World } from '../world.ts'
import type { Call, Method } from './method.ts'
import { captionIn, textIn, type Words } from './text.ts'

const messageLifeToDelete = 48 * 3_600_000

const meant = (params: Params, chat: ChatState, to: 'edit' | 'delete'): StoredMessage => {
  const id = integerOf(params, 'message_id')
  if (id === undefined) throw badRequest('message identifier is not specified')
  const message = chat.messages.get(id)
  if (!message) throw badRequest(`message to ${to} not found`)
  return message
}

const inlineIn = (params: Params): Keyboard | undefined => {
  const keyboard = keyboardOf(params)
  if (keyboard && !keyboard.inline) throw badRequest('inline keyboard expected')
  return keyboard
}

const like = (message: Pick<StoredMessage, 'text' | 'entities' | 'keyboard'>): string =>
  JSON.stringify([message.text, message.entities, message.keyboard?.raw ?? null])

/** An edit without reply_markup takes the buttons away, as the real one does. */
const edit = ({ world, params, method }: Call, chat: ChatState, message: StoredMessage, words: Words): unknown => {
  const next = { ...words, keyboard: inlineIn(params) }
  if (like(next) === like(message))
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    )
  const wait = world.edits.take(chat.id, chat.kind !== 'private')
  if (wait > 0) throw tooMany(wait)
  Object.assign(message, next, { editedAt: world.clock.now() })
  world.note(method, chat, message.text, message.id)
  return messageObject(world, chat, message)
}

const own = (world: World, params: Params): readonly [ChatState, StoredMessage] => {
  const chat = world.chats.reach(params)
  const message = meant(params, chat, 'edit')
  if (!isOwn(message)) throw badRequest("message can't be edited")
  return [chat, message]
}

export const editMessageText: Method = (call) => {
  const words = textIn(call.params)
  const [chat, message] = own(call.world, call.params)
  if (message.file) throw badRequest('there is no text in the message to edit')
  return edit(call, chat, message, words)
}

export const editMessageCaption: Method = (call) => {
  const words = captionIn(call.params)
  const [chat, message] = own(call.world, call.params)
  if (!message.file) throw badRequest('there is no caption in the message to edit')
  return edit(call, chat, message, words)
}

export const editMessageReplyMarkup: Method = (call) => {
  const [chat, message] = own(call.world, call.params)
  const { text, entities, html } = message
  return edit(call, chat, message, { text, entities, html })
}

export const deleteMessage: Method = ({ world, params, method }) => {
  const chat = world.chats.reach(params)
  const message = meant(params, chat, 'delete')
  const old = world.clock.now() - message.at > messageLifeToDelete
  const foreign = !isOwn(message) && chat.kind !== 'private' && !chat.admin
  if (old || foreign) throw badRequest("message can't be deleted for everyone")
  chat.messages.delete(message.id)
  world.note(method, chat, message.text, message.id)
  return true
}
