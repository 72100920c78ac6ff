import type { IncomingMessage, ServerResponse } from 'node:http'

import type { FaultPlan } from './fault.ts'

export type * from './fault.ts'

/** Time as the stand-in counts it. Injected: a speeded or a manual clock; otherwise the machine's own. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
}

export interface LimitOptions {
  /** Messages of the whole bot in any second. Default 30. */
  readonly perSecond?: number
  /** A chat gets one message a second, and may run so many ahead of that. Default 3; 1 is strict: never two within a second. */
  readonly chatBurst?: number
  /** Messages into one group in any minute. Default 20. */
  readonly perGroupMinute?: number
}

export interface TelegramOptions {
  readonly clock?: Clock
  /** Of every random choice: faults by probability, shuffled batches. Default 1. */
  readonly seed?: number
  readonly token?: string
  /** 0 or absent: a free port of 127.0.0.1. */
  readonly port?: number
  /** Bot's user name. Default `duban_bot`. */
  readonly username?: string
  /** Privacy mode, as @BotFather sets it at first. Default true. */
  readonly privacy?: boolean
  /** 'off': nothing is refused for its pace. Default: the limits that are documented, with a burst of 3 in a chat. */
  readonly limits?: LimitOptions | 'off'
  /** How long after a press it may be answered, in milliseconds of the clock. Default 150,000. */
  readonly pressLifeMs?: number
  /** Quick repeats of one offset are slowed as the real server does (3 s without waiting updates; one update at a time within 0.5 s). Default true. */
  readonly slowPolls?: boolean
  /** Answers what is neither /bot… nor /file… (the page of serve.ts). Returns false for what it does not know. */
  readonly other?: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** A user; his private chat with the bot has the same id. */
export interface Person {
  readonly id: number
  readonly name: string
}

/** After `migrates` the old value keeps its dead id, the one returned has the new. */
export interface Group {
  readonly id: number
  readonly title: string
}

/** A stretch of a text, in UTF-16 units. */
export interface Entity {
  readonly type: string
  readonly offset: number
  readonly length: number
  readonly url?: string
}

export interface SeenButton {
  readonly label: string
  /** callback_data, or the address of a link button. */
  readonly says: string
}

export interface SeenFile {
  readonly kind: 'photo' | 'document' | 'video'
  readonly name: string
  readonly bytes: Uint8Array
  readonly fileId: string
}

/** A message of the bot as it stands in a chat now: deleted ones are gone, edited ones read as edited. */
export interface SeenMessage {
  readonly messageId: number
  /** Markup removed and entities decoded; a file's caption. */
  readonly text: string
  /** As it was sent. */
  readonly html: string
  readonly entities: readonly Entity[]
  readonly buttons: readonly SeenButton[]
  /** Rows of buttons as they stand. */
  readonly rows: readonly (readonly SeenButton[])[]
  readonly file?: SeenFile
  readonly replyTo?: number
  readonly mediaGroup?: string
  readonly edited: boolean
  readonly forceReply: boolean
  /** disable_notification */
  readonly silent: boolean
  /** protect_content */
  readonly isProtected: boolean
  /** Milliseconds of the clock. */
  readonly at: number
}

/** One accepted message, edit or deletion, in the order of acceptance. */
export interface LedgerEntry {
  readonly at: number
  readonly chat: number
  readonly method: string
  /** Markup removed. */
  readonly text: string
  readonly messageId: number
}

/** One answer of 4xx or 5xx, planned faults included. */
export interface Refused {
  readonly at: number
  readonly method: string
  readonly chat?: number
  readonly code: number
  readonly description: string
  /** Seconds. */
  readonly retryAfter?: number
  /** Given out by a fault, not by the rules. */
  readonly planned: boolean
}

export interface AnsweredPress {
  readonly at: number
  readonly updateId: number
  readonly text: string
  readonly alert: boolean
}

export interface BotCommandEntry {
  readonly command: string
  readonly description: string
}

export type CommandScope =
  | { readonly type: 'default' | 'all_private_chats' | 'all_group_chats' | 'all_chat_administrators' }
  | { readonly type: 'chat' | 'chat_administrators'; readonly chat_id: number }
  | { readonly type: 'chat_member'; readonly chat_id: number; readonly user_id: number }

export interface Where {
  /** Absent: the private chat with the bot. */
  readonly group?: Group
}

export interface SayOptions extends Where {
  /** A message of this chat. */
  readonly replyTo?: number
  /** Added to those the server finds by itself (commands, mentions). */
  readonly entities?: readonly Entity[]
  /** The id this update gets; the next ones count on from it. */
  readonly updateId?: number
}

export interface FileOptions extends SayOptions {
  readonly caption?: string
  /** Default document. */
  readonly as?: 'document' | 'photo' | 'video'
  readonly mediaGroup?: string
  /** The size told, in bytes, when it shall differ from what the bytes have (a 21 MB file without 21 MB). */
  readonly size?: number
}

export interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
  readonly as?: 'document' | 'photo' | 'video'
}

/** Something said in a chat by anyone, for the page. */
export interface Said extends SeenMessage {
  /** A person's id; 0 is the bot. */
  readonly from: number
}

export interface WebhookState {
  readonly url: string
  readonly pending: number
  readonly lastError?: string
}

export interface TelegramStandin {
  /** http://127.0.0.1:port */
  readonly root: string
  readonly token: string
  readonly bot: { readonly id: number; readonly username: string; readonly name: string }
  /** Milliseconds since 1970 by the clock, moved as it was moved. */
  readonly now: () => number
  /** Forward only. What waits for a time that is past happens at once. */
  readonly moveClock: (ms: number) => void
  /** May be written to only after it has written, or with `started`. */
  readonly addPerson: (name?: string, options?: { readonly started?: boolean; readonly language?: string }) => Person
  /** The bot is in it from the start; `announced` (default false): with the updates that tell so. */
  readonly addGroup: (
    members: readonly Person[],
    options?: {
      readonly title?: string
      readonly supergroup?: boolean
      readonly forum?: boolean
      /** The bot is an administrator: privacy mode does not hold. */
      readonly admin?: boolean
      readonly announced?: boolean
    },
  ) => Group
  /**
   * Each of these resolves with the update's id when it is queued (not yet acknowledged); 0: the bot is not told
   * (privacy mode, `allowed_updates`), so there is nothing to acknowledge.
   */
  readonly says: (person: Person, text: string, options?: SayOptions) => Promise<number>
  /** `data` may be forged: no button need have it. */
  readonly presses: (person: Person, messageId: number, data: string, options?: Where) => Promise<number>
  readonly edits: (person: Person, messageId: number, text: string, options?: Where) => Promise<number>
  readonly sendsFile: (person: Person, name: string, bytes: Uint8Array, options?: FileOptions) => Promise<number>
  /** One update a file, one media_group_id, the caption on the first. */
  readonly sendsAlbum: (
    person: Person,
    files: readonly NamedBytes[],
    caption?: string,
    options?: Where,
  ) => Promise<readonly number[]>
  /** `/start` or `/start <payload>`, as a deep link sends it. */
  readonly starts: (person: Person, payload?: string) => Promise<number>
  readonly blocks: (person: Person) => Promise<number>
  readonly unblocks: (person: Person) => Promise<number>
  /** The account is deleted: 403 from now on, no update. */
  readonly deactivates: (person: Person) => void
  readonly kicks: (group: Group) => Promise<number>
  /** Let in (again): my_chat_member and the service message. */
  readonly joins: (group: Group) => Promise<number>
  /** To a supergroup with a new id: service messages in both chats, 400 with migrate_to_chat_id under the old id. */
  readonly migrates: (group: Group) => Promise<Group>
  /** The bot's own privilege in a group. */
  readonly promotes: (group: Group, admin: boolean) => void
  /** The id of the last message that anyone said in a chat; 0: none. */
  readonly lastMessageId: (chat: number) => number
  /** Resolves when an offset above it was polled, or a webhook took it; rejects when it was dropped unheard. */
  readonly acknowledged: (updateId: number) => Promise<void>
  /** How often an update was handed out. More than once: it came back because it was not acknowledged. */
  readonly handedOut: (updateId: number) => number
  /** Updates that wait to be acknowledged. */
  readonly pending: () => number
  /** Whether a getUpdates waits at this moment. */
  readonly polling: () => boolean
  /** The bot's messages in one chat, in order. */
  readonly seen: (chat: number) => readonly SeenMessage[]
  /** All messages of a chat, the people's too. */
  readonly transcript: (chat: number) => readonly Said[]
  /** Every accepted message, edit and deletion. */
  readonly ledger: readonly LedgerEntry[]
  readonly refusals: readonly Refused[]
  readonly answers: readonly AnsweredPress[]
  /** Calls so far, by method in its usual spelling, whatever came of them. */
  readonly calls: (method: string) => number
  /** What setMyCommands set for exactly this scope and language ('' is: for all). */
  readonly commands: (scope?: CommandScope, language?: string) => readonly BotCommandEntry[]
  /** What a person's client shows in its menu. */
  readonly menuOf: (person: Person, options?: Where) => readonly BotCommandEntry[]
  readonly webhook: () => WebhookState
  readonly faults: FaultPlan
  /** Queues an update as it is, hostile or malformed; without an update_id it gets the next. Returns the id. */
  readonly sendRaw: (update: Readonly<Record<string, unknown>>) => number
  /** update_id goes on from here, as it does after a week without updates. */
  readonly jumpTo: (updateId: number) => void
  /** Resolves once `test` is true: looked at after every event here. Rejects after `ms` (default 10,000) of real time. */
  readonly waitFor: (test: () => boolean, ms?: number) => Promise<void>
  /** Called after every event here. Returns how to stop it. */
  readonly watch: (listener: () => void) => () => void
  readonly stop: () => Promise<void>
}
