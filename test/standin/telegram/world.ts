import { botSpeaks, type ChatState, type Chats, createChats } from './chats.ts'
import { createClock, type StandinClock } from './clock.ts'
import { createFaults, type Faults } from './faults.ts'
import { createFiles, type Files, type StoredFile } from './files.ts'
import { createLimits, type Limits } from './limits.ts'
import { createPolls, type Polls } from './polls.ts'
import { createRandom, type Random } from './random.ts'
import type { AnsweredPress, BotCommandEntry, LedgerEntry, Refused, TelegramOptions } from './types.ts'
import { createQueue, type Queue, type Update } from './updates.ts'
import { createWebhook, type Webhook } from './webhook.ts'

export interface Press {
  readonly at: number
  readonly updateId: number
}

/** All that the server knows. */
export interface World {
  readonly token: string
  readonly bot: { readonly id: number; readonly username: string; readonly name: string }
  readonly privacy: boolean
  readonly pressLifeMs: number
  readonly clock: StandinClock
  readonly random: Random
  readonly chats: Chats
  readonly files: Files
  readonly queue: Queue
  readonly polls: Polls
  readonly webhook: Webhook
  readonly faults: Faults
  readonly sends: Limits
  readonly edits: Limits
  readonly presses: Map<string, Press>
  readonly menus: Map<string, readonly BotCommandEntry[]>
  readonly ledger: LedgerEntry[]
  readonly refusals: Refused[]
  readonly answers: AnsweredPress[]
  readonly calls: Map<string, number>
  /** Batches that a fault hands out once more. */
  readonly again: Update[]
  readonly thumbnail: (file: StoredFile) => StoredFile
  readonly note: (method: string, chat: ChatState, text: string, messageId: number) => void
  readonly changed: () => void
  readonly watch: (listener: () => void) => () => void
}

const defaultToken = '700000001:AAEstandinstandinstandinstandin0123'

export const createWorld = (options: TelegramOptions): World => {
  const clock = createClock(options.clock)
  const random = createRandom(options.seed ?? 1)
  const listeners = new Set<() => void>()
  const changed = (): void => {
    for (const listener of listeners) listener()
  }
  const queue = createQueue(clock, changed)
  const files = createFiles(clock)
  const thumbnails = new Map<string, StoredFile>()
  const token = options.token ?? defaultToken
  const limits = options.limits ?? {}
  const ledger: LedgerEntry[] = []

  return {
    token,
    bot: { id: Number(token.split(':')[0]), username: options.username ?? 'duban_bot', name: '督办机器人' },
    privacy: options.privacy ?? true,
    pressLifeMs: options.pressLifeMs ?? 150_000,
    clock,
    random,
    chats: createChats(),
    files,
    queue,
    polls: createPolls(queue, clock, options.slowPolls ?? true, changed),
    webhook: createWebhook(queue, clock, changed),
    faults: createFaults(random),
    sends: createLimits(limits, clock),
    edits: createLimits(limits, clock),
    presses: new Map(),
    menus: new Map(),
    ledger,
    refusals: [],
    answers: [],
    calls: new Map(),
    again: [],
    thumbnail: (file) => {
      const known = thumbnails.get(file.fileId)
      if (known) return known
      const made = files.keep('photo', file.name, file.bytes.subarray(0, 1000))
      thumbnails.set(file.fileId, made)
      return made
    },
    note: (method, chat, text, messageId) =>
      void ledger.push({ at: clock.now(), chat: chat.id, method, text, messageId }),
    changed,
    watch: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Whether the bot wrote it. */
export const isOwn = ({ from }: { readonly from: number }): boolean => from === botSpeaks
