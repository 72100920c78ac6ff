import type { ChatState, StoredMessage } from './chats.ts'
import { entitiesIn } from './entities.ts'
import { chatObject, messageObject, userObject } from './objects.ts'
import { isShown } from './privacy.ts'
import type { Entity, FileOptions, Person, SayOptions, TelegramStandin, Where } from './types.ts'
import { pressLife } from './updates.ts'
import type { World } from './world.ts'

type Speaking = Pick<TelegramStandin, 'says' | 'presses' | 'edits' | 'sendsFile' | 'sendsAlbum' | 'starts'>

const sorted = (text: string, more: readonly Entity[] = []): readonly Entity[] =>
  [...entitiesIn(text), ...more].toSorted((a, b) => a.offset - b.offset)

/** What people say and press. */
export const createSpeaking = (world: World): Speaking => {
  const { chats, queue, clock, files, random } = world

  const chatOf = (person: Person, { group }: Where): ChatState => {
    const state = chats.person(person.id)
    if (state.deactivated) throw new Error(`${person.name} has no account any more`)
    const chat = chats.get(group?.id ?? person.id)
    if (!chat.members.has(person.id)) throw new Error(`${person.name} is not in that group`)
    if (chat.movedTo !== undefined) throw new Error('nobody can write in a group that has become a supergroup')
    if (chat.kind === 'private' && state.blocked) throw new Error(`${person.name} has blocked the bot`)
    if (chat.kind === 'private') state.started = true
    return chat
  }

  const tell = (type: string, chat: ChatState, message: StoredMessage): number =>
    isShown(world, chat, message) ? queue.push(type, `chat ${chat.id}`, messageObject(world, chat, message)) : 0

  const speak = (
    person: Person,
    text: string,
    options: SayOptions,
    more: Partial<Pick<StoredMessage, 'file' | 'mediaGroup'>> = {},
  ): number => {
    const chat = chatOf(person, options)
    if (options.updateId !== undefined) queue.jumpTo(options.updateId)
    const message = chats.add(chat, {
      ...more,
      from: person.id,
      at: clock.now(),
      text,
      html: text,
      entities: sorted(text, options.entities),
      keyboard: undefined,
      editedAt: undefined,
      replyTo: options.replyTo,
    })
    return tell('message', chat, message)
  }

  const speakFile = (person: Person, name: string, bytes: Uint8Array, options: FileOptions): number => {
    const file = files.keep(options.as ?? 'document', name, bytes, options.size)
    return speak(person, options.caption ?? '', options, { file, mediaGroup: options.mediaGroup })
  }

  return {
    says: async (person, text, options = {}) => speak(person, text, options),
    starts: async (person, payload) => speak(person, payload === undefined ? '/start' : `/start ${payload}`, {}),
    sendsFile: async (person, name, bytes, options = {}) => speakFile(person, name, bytes, options),
    sendsAlbum: async (person, album, caption, options = {}) => {
      const mediaGroup = `1${String(random.below(1e15)).padStart(15, '0')}`
      return album.map(({ name, bytes, as = 'photo' }, at) =>
        speakFile(person, name, bytes, {
          ...options,
          as,
          mediaGroup,
          ...(at === 0 && caption !== undefined && { caption }),
        }),
      )
    },
    edits: async (person, messageId, text, options = {}) => {
      const chat = chatOf(person, options)
      const message = chat.messages.get(messageId)
      if (message?.from !== person.id) throw new Error(`${person.name} has not written message ${messageId}`)
      Object.assign(message, { text, html: text, entities: sorted(text), editedAt: clock.now() })
      return tell('edited_message', chat, message)
    },
    presses: async (person, messageId, data, options = {}) => {
      const chat = chatOf(person, options)
      const message = chat.messages.get(messageId)
      const id = `${random.below(1e9)}${random.below(1e9)}`
      const updateId = queue.push(
        'callback_query',
        `user ${person.id}`,
        {
          id,
          from: userObject(chats.person(person.id)),
          // A message that is gone by now is told without its contents.
          message: message
            ? messageObject(world, chat, message)
            : { chat: chatObject(world, chat), message_id: messageId, date: 0 },
          chat_instance: String(1_000_000_007 * Math.abs(chat.id)),
          data,
        },
        pressLife,
      )
      world.presses.set(id, { at: clock.now(), updateId })
      return updateId
    },
  }
}
