import { createHash, randomBytes } from 'node:crypto'

import { type Codes, codes } from './codes.ts'
import type { LedgerEntry, SeenFile, SeenMessage, TranscriptLine, WecomOptions } from './types.ts'

export interface User {
  readonly id: string
  readonly encrypted: string
  visible: boolean
}

/** What stands in a conversation; a card may read otherwise for some users. */
export interface Bubble {
  message: SeenMessage
  readonly copies: Map<string, SeenMessage>
}

export type Line = { readonly who: string; readonly text: string; readonly at: number } | Bubble

export interface Conversation {
  readonly id: string
  readonly kind: 'single' | 'group'
  unlocked: boolean
  /** When messages of the bot were accepted here, for the sliding windows. */
  stamps: number[]
  readonly lines: Line[]
}

export interface Callback {
  readonly kind: 'message' | 'enter_chat' | 'template_card_event' | 'feedback_event'
  readonly at: number
  readonly conversation: Conversation
  readonly msgid: string
  readonly taskId?: string
  /** The connection it was written to. */
  connection: number
  /** A card, a welcome or an update has been given. */
  used: boolean
  readonly streams: Map<string, { readonly firstAt: number; readonly bubble: Bubble }>
}

export interface Media extends SeenFile {
  readonly type: string
  readonly until: number
}

/** The whole mind of the gateway; the files beside this one read and change it. */
export interface State {
  readonly options: WecomOptions
  readonly bot: { readonly id: string; readonly secret: string; readonly name: string }
  readonly codes: Codes
  readonly now: () => number
  readonly users: Map<string, User>
  readonly groups: Map<string, { readonly members: Set<string>; bot: boolean }>
  readonly conversations: Map<string, Conversation>
  readonly callbacks: Map<string, Callback>
  readonly tasks: Map<string, string>
  readonly media: Map<string, Media>
  botStamps: number[]
  readonly ledger: LedgerEntry[]
  readonly transcript: TranscriptLine[]
  readonly subscribes: number[]
  /** Tells those who wait that something happened. */
  readonly changed: () => void
}

/** What comes of a frame of the bot. */
export interface Verdict {
  readonly errcode: number
  readonly errmsg?: string
  readonly body?: Record<string, unknown>
  /** Done when the acknowledgement has been written. */
  readonly after?: () => void
}

export const ok: Verdict = { errcode: 0 }

export const refuse = (errcode: number, errmsg: string): Verdict => ({ errcode, errmsg })

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** 24 characters, as the req_id of a real callback. */
export const newReqId = (): string => [...randomBytes(24)].map((byte) => letters[byte % 62]!).join('')

export const newMsgId = (): string => randomBytes(16).toString('hex')

export const createState = (options: WecomOptions, now: () => number, changed: () => void): State => ({
  options,
  bot: {
    id: options.bot?.id ?? 'aib-standin',
    secret: options.bot?.secret ?? randomBytes(16).toString('hex'),
    name: options.bot?.name ?? '督办机器人',
  },
  codes: { ...codes, ...options.codes },
  now,
  users: new Map(),
  groups: new Map(),
  conversations: new Map(),
  callbacks: new Map(),
  tasks: new Map(),
  media: new Map(),
  botStamps: [],
  ledger: [],
  transcript: [],
  subscribes: [],
  changed,
})

/** User ids do not differ by case; the encrypted one finds its user too. */
export const findUser = (state: State, id: string): User | undefined =>
  state.users.get(id.toLowerCase()) ?? state.users.values().find(({ encrypted }) => encrypted === id)

export const addUser = (state: State, id: string): User => {
  const known = findUser(state, id)
  if (known !== undefined) {
    known.visible = true
    return known
  }
  const encrypted = `wo${createHash('sha256').update(`${state.bot.id}/${id}`).digest('base64url').slice(0, 30)}`
  const user = { id, encrypted, visible: true }
  state.users.set(id.toLowerCase(), user)
  return user
}

/** What callbacks call this user. */
export const idOf = (state: State, user: User): string =>
  state.options.createdBySuperAdmin === false ? user.encrypted : user.id

export const conversationOf = (state: State, kind: 'single' | 'group', id: string): Conversation => {
  const key = `${kind}:${id}`
  const known = state.conversations.get(key)
  if (known !== undefined) return known
  const made: Conversation = { id, kind, unlocked: false, stamps: [], lines: [] }
  state.conversations.set(key, made)
  return made
}

/** The conversation a test means by this id: a group of that name, else the single chat. */
export const conversationNamed = (state: State, id: string): Conversation =>
  state.groups.has(id)
    ? conversationOf(state, 'group', id)
    : conversationOf(state, 'single', findUser(state, id)?.id ?? id)
