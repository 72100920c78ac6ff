import type { Api } from 'grammy'

import type { ChannelDeps, Incoming } from '#src/channels/channel.ts'

import type { Scrub } from './api.ts'
import { attempt, faultText } from './faults.ts'
import { pressedKeyboard } from './keyboard.ts'
import { type Me, toIncoming } from './receiving.ts'
import type { Replies } from './replies.ts'
import type { Standing } from './standing.ts'
import type { Press, Update } from './update.ts'

export interface IntakeDeps {
  readonly log: ChannelDeps['log']
  readonly standing: Standing
  readonly replies: Replies
  readonly api: Api
  readonly scrub: Scrub
  readonly receive: (incoming: Incoming) => Promise<void>
  /** Takes note of work that stop() waits for. */
  readonly track: (work: Promise<void>) => void
}

/** Nothing to do, not a failure: the keyboard is as it should be, or the press is too old to be answered. */
const harmless = /message is not modified|query is too old/

/** Hands updates to the house. Resolves when they are stored, rejects when they could not be. */
export type Intake = (updates: readonly Update[], me: Me) => Promise<void>

export const createIntake = (deps: IntakeDeps): Intake => {
  const { log, standing, replies, api, scrub, receive, track } = deps

  const bestEffort = async (what: string, run: () => Promise<unknown>): Promise<void> => {
    const called = await attempt(run, scrub)
    if (called.ok || (called.fault.kind === 'told' && harmless.test(called.fault.description))) return
    // Only comfort is lost: what was pressed is stored, and every button can be typed.
    log.info({ what, fault: faultText(called.fault) }, 'press not followed up')
  }

  /** Ends the button's spinning, then takes the used button away. */
  const followUp = async ({ id, data, message }: Press): Promise<void> => {
    await bestEffort('answer', () => api.raw.answerCallbackQuery({ callback_query_id: id }))
    const keyboard = pressedKeyboard(message?.reply_markup?.inline_keyboard ?? [], data)
    if (message === undefined || keyboard === null) return
    await bestEffort('keyboard', () =>
      api.raw.editMessageReplyMarkup({
        chat_id: message.chat.id,
        message_id: message.message_id,
        reply_markup: { inline_keyboard: keyboard },
      }),
    )
  }

  return async (updates, me) => {
    const incoming = toIncoming(updates, me)
    const [first] = updates
    if (incoming !== null) {
      standing.heard(incoming.chat.kind)
      // Before it is stored: the answer may leave before receive returns.
      if (first?.message) replies.remember(incoming.id, first.message)
      await receive(incoming)
    }
    if (first?.callback_query) track(followUp(first.callback_query))
  }
}
