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
      readonly reason: string
    }
  /** It may or may not have arrived. */
  | { readonly kind: 'unknown'; readonly reason: string }

/** A file a user attached; its bytes are fetched by the channel that brought it. */
export interface IncomingFile {
  readonly id: string
  readonly name: string
  readonly size: number
}

export interface Incoming {
  /** The platform's id of this update: the inbox keeps (channel, id) once. */
  readonly id: string
  readonly channel: string
  readonly chat: { readonly id: string; readonly kind: 'single' | 'group' }
  /** The account that speaks, as the platform knows it. */
  readonly from: string
  readonly kind: 'text' | 'press' | 'opened' | 'blocked' | 'moved'
  readonly text: string
  /** The `ref` of the message replied to. */
  readonly repliesTo?: string
  readonly files: readonly IncomingFile[]
}

export interface Limits {
  /** Messages a second of the whole bot, and the shortest gap in one chat, in milliseconds of machine time. */
  readonly perSecond: number
  readonly chatGapMs: number
}

/** A way to people. Commands and jobs never see one; a channel never sees a command or the database. */
export interface Channel {
  readonly name: string
  readonly limits: Limits
  /** Whether its platform is reached now. Absent: there is nothing to be cut off from. */
  readonly connected?: () => boolean
  /** Begins to receive; `receive` resolves when the update is stored, and only then may it be acknowledged. */
  readonly start: (receive: (incoming: Incoming) => Promise<void>) => Promise<void>
  /** `key` is the message's own: where the platform can, the same key is shown once. */
  readonly send: (to: string, message: Message, options: SendOptions) => Promise<Outcome>
  /** The bytes of a file that came with an Incoming. Throws a Refusal when it is too large or gone. */
  readonly fetch: (file: IncomingFile) => Promise<Uint8Array>
  readonly stop: () => Promise<void>
}

export interface SendOptions {
  readonly key: string
  /** The ref of an earlier message that this one takes the place of. */
  readonly replaces?: string
  /** Bytes of the message's files, by SHA-256. */
  readonly file?: (file: FileRef) => Promise<Uint8Array>
}
