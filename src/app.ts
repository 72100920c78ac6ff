import type { Kysely } from 'kysely'
import type { Logger } from 'pino'

import { commands } from '#commands/index.ts'
import { channelRows, writeChannelStates } from '#db/channels.ts'
import { keepFile } from '#db/files.ts'
import { storeIncoming, unhandled } from '#db/inbox.ts'
import type { Database } from '#db/schema.ts'
import { readSettings, type Settings } from '#db/settings.ts'
import type { Channel, Incoming } from '#src/channels/channel.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import type { ChannelStates } from '#src/domain/channel-state.ts'
import { fileType } from '#src/domain/file-type.ts'
import { type Instant, instantFromMillis, millisOf } from '#src/domain/instant.ts'
import type { Machine } from '#src/domain/machine.ts'
import type { FileRef } from '#src/domain/message.ts'
import { Refusal } from '#src/domain/refusal.ts'

import { createAlarms } from './alarm.ts'
import { createDelivery, settleInterrupted } from './delivery.ts'
import { createHandler } from './handle.ts'
import { createMenus } from './menus.ts'
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
  /** Notes how the channels stand, for whoever looks from beside; called every few seconds. */
  readonly watch: () => Promise<void>
  /** Tells administrators and the office what only a person can mend, by another channel than the one in trouble. */
  readonly alarm: (from: string, words: string) => Promise<void>
  /** Shows what anybody may type in the menus of the platforms that have them; best effort. */
  readonly showMenus: () => Promise<void>
  /** Resolves when everything stored is handled and everything due is out. */
  readonly idle: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Longer than any circular, in characters: of what is longer the beginning is kept, and it is refused in words. */
const longestText = 2_000_000
const keptOfTooLong = 2000
const largestFile = 20 * 1024 * 1024
/** How the channels stand is noted when it changes, and so often at least; machine time. */
const notedEveryMs = 60_000

export const createApp = async (deps: AppDeps): Promise<App> => {
  const { db, log, lease } = deps
  let settings = await readSettings(db)
  let stopping = false
  const machineNow = (): Instant => instantFromMillis(deps.machine.now())
  const now = (): Instant => (settings.mode === 'trial' ? (settings.clock ?? machineNow()) : machineNow())

  const byName = new Map(deps.channels.map((channel) => [channel.name, channel]))
  const progress = deps.onProgress ?? (() => {})
  const channels = (): ChannelStates =>
    Object.fromEntries(deps.channels.map((channel) => [channel.name, channel.state?.() ?? { connected: true }]))
  const alarms = createAlarms({
    db,
    epoch: lease.epoch,
    machine: deps.machine,
    now,
    works: (name) => channels()[name]?.connected ?? false,
  })
  const pauses = (await channelRows(db)).flatMap(({ name, paused_until: until }) =>
    until === null ? [] : [[name, millisOf(until)] as const],
  )
  const delivery = createDelivery({
    db,
    channels: byName,
    lease,
    calendar: deps.calendar,
    business: now,
    machine: deps.machine,
    paused: new Map(pauses),
    tellGone: alarms.tellGone,
    onSettled: progress,
    onError: (error) => log.error({ err: error }, 'delivery failed, trying again'),
  })
  const handler = createHandler({ ...deps, commands, now, channels })
  const menus = createMenus({ db, commands, log })

  /** `chat`: channel and chat, as the chains have them. */
  const showMenu = async (chat: string): Promise<void> => {
    const [name = '', id = ''] = chat.split('\n')
    const channel = byName.get(name)
    if (channel !== undefined) await menus.showOwn(channel, id).catch(logMenu)
  }
  const logMenu = (error: unknown): void => log.warn({ err: error }, 'menu not shown')

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
        void showMenu(chat)
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

  const noted = { standing: '', at: 0 }
  const watch = async (): Promise<void> => {
    if (stopping || !lease.valid()) return
    const states = channels()
    const at = deps.machine.now()
    const standing = JSON.stringify(
      Object.entries(states).map(([name, { connected, trouble, lost }]) => [name, connected, trouble, lost]),
    )
    const changed = standing !== noted.standing
    if (!changed && at - noted.at < notedEveryMs) return
    await writeChannelStates(db, states, { at: machineNow(), epoch: lease.epoch })
    Object.assign(noted, { standing, at })
    if (changed) delivery.wake()
  }
  const alarm = async (from: string, words: string): Promise<void> => {
    if (!stopping && (await alarms.raise(from, words)) > 0) delivery.wake()
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
    showMenus: async () => void (await Promise.all(deps.channels.map(menus.showCommon))),
    receive,
    handlePending,
    tick,
    advance,
    now,
    settings: () => settings,
    channels,
    watch,
    alarm,
    idle,
    stop: async () => {
      stopping = true
      await Promise.all(chains.values())
      await delivery.stop()
    },
  }
}
