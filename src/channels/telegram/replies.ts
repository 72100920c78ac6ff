import { bounded } from '#src/domain/bounded.ts'

import type { Said } from './update.ts'

/** The message an answer hangs under, where several people talk. */
export interface ReplyTo {
  readonly reply_parameters: { readonly message_id: number; readonly allow_sending_without_reply: true }
  /** The topic of a forum. */
  readonly message_thread_id?: number
}

/** Which message an update was; forgotten by a restart, and then an answer hangs under nothing. */
export interface Replies {
  readonly remember: (incomingId: string, message: Said) => void
  readonly to: (incomingId: string | undefined, chat: string) => ReplyTo | null
}

const remembered = 5000

export const createReplies = (): Replies => {
  const known = bounded<string, { readonly chat: string; readonly replyTo: ReplyTo }>(remembered)
  return {
    remember: (incomingId, message) => {
      if (message.chat.type === 'private') return
      known.set(incomingId, {
        chat: String(message.chat.id),
        replyTo: {
          reply_parameters: { message_id: message.message_id, allow_sending_without_reply: true },
          ...(message.is_topic_message === true && message.message_thread_id !== undefined
            ? { message_thread_id: message.message_thread_id }
            : {}),
        },
      })
    },
    to: (incomingId, chat) => {
      const found = incomingId === undefined ? undefined : known.get(incomingId)
      return found?.chat === chat ? found.replyTo : null
    },
  }
}
