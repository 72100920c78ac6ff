import { type Bubble, type Conversation, type State, type Verdict, refuse } from './state.ts'
import type { SeenMessage } from './types.ts'

const minute = 60_000
const hour = 60 * minute

const within = (stamps: readonly number[], now: number, ms: number): number =>
  stamps.filter((at) => at > now - ms).length

/** Sliding: 30 a minute and 1,000 an hour of one conversation, pushes and replies together; of the bot where the option says so. */
export const overLimit = (state: State, conversation: Conversation): Verdict | null => {
  const now = state.now()
  const tooMany = within(conversation.stamps, now, minute) >= 30 || within(conversation.stamps, now, hour) >= 1000
  const most = state.options.botPerMinute ?? Number.POSITIVE_INFINITY
  if (!tooMany && within(state.botStamps, now, minute) < most) return null
  return refuse(state.codes.tooOften, 'aibot send msg frequency limit exceeded')
}

const record = (state: State, conversation: Conversation, message: SeenMessage, cmd: string, update: boolean): void => {
  const { kind, text } = message
  state.ledger.push({ at: state.now(), chat: conversation.id, kind, text, cmd, update })
  state.changed()
}

/** A new bubble, counted against the limits. */
export const show = (state: State, conversation: Conversation, message: SeenMessage, cmd: string): Bubble => {
  const now = state.now()
  conversation.stamps = [...conversation.stamps.filter((at) => at > now - hour), now]
  state.botStamps = [...state.botStamps.filter((at) => at > now - hour), now]
  const bubble = { message, copies: new Map<string, SeenMessage>() }
  conversation.lines.push(bubble)
  record(state, conversation, message, cmd, false)
  return bubble
}

/** Replaces what stands in a bubble: for everyone, or for these users only. */
export const replace = (
  state: State,
  conversation: Conversation,
  bubble: Bubble,
  change: { message: SeenMessage; cmd: string; users?: readonly string[] },
): void => {
  const { message, users } = change
  if (users === undefined) {
    bubble.message = message
    bubble.copies.clear()
  } else if (conversation.kind === 'single') {
    if (users.includes(conversation.id)) bubble.message = message
  } else for (const user of users) bubble.copies.set(user, message)
  record(state, conversation, message, change.cmd, true)
}

/** The bot's bubbles as one user sees them, and between them what users said. */
export const talkOf = (conversation: Conversation, userid?: string) =>
  conversation.lines.map((line) =>
    'copies' in line
      ? { who: 'bot' as const, message: (userid === undefined ? undefined : line.copies.get(userid)) ?? line.message }
      : line,
  )
