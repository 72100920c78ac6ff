import { ApiError, badRequest } from './api-error.ts'
import type { StoredFile } from './files.ts'
import type { Keyboard } from './keyboard.ts'
import { type Fields, integerOf, type Params, textOf } from './params.ts'
import type { Entity, Person } from './types.ts'

/** The bot among those who speak. */
export const botSpeaks = 0

export interface PersonState extends Person {
  readonly language: string
  /** Has opened the chat once. */
  started: boolean
  blocked: boolean
  deactivated: boolean
}

export interface StoredMessage {
  readonly id: number
  /** A person's id, or `botSpeaks`. */
  readonly from: number
  /** Milliseconds of the clock. */
  readonly at: number
  text: string
  html: string
  entities: readonly Entity[]
  keyboard: Keyboard | undefined
  editedAt: number | undefined
  readonly file?: StoredFile | undefined
  readonly replyTo?: number | undefined
  readonly mediaGroup?: string | undefined
  readonly thread?: number | undefined
  readonly silent?: boolean
  readonly isProtected?: boolean
  /** Fields of a service message. */
  readonly service?: Fields
}

export interface ChatState {
  readonly id: number
  readonly kind: 'private' | 'group' | 'supergroup'
  readonly title: string
  readonly forum: boolean
  readonly members: Set<number>
  readonly messages: Map<number, StoredMessage>
  admin: boolean
  botIn: boolean
  /** The bot was the last bot to speak here. */
  botSpoke: boolean
  lastId: number
  movedTo: number | undefined
}

export interface Chats {
  readonly people: Map<number, PersonState>
  readonly chats: Map<number, ChatState>
  readonly create: (
    chat: Pick<ChatState, 'id' | 'kind' | 'title' | 'forum' | 'admin'>,
    members: Iterable<number>,
  ) => ChatState
  readonly get: (id: number) => ChatState
  readonly person: (id: number) => PersonState
  readonly add: (chat: ChatState, message: Omit<StoredMessage, 'id'>) => StoredMessage
  /** The chat a call names, or the reason why the bot cannot act in it. */
  readonly reach: (params: Params) => ChatState
}

export const createChats = (): Chats => {
  const people = new Map<number, PersonState>()
  const chats = new Map<number, ChatState>()
  const get = (id: number): ChatState => {
    const chat = chats.get(id)
    if (!chat) throw new Error(`no chat ${id} here`)
    return chat
  }
  const person = (id: number): PersonState => {
    const found = people.get(id)
    if (!found) throw new Error(`no person ${id} here`)
    return found
  }
  return {
    people,
    chats,
    get,
    person,
    create: (chat, members) => {
      const state: ChatState = {
        ...chat,
        members: new Set(members),
        messages: new Map(),
        botIn: true,
        botSpoke: false,
        lastId: 0,
        movedTo: undefined,
      }
      chats.set(chat.id, state)
      return state
    },
    add: (chat, message) => {
      const stored: StoredMessage = { ...message, id: ++chat.lastId }
      chat.messages.set(stored.id, stored)
      if (message.from === botSpeaks) chat.botSpoke = true
      return stored
    },
    reach: (params) => {
      if (textOf(params, 'chat_id') === '') throw badRequest('chat_id is empty')
      const chat = chats.get(integerOf(params, 'chat_id') ?? 0)
      if (!chat) throw badRequest('chat not found')
      if (chat.kind === 'private') {
        const { started, blocked, deactivated } = person(chat.id)
        if (deactivated) throw new ApiError(403, 'Forbidden: user is deactivated')
        if (!started) throw new ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        if (blocked) throw new ApiError(403, 'Forbidden: bot was blocked by the user')
      }
      if (chat.movedTo !== undefined)
        throw badRequest('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: chat.movedTo })
      if (!chat.botIn) throw new ApiError(403, `Forbidden: bot was kicked from the ${chat.kind} chat`)
      return chat
    },
  }
}
