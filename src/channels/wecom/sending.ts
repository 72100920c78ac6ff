import { createHash } from 'node:crypto'

import type { ChannelDeps, Outcome, SendOptions } from '#src/channels/channel.ts'
import { type Bounded, bounded } from '#src/domain/bounded.ts'
import { type Message, plain, say } from '#src/domain/message.ts'

import { gather } from './attachments.ts'
import type { Callbacks } from './callbacks.ts'
import { buttonCard, cardButtons, taskIdOf, typedHint } from './cards.ts'
import {
  type Answer,
  isPaced,
  later,
  notSubscribed,
  otherRoute,
  pacedMs,
  reconnectingMs,
  refusedAs,
  slower,
} from './outcomes.ts'
import { renderMarkdown } from './render.ts'
import type { Session } from './session.ts'
import type { Tally } from './tally.ts'
import type { Tuning } from './tuning.ts'
import type { MediaMessage, Uploads } from './uploads.ts'
import { createWriter } from './writing.ts'

export interface SendingDeps extends ChannelDeps {
  readonly session: Session
  readonly callbacks: Callbacks
  readonly tally: Tally
  readonly uploads: Uploads
  readonly tuning: Tuning
  readonly kinds: Bounded<string, 'single' | 'group'>
  /** What the buttons of a card say, by its task. */
  readonly cards: Bounded<string, readonly string[]>
}

export interface Sending {
  readonly send: (to: string, message: Message, options: SendOptions) => Promise<Outcome>
  /** Says a sentence that is in no queue: an update could not be stored. */
  readonly tell: (to: string, said: string, answers: string) => Promise<void>
  /** Takes no more, and resolves when what was written has been answered or has waited long enough. */
  readonly stop: () => Promise<void>
}

const rememberedKeys = 20_000
const rememberedHalves = 1000
const uploadAgainMs = 30_000

const markdownBody = (content: string): object => ({ msgtype: 'markdown', markdown: { content } })
const mediaBody = ({ type, mediaId }: MediaMessage): object => ({ msgtype: type, [type]: { media_id: mediaId } })

/**
 * Message → frames → outcome. A message of several frames that stops in between goes on, when it is sent again under its
 * key with the same words, at the frame that is not known to have arrived: nothing is lost, and no more is doubled than
 * the one frame in doubt. On another route, or after a restart, it is sent whole.
 */
export const createSending = (deps: SendingDeps): Sending => {
  const { session, callbacks, tally, machine, log, tuning, cards } = deps
  const sent = bounded<string, true>(rememberedKeys)
  const halves = bounded<string, { words: string; done: number }>(rememberedHalves)
  const inFlight = new Set<Promise<unknown>>()
  const state = { stopped: false, paced: null as { chat: string; at: number } | null }
  const writer = createWriter({ ...deps, stopped: () => state.stopped })

  const away = (): Outcome => {
    if (state.stopped) return later('企业微信通道已停')
    const trouble = session.trouble() ?? '正在连接企业微信'
    return session.lost() ? otherRoute(trouble) : later(trouble)
  }

  const outcomeOf = (to: string, answer: Exclude<Answer, { kind: 'ok' }>): Outcome => {
    if (answer.kind === 'unwritten') return away()
    if (answer.kind === 'unknown') return { kind: 'unknown', reason: answer.reason }
    const { errcode, errmsg } = answer
    log.warn({ errcode, errmsg: errmsg.slice(0, 120) }, 'wecom refused a message')
    if (!isPaced(errcode)) return refusedAs(errcode, errmsg)
    // One chat refused is that chat's limit; another one right after it, with nothing taken between, is the bot's.
    const before = state.paced
    const now = machine.now()
    state.paced = { chat: to, at: now }
    const wide = before !== null && before.chat !== to && now - before.at < pacedMs
    return slower(wide ? 'bot' : 'chat')
  }

  /** The buttons, below the message: a convenience, so that whatever becomes of it the message was sent. */
  const sendCard = async (to: string, message: Message, key: string): Promise<void> => {
    if (tally.wait(to, machine.now()) > 0) return
    const buttons = cardButtons(message.buttons ?? [])
    const says = buttons.map((one) => one.says)
    cards.set(taskIdOf(key), says)
    const card = { msgtype: 'template_card', template_card: buttonCard(key, message, buttons) }
    const answer = await writer.push(to, card)
    if (answer.kind !== 'ok') log.warn({ ...answer }, 'card not sent, the message was')
  }

  /**
   * A second bubble below every answer would tire whoever asked: a card goes with what comes by itself, to one person;
   * elsewhere a line says what its buttons would. Buttons that no card can carry are in the line all the same.
   */
  const buttonsOf = (to: string, message: Message, isAnswer: boolean): { card: boolean; hint: string } => {
    const fitting = cardButtons(message.buttons ?? []).length
    const card = !isAnswer && fitting > 0 && !writer.isGroup(to)
    const whole = fitting === new Set((message.buttons ?? []).map(({ says }) => says)).size
    return { card, hint: card && whole ? '' : typedHint(message) }
  }

  const deliver = async (to: string, message: Message, options: SendOptions): Promise<Outcome> => {
    const { key, answers } = options
    const link = session.link()
    if (link === null) return away()
    const gathered = await gather(message, deps.uploads, link, options.file)
    if (gathered.kind === 'failed') {
      if (gathered.errcode === notSubscribed) session.renew(link)
      return later(gathered.reason, gathered.errcode === notSubscribed ? reconnectingMs : uploadAgainMs)
    }
    const { card, hint } = buttonsOf(to, message, answers !== undefined)
    const texts = renderMarkdown(gathered.message, hint)
    const bodies = [...texts.map(markdownBody), ...gathered.media.map(mediaBody)]
    const said = {
      markdown: texts[0]!,
      plain: bodies.length > 1 ? null : [plain(gathered.message), hint].join('\n').trimEnd(),
    }
    const words = createHash('sha256').update(JSON.stringify(bodies)).digest('hex')
    const earlier = halves.get(key)
    let done = earlier?.words === words ? earlier.done : 0
    const now = { link: link.id, chat: to, at: machine.now() }
    let callback = answers === undefined || done > 0 ? undefined : callbacks.take(answers, now)
    for (const body of bodies.slice(done)) {
      if (state.stopped) return away()
      const wait = tally.wait(to, machine.now())
      if (wait > 0) return slower('chat', wait, '这个会话的限额(一分钟30条、一小时1000条)用完了')
      const replied = callback === undefined ? null : await writer.reply(callback, said)
      callback = undefined
      const answer = replied ?? (await writer.push(to, body))
      if (answer.kind !== 'ok') return outcomeOf(to, answer)
      state.paced = null
      done += 1
      halves.set(key, { words, done })
    }
    sent.set(key, true)
    halves.delete(key)
    if (card) await sendCard(to, message, key)
    return { kind: 'sent', ref: key }
  }

  const track = async <Result>(work: Promise<Result>): Promise<Result> => {
    inFlight.add(work)
    try {
      return await work
    } finally {
      inFlight.delete(work)
    }
  }

  return {
    send: async (to, message, options) => {
      if (sent.get(options.key) !== undefined) return { kind: 'sent', ref: options.key }
      return state.stopped ? away() : track(deliver(to, message, options))
    },
    tell: async (to, said, answers) => {
      const outcome = await track(deliver(to, say(said), { key: `tell/${answers}`, answers }))
      if (outcome.kind !== 'sent') log.warn({ reason: outcome.reason }, 'nobody told that an update was not stored')
    },
    stop: async () => {
      state.stopped = true
      const deadline = machine.now() + tuning.ackMs
      // In short sleeps, since they hold the process at its end.
      while (inFlight.size > 0 && machine.now() < deadline)
        await Promise.race([Promise.allSettled(inFlight), machine.sleep(100)])
    },
  }
}
