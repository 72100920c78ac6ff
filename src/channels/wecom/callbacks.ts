import { bounded } from '#src/domain/bounded.ts'

/** A callback that may still be answered on its own req_id. */
export interface Answerable {
  readonly reqId: string
  /** The connection it came over; on a later one the gateway does not know its req_id. */
  readonly link: number
  readonly kind: 'message' | 'opened'
  readonly chat: string
  /** Machine time in milliseconds. */
  readonly at: number
}

export interface Callbacks {
  readonly keep: (msgid: string, answerable: Answerable) => void
  /** Gives it out once: a req_id whose acknowledgement was lost must never carry a second frame. */
  readonly take: (msgid: string, now: { link: number; chat: string; at: number }) => Answerable | undefined
}

const most = 5000
/** The platform takes an answer for 24 hours. */
const messageMs = 24 * 3_600_000

export const createCallbacks = (eventMs: number): Callbacks => {
  const kept = bounded<string, Answerable>(most)
  return {
    keep: (msgid, answerable) => kept.set(msgid, answerable),
    take: (msgid, { link, chat, at }) => {
      const found = kept.get(msgid)
      if (found === undefined || found.chat !== chat) return undefined
      kept.delete(msgid)
      const life = found.kind === 'message' ? messageMs : eventMs
      return found.link === link && at - found.at < life ? found : undefined
    },
  }
}
