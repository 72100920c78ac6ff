import type { Kysely } from 'kysely'
import type { Logger } from 'pino'

import { commands } from '#commands/index.ts'
import { keepFile } from '#db/files.ts'
import { storeIncoming, unhandled } from '#db/inbox.ts'
import type { Database } from '#db/schema.ts'
import { readSettings, type Settings } from '#db/settings.ts'
import type { Channel, Incoming } from '#src/channels/channel.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import type { ChannelStates } from '#src/domain/channel-state.ts'
import { fileType } from '#src/domain/file-type.ts'
import { type Instant, instantFromMillis } from '#src/domain/instant.ts'
import type { Machine } from '#src/domain/machine.ts'
import type { FileRef } from '#src/domain/message.ts'
import { Refusal } from '#src/domain/refusal.ts'

import { createDelivery, settleInterrupted } from './delivery.ts'
import { createHandler } from './handle.ts'
import type { Lease } from './lease.ts'
import { createTicks } from './ticks.ts'

export interface AppDeps {
  readonly db: Kysely<Database>
  readonly channels: readonly Channel[]
  readonly calendar: Calendar
  readonly lease: Pick<Lease, 'epoch' | 'valid'>
  readonly machine: Machine
  readonly log: Logger
  readonly readDocument: (bytes: Uint8Array, name: string) => Promise<string>
  readonly readSheet: (bytes: Uint8Array, name: string) => Promise<readonly (readonly string[])[]>
  /** Told when an incoming row is handled, and when a message it caused has found its state. */
  readonly onProgress?: (cause: string) => void
}

export interface App {
  /** Resolves when the update is stored; it is handled after that, in the order of its chat. */
  readonly receive: (incoming: Incoming) => Promise<void>
  /** Handles what a crash left behind, or what a process beside this one stored. */
  readonly handlePending: () => Promise<void>
  /** Runs what is due at this business time. */
  readonly tick: (now: Instant) => Promise<void>
  /** Trial: moves the virtual clock forward, playing every due occurrence on the way. Resolves when its messages are out. */
  readonly advance: (to: Instant) => Promise<Instant>
  readonly now: () => Instant
  readonly settings: () => Settings
  /** How each channel stands, by name. */
  readonly channels: () => ChannelStates
  /** Resolves when everything stored is handled and everything due is out. */
  readonly idle: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Longer than any circular, in characters: of what is longer the beginning is kept, and it is refused in words. */
const longestText = 2_000_000
const keptOfTooLong = 2000
const largestFile = 20 * 1024 * 1024

export const createApp = async (deps: AppDeps): Promise<App> => {
  const { db, log, lease } = deps
  let settings = await readSettings(db)
  let stopping = false
  const machineNow = (): Instant => instantFromMillis(deps.machine.now())
  const now = (): Instant => (settings.mode === 'trial' ? (settings.clock ?? machineNow()) : machineNow())

  const byName = new Map(deps.channels.map((channel) => [channel.name, channel]))
  const progress = deps.onProgress ?? (() => {})
  const delivery = createDelivery({
    db,
    channels: byName,
    lease,
    calendar: deps.calendar,
    business: now,
    machine: deps.machine,
    onSettled: progress,
    onError: (error) => log.error({ err: error }, 'delivery failed, trying again'),
  })
  const channels = (): ChannelStates =>
    Object.fromEntries(deps.channels.map((channel) => [channel.name, channel.state?.() ?? { connected: true }]))
  const handler = createHandler({ ...deps, commands, now, settings: () => settings, channels })

  // One chain a chat: what one person says is handled in order, others do not wait for it.
  const chains = new Map<string, Promise<void>>()
  const queueHandling = (id: number, chat: string, problem?: string): Promise<void> => {
    const before = chains.get(chat) ?? Promise.resolve()
    const handle = async (): Promise<void> => {
      await before
      try {
        await handler(id, problem)
        delivery.wake()
        progress(`inbox/${id}`)
      } catch (error) {
        log.error({ err: error, inbox: id }, 'row left for the next sweep')
      }
      if (chains.get(chat) === mine) chains.delete(chat)
    }
    const mine = handle()
    chains.set(chat, mine)
    return mine
  }

  const keep = async (channel: Channel, incoming: Incoming): Promise<{ files: FileRef[]; problem?: string }> => {
    const files: FileRef[] = []
    try {
      for (const file of incoming.files) {
        const fetched = (file.size ?? 0) > largestFile ? null : await channel.fetch(file)
        if (fetched === null || fetched.bytes.length > largestFile)
          throw new Refusal(`「${file.name}」超过20兆,请压缩后再发。`)
        const { bytes, name = file.name } = fetched
        files.push(await keepFile(db, { name, type: fileType(bytes), bytes }))
      }
    } catch (error) {
      // The update itself is kept all the same, and its speaker is told.
      if (error instanceof Refusal) return { files, problem: error.message }
      throw error
    }
    return { files }
  }

  const receive = async (incoming: Incoming): Promise<void> => {
    const channel = byName.get(incoming.channel)
    if (channel === undefined) throw new Error(`no channel ${incoming.channel}`)
    const tooLong = incoming.text.length > longestText
    const kept = await keep(channel, incoming)
    const problem = tooLong
      ? `内容太长了(${incoming.text.length}字),一次最多${longestText}字。请分开发,或发文件再回「导入」。`
      : kept.problem
    const id = await storeIncoming(db, {
      channel: incoming.channel,
      incomingId: incoming.id,
      chat: incoming.chat.id,
      chatKind: incoming.chat.kind,
      sender: incoming.from,
      kind: incoming.kind,
      text: incoming.text.slice(0, tooLong ? keptOfTooLong : longestText).replaceAll('\u0000', ''),
      quoted: incoming.quoted ?? null,
      files: kept.files,
      receivedAt: now(),
    })
    if (id !== null && !stopping) void queueHandling(id, `${incoming.channel}\n${incoming.chat.id}`, problem)
  }

  const handlePending = async (): Promise<void> => {
    if (stopping) return
    for (const { id, channel, chat } of await unhandled(db)) void queueHandling(id, `${channel}\n${chat}`)
  }

  const idle = async (): Promise<void> => {
    while (chains.size > 0) await Promise.all(chains.values())
    await delivery.drained()
  }

  const ticks = createTicks({ ...deps, settings: () => settings })
  const tick = async (at: Instant): Promise<void> => {
    await ticks.runDue(at)
    delivery.wake()
  }
  const advance = async (to: Instant): Promise<Instant> => {
    await idle()
    await ticks.play(now(), to, async (clock) => {
      settings = { ...settings, clock }
      await delivery.drained()
    })
    return now()
  }

  await settleInterrupted(db, lease.epoch)
  return {
    receive,
    handlePending,
    tick,
    advance,
    now,
    settings: () => settings,
    channels,
    idle,
    stop: async () => {
      stopping = true
      await Promise.all(chains.values())
      await delivery.stop()
    },
  }
}
