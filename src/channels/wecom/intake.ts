import type { ChannelDeps, Incoming } from '#src/channels/channel.ts'
import type { Bounded } from '#src/domain/bounded.ts'

import type { Callbacks } from './callbacks.ts'
import { pressedCard } from './cards.ts'
import { callback } from './frames.ts'
import type { Link } from './link.ts'
import type { Media } from './media.ts'
import { read, type Received } from './receiving.ts'
import type { Sending } from './sending.ts'

export interface IntakeDeps extends ChannelDeps {
  readonly media: Media
  readonly callbacks: Callbacks
  readonly sending: Sending
  readonly kinds: Bounded<string, 'single' | 'group'>
  readonly cards: Bounded<string, readonly string[]>
}

export interface Intake {
  readonly onFrame: (frame: unknown, link: Link) => void
  readonly heard: () => { readonly single?: number; readonly group?: number }
  readonly stop: () => void
}

/** More than this many updates not yet stored: the next one is told to come again, which bounds the memory. */
const mostPending = 5000

const hiddenSaid =
  '企业微信没有给出成员账号(只有 wo 开头的密文),谁都绑定不了。请用企业的超级管理员账号重新创建机器人,再换上新的 WECOM_BOT_ID 和 WECOM_BOT_SECRET。'
const storeSaid = '收到的企业微信消息存不进数据库,已请发信人重发。请查数据库。'

/** What may be logged of a frame that is not understood: what it calls itself. */
const labelOf = (frame: unknown): { msgtype?: string; eventtype?: string } => {
  const { body } = frame as { body?: { msgtype?: unknown; event?: { eventtype?: unknown } } }
  const word = (value: unknown): string | undefined => (typeof value === 'string' ? value.slice(0, 40) : undefined)
  const [msgtype, eventtype] = [word(body?.msgtype), word(body?.event?.eventtype)]
  return { ...(msgtype === undefined ? {} : { msgtype }), ...(eventtype === undefined ? {} : { eventtype }) }
}

const notStoredSaid = (incoming: Incoming): string =>
  incoming.kind === 'press'
    ? `刚才按的「${incoming.text}」没有收下,系统正忙。请过几分钟再按一次。`
    : '刚才这条没有收下,系统正忙。请过几分钟再发一次。'

/** Frames → receive, in the order of each chat. The platform acknowledges nothing and repeats nothing. */
export const createIntake = (deps: IntakeDeps, receive: (incoming: Incoming) => Promise<void>): Intake => {
  const { log, machine, alarm, media, callbacks, sending, kinds, cards } = deps
  const chains = new Map<string, Promise<void>>()
  const state = { stopped: false, pending: 0, storeFailing: false, hiddenTold: false }
  const heard: { single?: number; group?: number } = {}

  const turnCard = async ({ incoming, reqId, taskId }: Received, link: Link): Promise<void> => {
    if (taskId === undefined) return
    const others = (cards.get(taskId) ?? []).filter((says) => says !== incoming.text)
    const answer = await link.write(
      'aibot_respond_update_msg',
      {
        response_type: 'update_template_card',
        userids: [incoming.from],
        template_card: pressedCard(taskId, incoming.text, others),
      },
      reqId,
    )
    // Its buttons stay then; pressing one twice changes nothing twice.
    if (answer.kind !== 'ok') log.info({ ...answer }, 'card not updated')
  }

  const notStored = async (incoming: Incoming): Promise<void> => {
    if (incoming.kind !== 'opened') await sending.tell(incoming.chat.id, notStoredSaid(incoming), incoming.id)
  }

  const store = async (received: Received, link: Link): Promise<void> => {
    try {
      await receive(received.incoming)
      state.storeFailing = false
    } catch (error) {
      log.error({ reason: error instanceof Error ? error.message : String(error) }, 'update not stored')
      if (!state.storeFailing) alarm(storeSaid)
      state.storeFailing = true
      return notStored(received.incoming)
    }
    // Within five seconds of the press: not when its answer is ready.
    await turnCard(received, link)
  }

  const queue = (received: Received, link: Link): void => {
    const chat = received.incoming.chat.id
    const before = chains.get(chat)
    state.pending += 1
    const work = async (): Promise<void> => {
      await before
      try {
        if (!state.stopped) await store(received, link)
      } catch (error) {
        log.error({ err: error }, 'update not handled')
      }
      state.pending -= 1
      if (chains.get(chat) === mine) chains.delete(chat)
    }
    const mine = work()
    chains.set(chat, mine)
  }

  const take = (received: Received, link: Link): void => {
    const { incoming } = received
    const at = machine.now()
    const { id: chat, kind } = incoming.chat
    heard[kind] = at
    kinds.set(chat, kind)
    for (const { id, ...place } of received.media) media.keep(id, place)
    const { answerable, reqId } = received
    if (answerable !== undefined) callbacks.keep(incoming.id, { reqId, link: link.id, kind: answerable, chat, at })
    if (incoming.kind === 'hidden' && !state.hiddenTold) {
      state.hiddenTold = true
      alarm(hiddenSaid)
    }
    if (state.pending < mostPending) return queue(received, link)
    log.error({ pending: state.pending }, 'too many updates at once, one is not taken')
    notStored(incoming).catch((error: unknown) => log.error({ err: error }, 'nobody told'))
  }

  return {
    heard: () => heard,
    stop: () => void (state.stopped = true),
    onFrame: (frame, link) => {
      if (state.stopped) return
      try {
        const parsed = callback.safeParse(frame)
        const label = labelOf(frame)
        if (label.eventtype === 'disconnected_event') return
        if (!parsed.success) return log.warn(label, 'frame not understood, dropped')
        const received = read(parsed.data)
        if (received === null) return log.info(label, 'frame noted')
        take(received, link)
      } catch (error) {
        log.error({ err: error }, 'frame not handled')
      }
    },
  }
}
