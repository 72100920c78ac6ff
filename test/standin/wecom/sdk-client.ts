import { type TemplateCard, WSClient, type WSClientOptions, type WsFrame } from '@wecom/aibot-node-sdk'

import type { WecomStandin } from './types.ts'
import { createWaiting } from './waiting.ts'

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

export interface SdkClient {
  readonly client: WSClient
  /** Callbacks received, in order. */
  readonly frames: readonly WsFrame[]
  /** The nth callback, when it has come. */
  readonly frame: (n: number) => Promise<WsFrame>
  readonly push: (chatid: string, body: Record<string, unknown>, chatType?: number) => Promise<WsFrame>
  readonly close: () => void
}

/** The real SDK against the stand-in, authenticated. */
export const connectSdk = async (standin: WecomStandin, options: Partial<WSClientOptions> = {}): Promise<SdkClient> => {
  const { id: botId, secret } = standin.bot
  const client = new WSClient({ botId, secret, wsUrl: standin.url, reconnectInterval: 20, logger: quiet, ...options })
  const waiting = createWaiting()
  const frames: WsFrame[] = []
  const heard = (frame: WsFrame): void => {
    frames.push(frame)
    waiting.changed()
  }
  client.on('message', heard)
  client.on('event', heard)
  const authenticated = new Promise<void>((resolve) => client.once('authenticated', resolve))
  client.connect()
  await authenticated
  let sent = 0
  return {
    client,
    frames,
    frame: async (n) => {
      await waiting.waitFor(
        () => frames.length >= n,
        5000,
        () => `${frames.length} callbacks`,
      )
      return frames[n - 1]!
    },
    push: (chatid, body, chatType = 1) => {
      sent += 1
      const headers = { req_id: `aibot_send_msg_${sent}_test` }
      const push = { chatid, chat_type: chatType, ...body }
      return client.reply({ headers }, push, 'aibot_send_msg')
    },
    close: () => client.disconnect(),
  }
}

export const markdown = (content: string) => ({ msgtype: 'markdown', markdown: { content } })

/** A card of one button for each [key, label]. */
export const buttonCard = (taskId: string, buttons: readonly (readonly [string, string])[]) =>
  ({
    card_type: 'button_interaction',
    task_id: taskId,
    main_title: { title: '第 12 条', desc: '6月8日到期' },
    button_list: buttons.map(([key, text]) => ({ text, key })),
  }) as unknown as TemplateCard

export const noticeCard = (taskId: string, title: string) =>
  ({
    card_type: 'text_notice',
    task_id: taskId,
    main_title: { title },
    card_action: { type: 1, url: 'https://example.com' },
  }) as unknown as TemplateCard
