import { randomUUID } from 'node:crypto'

import type { Channel, Incoming, IncomingFile } from '#src/channels/channel.ts'
import type { Message } from '#src/domain/message.ts'
import { Refusal } from '#src/domain/refusal.ts'

import { createAttic } from './attic.ts'

/** What one of the trial people says; their chat is their address: 县公安局, 县公安局:head, leader. */
export interface Posted {
  readonly chat: string
  readonly kind?: 'text' | 'press'
  readonly text: string
  readonly files?: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

export interface Shown {
  readonly chat: string
  /** The message's own key. */
  readonly key: string
  readonly message: Message
}

/** The chat of the trial: everybody is here, and the page lets one choose who one is. */
export interface LocalChannel extends Channel {
  /** Says something as a trial person. Resolves with its id when it is stored; rejects when it is not. */
  readonly post: (posted: Posted) => Promise<string>
  /** Tells what is shown in one chat, or in all of them (null), from now on. Returns how to stop it. */
  readonly listen: (chat: string | null, listener: (shown: Shown) => void) => () => void
}

const address = /^[^\s:\p{C}]{1,80}(?::[a-z]{1,20})?$/u
const rememberedKeys = 20_000
const largestFile = 20 * 1024 * 1024

/** The local trial channel. What it shows it does not keep: the transcript is the database's. */
export const createLocal = (): LocalChannel => {
  let receive: ((incoming: Incoming) => Promise<void>) | undefined
  const attic = createAttic()
  const listeners = new Set<(shown: Shown) => void>()
  const keys = new Set<string>()

  const post = async ({ chat, kind = 'text', text, files = [] }: Posted): Promise<string> => {
    if (!receive) throw new Error('the local channel is not started')
    const id = randomUUID()
    const kept: IncomingFile[] = files.map(({ name, bytes }) => ({ id: attic.keep(bytes), name, size: bytes.length }))
    await receive({ id, channel: 'local', chat: { id: chat, kind: 'single' }, from: chat, kind, text, files: kept })
    return id
  }

  return {
    name: 'local',
    limits: { perSecond: 10_000, windows: () => [] },
    post,
    start: async (receiver) => {
      receive = receiver
    },
    send: async (to, message, { key }) => {
      if (!receive) return { kind: 'refused', retry: 'later', reason: '本机试用通道没有启动' }
      if (!address.test(to)) return { kind: 'refused', retry: 'other-route', reason: `没有「${to}」这个试用地址` }
      if (!keys.has(key)) {
        keys.add(key)
        if (keys.size > rememberedKeys) keys.delete(keys.values().next().value!)
        for (const listener of listeners) listener({ chat: to, key, message })
      }
      return { kind: 'sent', ref: key }
    },
    fetch: async ({ id, name, size }) => {
      if ((size ?? 0) > largestFile) throw new Refusal(`「${name}」超过20兆,请压缩后再发。`)
      const bytes = attic.take(id)
      if (!bytes) throw new Refusal('这个文件已经不在了,请再发一次。')
      return { bytes }
    },
    listen: (chat, listener) => {
      const heard = (shown: Shown): void => {
        if (chat === null || chat === shown.chat) listener(shown)
      }
      listeners.add(heard)
      return () => void listeners.delete(heard)
    },
    stop: async () => {
      receive = undefined
      listeners.clear()
    },
  }
}
