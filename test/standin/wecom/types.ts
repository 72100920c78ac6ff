import type { Codes } from './codes.ts'

export interface WecomOptions {
  readonly bot?: { readonly id?: string; readonly secret?: string; readonly name?: string }
  /** Port on 127.0.0.1; an ephemeral one unless named. */
  readonly port?: number
  /** Epoch milliseconds; the machine's clock unless named. moveClock adds to it. */
  readonly clock?: () => number
  /** Real milliseconds before an acknowledgement is written; 0. */
  readonly ackLatency?: number
  /** Real milliseconds between disconnected_event and the end of the evicted socket; 2,000. */
  readonly evictionDelay?: number
  /** Real milliseconds without a ping after which a subscribed connection is cut; 100,000. */
  readonly pingTimeout?: number
  /** Milliseconds from its first frame in which a stream may be replaced; 360,000. */
  readonly streamLifetime?: number
  /** Callbacks missed while the bot was offline come after its next subscribe; false: they are dropped. */
  readonly redeliver?: boolean
  /** Whether the req_id of a callback is honoured on a later connection; false. */
  readonly reqIdsSurvive?: boolean
  /** False: callbacks carry encrypted user ids (wo…). */
  readonly createdBySuperAdmin?: boolean
  /** Whether opening the single chat unlocks it for pushes; false. */
  readonly openingUnlocks?: boolean
  /** Messages per minute of the whole bot; none unless named (undocumented). */
  readonly botPerMinute?: number
  /** What stands between the @name of a group message and its words; one space. */
  readonly separator?: string
  readonly codes?: Partial<Codes>
}

export interface SeenFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A bubble of the bot as a user reads it; stream frames and card updates are applied. */
export interface SeenMessage {
  readonly kind: 'markdown' | 'stream' | 'card' | 'file' | 'image' | 'video' | 'voice' | 'text'
  /** As shown, without markup; a card's lines from top to bottom. Of a file: its name. */
  readonly text: string
  /** As sent: markdown or plain; of a card its JSON; of a file its media id. */
  readonly raw: string
  /** `says` is the key that comes back. */
  readonly buttons: readonly { readonly label: string; readonly says: string }[]
  readonly taskId?: string
  readonly at: number
  /** Of a stream that is still being written: false. */
  readonly finished: boolean
  readonly file?: SeenFile
  /** The message callback it answers; absent for pushes. */
  readonly answers?: string
}

/** One line of a conversation, from either side. */
export type Said =
  | { readonly who: 'bot'; readonly message: SeenMessage }
  | { readonly who: string; readonly text: string; readonly at: number }

export interface LedgerEntry {
  readonly at: number
  readonly chat: string
  readonly kind: SeenMessage['kind']
  readonly text: string
  readonly cmd: string
  /** It replaced a bubble that was there: a further stream frame, a card update. */
  readonly update: boolean
}

export interface TranscriptLine {
  readonly at: number
  /** in: written by the bot; out: written by the gateway. */
  readonly dir: 'in' | 'out'
  readonly connection: number
  /** Parsed where it is JSON; base64 shortened, the secret masked. */
  readonly frame: unknown
}

export type FaultAction =
  /** Nothing happens and no acknowledgement comes. Of a callback: it is lost. Of a download: never answered. */
  | { readonly kind: 'ignore' }
  /** Refused with this errcode, nothing delivered. Of a download: the HTTP status. */
  | { readonly kind: 'refuse'; readonly errcode: number; readonly errmsg?: string }
  /** The socket ends without a close frame, before the frame counts, or after it was delivered and before its acknowledgement. */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
  /** Delivered; its acknowledgement is lost, comes twice, `ms` real milliseconds late, or bears another req_id. */
  | { readonly kind: 'ack'; readonly how: 'never' | 'twice' }
  | { readonly kind: 'ack'; readonly how: 'late'; readonly ms: number }
  | { readonly kind: 'ack'; readonly how: 'foreign'; readonly reqId?: string }

export interface Fault {
  /** A command of either direction (aibot_send_msg, ping, aibot_subscribe, aibot_msg_callback, …) or 'download'; any unless named. */
  readonly cmd?: string
  /** Only frames of this conversation (userid or chatid). */
  readonly chat?: string
  /** A further test on the frame. */
  readonly when?: (frame: Frame) => boolean
  /** Strikes from the nth matching frame on, 1 the next; 1. */
  readonly nth?: number
  /** How often it strikes; 1. Infinity until it is removed. */
  readonly times?: number
  /** Strikes a matching frame with this probability, by `seed`; 1. */
  readonly probability?: number
  readonly seed?: number
  readonly action: FaultAction
}

export interface PlacedFault {
  /** Matching frames so far. */
  readonly matched: number
  readonly struck: number
  readonly remove: () => void
}

export interface FaultPlan {
  readonly add: (fault: Fault) => PlacedFault
  readonly clear: () => void
  /** Cuts every connection and resets each new one at once, until acceptTcp(). */
  readonly refuseTcp: () => void
  readonly acceptTcp: () => void
  /** Ends the bot's socket without a close frame. */
  readonly drop: () => void
  /** Forgets the subscription while the socket stays open: everything but ping gets 846609. */
  readonly forget: () => void
}

export interface Chat {
  readonly id: string
  readonly kind: 'single' | 'group'
  readonly unlocked: boolean
  readonly members: readonly string[]
}

export interface Frame {
  readonly cmd?: string
  readonly headers: { readonly req_id: string }
  readonly body?: Record<string, unknown>
  readonly errcode?: number
  readonly errmsg?: string
}

export interface Where {
  /** The group it happens in; the single chat unless named. */
  readonly group?: string
  /** To bring one msgid twice; the req_id is always new. */
  readonly msgid?: string
}

export interface Says extends Where {
  /** The words of a message that this one quotes. */
  readonly quote?: string
  /** As a voice message; the text is its transcript. Single chat only. */
  readonly voice?: boolean
}

export interface Clicks extends Where {
  readonly cardType?: string
  readonly selections?: Readonly<Record<string, readonly string[]>>
}

export interface SendsFile extends Where {
  /** Makes it a mixed message: these words and an image, whatever `kind` says. */
  readonly caption?: string
  readonly kind?: 'file' | 'image' | 'video'
  /** Without a Content-Length, so that the size is known only at the end. */
  readonly chunked?: boolean
  /** Without a name in Content-Disposition. */
  readonly nameless?: boolean
}

/** A second subscriber that holds the bot. */
export interface Rival {
  readonly leave: () => Promise<void>
}

/** The stand-in; README.md beside it says where it differs from the documents. */
export interface WecomStandin {
  /** ws://127.0.0.1:port */
  readonly url: string
  readonly bot: { readonly id: string; readonly secret: string; readonly name: string }
  readonly codes: Codes
  readonly now: () => number
  /** Forward by so many milliseconds; every window follows, real timers (latency, eviction, ping) do not. */
  readonly moveClock: (ms: number) => void

  readonly addUser: (userid: string) => void
  /** Out of the bot's visible range: pushes are refused as to an unknown id. */
  readonly removeUser: (userid: string) => void
  readonly addGroup: (chatid: string, members: readonly string[]) => void
  readonly removeBot: (chatid: string) => void
  /** What callbacks call this user: itself, or its encrypted id. */
  readonly idOf: (userid: string) => string

  /** Each resolves with the msgid when the frame was written to the bot's connection, or dropped because there is none. */
  readonly userSays: (userid: string, text: string, says?: Says) => Promise<string>
  readonly userOpens: (userid: string, where?: Where) => Promise<string>
  /** Any key and any task: also ones that were never sent. */
  readonly userClicks: (userid: string, taskId: string, key: string, clicks?: Clicks) => Promise<string>
  readonly userFeedback: (userid: string, id: string, type: number) => Promise<string>
  readonly userSendsFile: (userid: string, name: string, bytes: Uint8Array, sends?: SendsFile) => Promise<string>
  /** Writes this to the bot's connection: a string as it is, anything else as JSON. */
  readonly sendRaw: (frame: unknown) => void

  /** The bot's bubbles in a conversation; in a group `userid` chooses whose copy of the cards. */
  readonly seen: (chat: string, userid?: string) => readonly SeenMessage[]
  /** Both sides of a conversation, in order. */
  readonly talk: (chat: string, userid?: string) => readonly Said[]
  readonly chats: () => readonly Chat[]
  /** Every accepted send, in order. */
  readonly ledger: readonly LedgerEntry[]
  readonly transcript: readonly TranscriptLine[]

  readonly faults: FaultPlan
  /** Open sockets of the bot, subscribed or not, a rival's not counted. */
  readonly connections: () => number
  /** Whether callbacks reach the bot now. */
  readonly online: () => boolean
  /** When each subscribe frame came (good, bad or ignored), a rival's not counted. */
  readonly subscribes: readonly number[]
  /** Callbacks dropped because the bot was offline. */
  readonly missed: () => number
  /** A second subscriber with the right secret takes the bot and keeps it until it leaves or is evicted itself. */
  readonly evict: () => Promise<Rival>
  /** Resolves when `test` holds; looked at again after each event here. Rejects after `ms` real milliseconds (5,000). */
  readonly waitFor: (test: (standin: WecomStandin) => boolean, ms?: number) => Promise<void>
  /** Calls back after each event here; returns how to end that. */
  readonly listen: (listener: () => void) => () => void
  readonly stop: () => Promise<void>
}
