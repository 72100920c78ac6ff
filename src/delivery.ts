import type { Kysely } from 'kysely'

import { fileBytes } from '#db/files.ts'
import { addressesOf } from '#db/members.ts'
import { claimHeads, type Claimed, interruptedSends, nextRetry, settle, type Settled } from '#db/messages.ts'
import { mergeClaimed } from '#db/pushes.ts'
import type { Database } from '#db/schema.ts'
import type { Channel, Outcome } from '#src/channels/channel.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import { dateAt, type Instant, instantFromMillis, millisOf } from '#src/domain/instant.ts'
import type { Machine } from '#src/domain/machine.ts'
import { markRepeat } from '#src/domain/message.ts'
import { recheck } from '#src/domain/sending.ts'

export interface DeliveryDeps {
  readonly db: Kysely<Database>
  readonly channels: ReadonlyMap<string, Channel>
  readonly lease: { readonly epoch: number; readonly valid: () => boolean }
  readonly business: () => Instant
  readonly calendar: Calendar
  readonly machine: Machine
  /** Told after a message has found its state. */
  readonly onSettled: (cause: string) => void
  readonly onError: (error: unknown) => void
}

export interface Delivery {
  /** Something may be due: looked at as soon as possible. */
  readonly wake: () => void
  /** Resolves when nothing is due any more. */
  readonly drained: () => Promise<void>
  /** Ends after what is in flight. */
  readonly stop: () => Promise<void>
}

const inFlight = 4
const retryDelayMs = 30_000
const most = 8
const longestTimer = 2 ** 31 - 1

/** Only a reminder is worth a second copy; anything else waits for the next digest or a person. */
const repeatable = (message: Claimed): boolean => message.key.startsWith('digest/') && message.attempt === 1

/** The only caller of send: rows of the queue → channel → outcome → row. */
export const createDelivery = (deps: DeliveryDeps): Delivery => {
  const { db, channels, lease } = deps
  const pump: { stopped: boolean; again: boolean; running: Promise<void> | undefined } = {
    stopped: false,
    again: false,
    running: undefined,
  }
  let timer: NodeJS.Timeout | undefined
  const busyUntil = new Map<string, number>()

  const nextRoute = async (message: Claimed, reason: string): Promise<Settled> => {
    const addresses = message.memberId === null ? [] : await addressesOf(db, message.memberId)
    const at = addresses.findIndex(({ channel, id }) => channel === message.channel && id === message.chat)
    const to = addresses.slice(at + 1).find(({ channel }) => channels.has(channel))
    return to === undefined ? { state: 'phone', reason } : { state: 'queued', to, reason }
  }

  const afterUnknown = (message: Claimed, reason: string): Settled =>
    repeatable(message) ? { state: 'queued', body: markRepeat(message.body), reason } : { state: 'unknown', reason }

  const settledBy = async (message: Claimed, outcome: Outcome): Promise<Settled> => {
    switch (outcome.kind) {
      case 'sent':
        return { state: 'sent', ref: outcome.ref, sentAt: deps.business() }
      case 'unknown':
        return afterUnknown(message, outcome.reason)
      case 'refused':
        if (outcome.retry === 'later' && message.attempt < most) {
          const after = outcome.after ?? retryDelayMs * message.attempt
          return { state: 'queued', reason: outcome.reason, retryAt: instantFromMillis(deps.machine.now() + after) }
        }
        return outcome.retry === 'never'
          ? { state: 'phone', reason: outcome.reason }
          : nextRoute(message, outcome.reason)
      default:
        return outcome satisfies never
    }
  }

  /** Waits for the pace of the bot and of the chat; the pacer never catches up what it did not use. */
  const pace = async (channel: Channel, chat: string): Promise<void> => {
    const now = deps.machine.now()
    const bot = busyUntil.get(channel.name) ?? 0
    const own = `${channel.name}\n${chat}`
    const start = Math.max(now, bot, busyUntil.get(own) ?? 0)
    busyUntil.set(channel.name, Math.max(now, bot) + 1000 / channel.limits.perSecond)
    if (start > now) await deps.machine.sleep(start - now)
  }

  const attempt = async (message: Claimed): Promise<Settled | null> => {
    const channel = channels.get(message.channel)
    if (channel === undefined) return nextRoute(message, `没有接入 ${message.channel}`)
    await pace(channel, message.chat)
    // A process that slept must not send what is stale: its rows are the next holder's.
    if (!lease.valid()) return null
    const outcome = await channel
      .send(message.chat, message.body, {
        key: message.key,
        ...(message.answers === null ? {} : { answers: message.answers }),
        file: async (file) => (await fileBytes(db, file.sha256)) ?? new Uint8Array(),
      })
      .catch((error: unknown): Outcome => ({ kind: 'unknown', reason: String(error) }))
    return settledBy(message, outcome)
  }

  const sendOne = async (message: Claimed): Promise<void> => {
    const verdict = recheck({ ...message, madeOn: dateAt(message.createdAt) }, deps.calendar, deps.business())
    if (verdict.kind === 'merge') await mergeClaimed(db, message.id, verdict.reason)
    else {
      const settled = verdict.kind === 'send' ? await attempt(message) : { state: verdict.kind, reason: verdict.reason }
      if (settled === null) return
      await settle(db, message.id, lease.epoch, settled)
    }
    deps.onSettled(message.cause)
  }

  const run = async (): Promise<void> => {
    while (!pump.stopped && lease.valid()) {
      pump.again = false
      const claimed = await claimHeads(db, {
        epoch: lease.epoch,
        business: deps.business(),
        machine: instantFromMillis(deps.machine.now()),
        limit: inFlight,
      })
      await Promise.all(claimed.map(sendOne))
      if (claimed.length === 0 && !pump.again) break
    }
    const retry = pump.stopped ? null : await nextRetry(db)
    clearTimeout(timer)
    // A timer longer than its 31 bits would fire at once, for ever.
    if (retry !== null)
      timer = setTimeout(wake, Math.min(longestTimer, Math.max(50, millisOf(retry) - deps.machine.now())))
  }

  const runOnce = async (): Promise<void> => {
    try {
      await run()
    } catch (error) {
      deps.onError(error)
      // The database was away: look again in a second.
      if (!pump.stopped) timer = setTimeout(wake, 1000)
    }
    pump.running = undefined
    // Woken after the last look, before this end.
    if (pump.again && !pump.stopped && lease.valid()) setImmediate(wake)
  }

  const wake = (): void => {
    pump.again = true
    if (!pump.stopped && pump.running === undefined) pump.running = runOnce()
  }

  return {
    wake,
    drained: async () => {
      wake()
      while (pump.running !== undefined) {
        await pump.running
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    stop: async () => {
      pump.stopped = true
      clearTimeout(timer)
      await pump.running
    },
  }
}

/** First act of a new holder, before anything is sent: what the one before was sending may or may not have arrived. */
export const settleInterrupted = async (db: Kysely<Database>, epoch: number): Promise<void> => {
  for (const message of await interruptedSends(db, epoch)) {
    const reason = '发送时程序中断'
    await settle(
      db,
      message.id,
      epoch,
      repeatable(message) ? { state: 'queued', body: markRepeat(message.body), reason } : { state: 'unknown', reason },
    )
  }
}
