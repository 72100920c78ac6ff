import type { Api } from 'grammy'

import type { ChannelDeps, Outcome, SendOptions } from '#src/channels/channel.ts'
import { bounded } from '#src/domain/bounded.ts'
import type { Message } from '#src/domain/message.ts'

import type { Clients } from './api.ts'
import { attempt, type Called, type Fault, faultText } from './faults.ts'
import type { Keyboard } from './keyboard.ts'
import type { Life } from './life.ts'
import { outcomeOf } from './outcomes.ts'
import { type Part, render } from './render.ts'
import type { Replies } from './replies.ts'
import { createUploads, type FilePayload } from './uploads.ts'

export interface SenderDeps {
  readonly clients: Pick<Clients, 'sender' | 'files' | 'scrub'>
  readonly log: ChannelDeps['log']
  readonly life: Life
  readonly replies: Replies
  /** Telegram refused the token. */
  readonly onLost: () => void
}

export type Send = (to: string, message: Message, options: SendOptions) => Promise<Outcome>

const rememberedKeys = 20_000
const rememberedProgress = 500

/** What Telegram lets pass in one chat, between the parts of one message. */
const gapMs = (to: string): number => (to.startsWith('-') ? 3000 : 1000)

const badMarkup = /can't parse entities|(?:message|caption) is too long/i
const badKeyboard = /reply markup is too long|BUTTON_DATA_INVALID/i
const badReply = /message thread not found|message to be replied not found/i

type TextPayload = Parameters<Api['raw']['sendMessage']>[0]

/** Everything but what is said. */
type Address = Pick<TextPayload, 'chat_id' | 'reply_parameters' | 'message_thread_id' | 'reply_markup'>

/** What is left out at the second and last try, where the first was refused for it. */
interface Without {
  readonly markup?: true
  readonly keyboard?: true
  readonly reply?: true
}

const withoutWhat = (fault: Fault): Without | null => {
  if (fault.kind !== 'told' || fault.code !== 400) return null
  if (badMarkup.test(fault.description)) return { markup: true }
  if (badKeyboard.test(fault.description)) return { keyboard: true }
  return badReply.test(fault.description) ? { reply: true } : null
}

const addressed = (address: Address, { keyboard, reply }: Without): Address => {
  const { chat_id, reply_markup, reply_parameters, message_thread_id } = address
  return {
    chat_id,
    ...(keyboard || reply_markup === undefined ? {} : { reply_markup }),
    ...(reply || reply_parameters === undefined ? {} : { reply_parameters }),
    ...(reply || message_thread_id === undefined ? {} : { message_thread_id }),
  }
}

/** What is told of a message of which some parts are out already. */
const partly = (outcome: Outcome, done: number, all: number): Outcome =>
  outcome.kind === 'sent' || done === 0
    ? outcome
    : { ...outcome, reason: `${outcome.reason};共${all}段,前${done}段已送达` }

/**
 * Sends messages part by part. What becomes of one whose later part fails: refused `later`, the same message under the
 * same key goes on with that part in this process; refused for another route, that route gets the whole; unknown,
 * it starts again from the beginning, since the house marks such a copy at its beginning.
 */
export const createSender = ({ clients, log, life, replies, onLost }: SenderDeps): Send => {
  const { sender, scrub } = clients
  const uploads = createUploads(clients)
  const sent = bounded<string, string>(rememberedKeys)
  const progress = bounded<string, { readonly to: string; readonly body: string; readonly next: number }>(
    rememberedProgress,
  )
  const running = new Map<string, Promise<Outcome>>()

  const sendText = (part: Part, address: Address, without: Without): Promise<Called<number>> =>
    attempt(async () => {
      const { message_id: id } = await sender.raw.sendMessage({
        ...addressed(address, without),
        link_preview_options: { is_disabled: true },
        ...(without.markup ? { text: part.plain } : { text: part.html, parse_mode: 'HTML' as const }),
      })
      return id
    }, scrub)

  const sendPart = (part: Part, address: Address, without: Without, { file: load }: SendOptions) => {
    if (part.kind === 'text') return sendText(part, address, without)
    const payload: FilePayload = addressed(address, without)
    const caption = without.markup ? { caption: part.plain } : { caption: part.html, parse_mode: 'HTML' as const }
    const bytes = async (): Promise<Uint8Array> => {
      if (load === undefined) throw new Error('no bytes given')
      return load(part.file)
    }
    return uploads.send(part.file, bytes, part.plain === '' ? payload : { ...payload, ...caption })
  }

  const sendPartTwice = async (part: Part, address: Address, options: SendOptions): Promise<Called<number>> => {
    const first = await sendPart(part, address, {}, options)
    const without = first.ok ? null : withoutWhat(first.fault)
    if (first.ok || without === null) return first
    log.error({ fault: faultText(first.fault), without }, 'message refused as it was, sent plainer')
    return sendPart(part, address, without, options)
  }

  const addressOf = (to: string, keyboard: Keyboard, answers: string | undefined): Address => ({
    chat_id: Number(to),
    ...replies.to(answers, to),
    ...(keyboard.length === 0 ? {} : { reply_markup: { inline_keyboard: keyboard.map((row) => [...row]) } }),
  })

  const sendParts = async (to: string, message: Message, options: SendOptions): Promise<Outcome> => {
    const { parts, keyboard } = render(message)
    const body = JSON.stringify(message)
    const before = progress.get(options.key)
    const start = before?.to === to && before.body === body ? before.next : 0
    progress.delete(options.key)
    let ref = ''
    for (const [at, part] of parts.entries()) {
      if (at < start) continue
      if (at > start) await life.rest(gapMs(to))
      const isLast = at === parts.length - 1
      const address = addressOf(to, isLast ? keyboard : [], at === 0 ? options.answers : undefined)
      const called = await sendPartTwice(part, address, options)
      if (!called.ok) {
        const { fault } = called
        if (fault.kind === 'told' && fault.code === 401) onLost()
        const outcome = outcomeOf(fault)
        if (at > 0 && outcome.kind === 'refused' && outcome.retry === 'later' && outcome.movedTo === undefined)
          progress.set(options.key, { to, body, next: at })
        log.info({ key: options.key, fault: faultText(fault), part: at }, 'not sent')
        return partly(outcome, at, parts.length)
      }
      ref = `${to}:${called.value}`
    }
    sent.set(options.key, ref)
    return { kind: 'sent', ref }
  }

  return async (to, message, options) => {
    const { key } = options
    const ref = sent.get(key)
    if (ref !== undefined) return { kind: 'sent', ref }
    if (!/^-?\d{1,16}$/.test(to))
      return { kind: 'refused', retry: 'other-route', reason: `「${to}」不是 Telegram 的会话` }
    const inFlight = running.get(key)
    if (inFlight !== undefined) return inFlight
    const sending = sendParts(to, message, options)
    running.set(key, sending)
    try {
      return await sending
    } finally {
      running.delete(key)
    }
  }
}
