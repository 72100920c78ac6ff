import { generateReqId, WsCmd } from '@wecom/aibot-node-sdk'

import type { Bounded } from '#src/domain/bounded.ts'
import type { Machine } from '#src/domain/machine.ts'

import type { Answerable } from './callbacks.ts'
import type { Link } from './link.ts'
import { type Answer, isPaced, isReplyGone, notSubscribed } from './outcomes.ts'
import type { Session } from './session.ts'
import type { Tally } from './tally.ts'
import type { Tuning } from './tuning.ts'

export interface WriterDeps {
  readonly session: Session
  readonly tally: Tally
  readonly machine: Machine
  readonly tuning: Tuning
  /** Which chats were heard as single ones and which as groups. */
  readonly kinds: Bounded<string, 'single' | 'group'>
  /** Nothing is begun any more. */
  readonly stopped: () => boolean
}

/** One frame to one chat, over whichever connection there is. */
export interface Writer {
  readonly isGroup: (chat: string) => boolean
  readonly push: (to: string, body: object) => Promise<Answer>
  /** As an answer on the req_id of what is answered; null where that is no way any more and nothing was taken. */
  readonly reply: (callback: Answerable, said: { markdown: string; plain: string | null }) => Promise<Answer | null>
}

/** Ids of groups as seen; only asked where a chat was not heard in this process. */
const groupShape = /^wr[\w-]{20,}$/
/** Undocumented for a welcome; that of other text messages of the platform. */
const longestWelcome = 2048

export const createWriter = ({ session, tally, machine, tuning, kinds, stopped }: WriterDeps): Writer => {
  const isGroup = (chat: string): boolean =>
    (kinds.get(chat) ?? (groupShape.test(chat) ? 'group' : 'single')) === 'group'

  const nextLink = async (): Promise<Link | null> => {
    const deadline = machine.now() + tuning.readyMs
    while (!stopped() && !session.lost() && machine.now() < deadline) {
      const link = await session.ready(1000)
      if (link !== null) return link
    }
    return null
  }

  /** Where the gateway has forgotten the session it took nothing, so that a new one may get the same frame once more. */
  const push = async (to: string, body: object): Promise<Answer> => {
    let link = session.link()
    for (let last = false; ; last = true) {
      if (link === null) return { kind: 'unwritten' }
      tally.note(to, machine.now())
      // Without a type the gateway would look for a group of this name first.
      const answer = await link.write(WsCmd.SEND_MSG, { chatid: to, chat_type: isGroup(to) ? 2 : 1, ...body })
      const forgotten = answer.kind === 'refused' && answer.errcode === notSubscribed
      if (forgotten) session.renew(link)
      if (!forgotten || last) return answer
      link = await nextLink()
    }
  }

  const writeReply = (link: Link, { kind, reqId }: Answerable, said: { markdown: string; plain: string | null }) =>
    kind === 'message'
      ? link.write(
          WsCmd.RESPONSE,
          { msgtype: 'stream', stream: { id: generateReqId('stream'), finish: true, content: said.markdown } },
          reqId,
        )
      : link.write(WsCmd.RESPONSE_WELCOME, { msgtype: 'text', text: { content: said.plain } }, reqId)

  return {
    isGroup,
    push,
    reply: async (callback, said) => {
      const link = session.link()
      // The req_id belongs to its connection.
      if (link === null || link.id !== callback.link) return null
      const welcome = callback.kind === 'opened'
      if (welcome && (said.plain === null || Buffer.byteLength(said.plain) > longestWelcome)) return null
      tally.note(callback.chat, machine.now())
      const answer = await writeReply(link, callback, said)
      if (answer.kind === 'unwritten') return null
      if (answer.kind !== 'refused') return answer
      if (answer.errcode === notSubscribed) {
        session.renew(link)
        await nextLink()
        return null
      }
      // A welcome that came too late gets a code that nobody has published: whatever it is, there is the other way.
      return isReplyGone(answer.errcode) || (welcome && !isPaced(answer.errcode)) ? null : answer
    },
  }
}
