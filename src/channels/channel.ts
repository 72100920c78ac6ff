import type { Logger } from 'pino'

import type { ChannelState } from '#src/domain/channel-state.ts'
import type { Machine } from '#src/domain/machine.ts'
import type { FileRef, Message } from '#src/domain/message.ts'

/** What came of one attempt to send: a value, never an exception. */
export type Outcome =
  | { readonly kind: 'sent'; readonly ref: string }
  | {
      readonly kind: 'refused'
      /** later: the same address again; other-route: the member's next address; never: nobody should try again. */
      readonly retry: 'later' | 'other-route' | 'never'
      /** Milliseconds of machine time to wait, where the platform names them. */
      readonly after?: number
      /** A limit on the pace was hit, in this chat or for the whole bot: no fault of the message, so it counts as no attempt. */
      readonly pace?: 'chat' | 'bot'
      /** The address is dead until its owner writes again: blocked, deactivated, never opened. */
      readonly gone?: true
      /** The chat has this id from now on. */
      readonly movedTo?: string
      readonly reason: string
    }
  /** It may or may not have arrived. */
  | { readonly kind: 'unknown'; readonly reason: string }

/** A file a user attached; its bytes are fetched by the channel that brought it. */
export interface IncomingFile {
  readonly id: string
  /** Made up by the channel where the platform carries none. */
  readonly name: string
  /** In bytes; null where the platform does not say. */
  readonly size: number | null
}

export interface Incoming {
  /** The platform's id of this update: the inbox keeps (channel, id) once. */
  readonly id: string
  readonly channel: string
  readonly chat: { readonly id: string; readonly kind: 'single' | 'group' }
  /** The account that speaks, as the platform knows it. */
  readonly from: string
  /**
   * text: said; press: a button, `text` is what it says; opened: the chat was opened, or the bot let in again;
   * edited: a message said before, `text` is how it reads now; blocked: the bot was shut out; moved: the chat `chat.id`
   * has the id `text` from now on; hidden: the platform does not disclose the account, so that nobody can be bound to it.
   */
  readonly kind: 'text' | 'press' | 'opened' | 'edited' | 'blocked' | 'moved' | 'hidden'
  readonly text: string
  /** What the message of ours says that this one replies to or quotes. */
  readonly quoted?: string
  readonly files: readonly IncomingFile[]
}

/** At most so many messages within so many milliseconds of machine time. */
export interface Window {
  readonly most: number
  readonly withinMs: number
}

export interface Limits {
  /** Messages a second of the whole bot. */
  readonly perSecond: number
  /** So many answers may go before their turn; what is not awaited makes room for them afterwards. */
  readonly answersAhead?: number
  /** What one chat may get; all of them hold at once. */
  readonly windows: (chat: string) => readonly Window[]
}

/** What the house gives a channel. */
export interface ChannelDeps {
  /** Never given message texts or secrets. */
  readonly log: Logger
  readonly machine: Machine
  /** What only a person can mend, in words; once for each trouble. */
  readonly alarm: (text: string) => void
}

export interface SendOptions {
  /** The message's own: what was sent under a key is not sent again by the same process. */
  readonly key: string
  /** The Incoming.id that this message answers. */
  readonly answers?: string
  /** Bytes of the message's files, by SHA-256. */
  readonly file?: (file: FileRef) => Promise<Uint8Array>
}

/** A line of a platform's menu: the Latin name of a command, and what it does. */
export interface MenuEntry {
  readonly command: string
  readonly summary: { readonly zh: string; readonly en: string }
}

export type MenuScope = 'private' | 'groups' | { readonly chat: string }

/** A way to people. Commands and jobs never see one; a channel never sees a command or the database. */
export interface Channel {
  readonly name: string
  readonly limits: Limits
  /** Whether its platform is reached now. Absent: there is nothing to be cut off from. */
  readonly state?: () => ChannelState
  /** Begins to receive; `receive` resolves when the update is stored, and only then may it be acknowledged. */
  readonly start: (receive: (incoming: Incoming) => Promise<void>) => Promise<void>
  readonly send: (to: string, message: Message, options: SendOptions) => Promise<Outcome>
  /** The bytes of a file that came with an Incoming, and its name where only they tell it. Throws a Refusal when it is too large or gone. */
  readonly fetch: (file: IncomingFile) => Promise<{ readonly bytes: Uint8Array; readonly name?: string }>
  /** Answers the platform's own requests at /hook/<name>, where it has any. */
  readonly hook?: (request: Request) => Promise<Response>
  /** Shows what may be typed in the platform's menu of one chat, of all private ones or of all groups. Rejects when it could not. */
  readonly showMenu?: (scope: MenuScope, entries: readonly MenuEntry[]) => Promise<void>
  readonly stop: () => Promise<void>
}
