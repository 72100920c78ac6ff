import { botSpeaks, type ChatState, type PersonState, type StoredMessage } from './chats.ts'
import type { StoredFile } from './files.ts'
import type { Fields } from './params.ts'
import type { Said } from './types.ts'
import type { World } from './world.ts'

const seconds = (ms: number): number => Math.floor(ms / 1000)

export const userObject = ({ id, name, language }: PersonState): Fields => ({
  id,
  is_bot: false,
  first_name: name,
  language_code: language,
})

export const botObject = ({ bot }: World): Fields => ({
  id: bot.id,
  is_bot: true,
  first_name: bot.name,
  username: bot.username,
})

export const chatObject = (world: World, { id, kind, title, forum }: ChatState): Fields =>
  kind === 'private'
    ? { id, type: kind, first_name: world.chats.person(id).name }
    : { id, type: kind, title, ...(forum && { is_forum: true }) }

const fileFields = (file: StoredFile): Fields => ({
  file_id: file.fileId,
  file_unique_id: file.uniqueId,
  file_size: file.size,
})

const mediaObject = (world: World, file: StoredFile): Fields => {
  const { width, height } = file.picture ?? { width: 800, height: 600 }
  switch (file.kind) {
    case 'document':
      return { document: { file_name: file.name, mime_type: file.mime, ...fileFields(file) } }
    case 'video':
      return { video: { file_name: file.name, mime_type: file.mime, width, height, duration: 3, ...fileFields(file) } }
    case 'photo': {
      // The smaller size is a file of its own, with fewer bytes, as the server's thumbnails are.
      const small = world.thumbnail(file)
      return {
        photo: [
          { ...fileFields(small), width: 90, height: 67 },
          { ...fileFields(file), width, height },
        ],
      }
    }
    default:
      return file.kind satisfies never
  }
}

const fromObject = (world: World, from: number): Fields =>
  from === botSpeaks ? botObject(world) : userObject(world.chats.person(from))

/** A message as the API writes it. `nested`: as the one replied to, which has no reply of its own. */
export const messageObject = (world: World, chat: ChatState, message: StoredMessage, nested = false): Fields => {
  const { file, entities, keyboard, replyTo } = message
  const original = replyTo === undefined || nested ? undefined : chat.messages.get(replyTo)
  const [textField, entitiesField] = file ? ['caption', 'caption_entities'] : ['text', 'entities']
  return {
    message_id: message.id,
    from: fromObject(world, message.from),
    chat: chatObject(world, chat),
    date: seconds(message.at),
    ...(message.editedAt !== undefined && { edit_date: seconds(message.editedAt) }),
    ...(message.thread !== undefined && { message_thread_id: message.thread, is_topic_message: true }),
    ...(original && { reply_to_message: messageObject(world, chat, original, true) }),
    ...(message.mediaGroup !== undefined && { media_group_id: message.mediaGroup }),
    ...(file && mediaObject(world, file)),
    ...(message.text !== '' && { [textField]: message.text }),
    ...(message.text !== '' && entities.length > 0 && { [entitiesField]: entities }),
    ...(message.isProtected === true && { has_protected_content: true }),
    ...(keyboard?.inline === true && { reply_markup: keyboard.raw }),
    ...message.service,
  }
}

/** A message as a test or a page looks at it. */
export const saidOf = (message: StoredMessage): Said => ({
  messageId: message.id,
  from: message.from,
  text: message.text,
  html: message.html,
  entities: message.entities,
  rows: message.keyboard?.rows ?? [],
  buttons: message.keyboard?.rows.flat() ?? [],
  edited: message.editedAt !== undefined,
  forceReply: message.keyboard?.forceReply ?? false,
  silent: message.silent ?? false,
  isProtected: message.isProtected ?? false,
  at: message.at,
  ...(message.file && { file: message.file }),
  ...(message.replyTo !== undefined && { replyTo: message.replyTo }),
  ...(message.mediaGroup !== undefined && { mediaGroup: message.mediaGroup }),
})
