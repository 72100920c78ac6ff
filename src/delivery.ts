import type { Kysely, Transaction } from 'kysely'

import { pauseChannel } from '#db/channels.ts'
import { fileBytes } from '#db/files.ts'
import { markGone, moveChat } from '#db/members.ts'
import { mergeClaimed } from '#db/pushes.ts'
import type { Database } from '#db/schema.ts'
import {
  type Claimed,
  deferHeads,
  interruptedSends,
  markSending,
  type Moment,
  nextHeads,
  outlook,
  type Settled,
  settleAll,
} from '#db/sending.ts'
import type { Channel, Outcome } from '#src/channels/channel.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import { dateAt, type Instant, instantFromMillis, millisOf } from '#src/domain/instant.ts'
import type { Machine } from '#src/domain/machine.ts'
import { recheck } from '#src/domain/sending.ts'

import { createDetours } from './delivery/detours.ts'
import { nextRoute, paced, patienceMs, pauseMs, repeated, settledBy } from './delivery/outcome.ts'
import { createPacer, type Pacer } from './delivery/pacing.ts'
import { createPump, type Pump, type Turn } from './delivery/pump.ts'
import { createSettling } from './delivery/settling.ts'

export interface DeliveryDeps {
  readonly db: Kysely<Database>
  readonly channels: ReadonlyMap<string, Channel>
  readonly lease: { readonly epoch: number; readonly valid: () => boolean }
  readonly business: () => Instant
  readonly calendar: Calendar
  readonly machine: Machine
  /** Until when each platform asked to be left alone, as of before a restart; machine time. */
  readonly paused: ReadonlyMap<string, number>
  /** Accounts have died: tells the office of those it was not told of. Returns how many messages that queued. */
  readonly tellGone: () => Promise<number>
  /** Told after a message has found its state. */
  readonly onSettled: (cause: string) => void
  readonly onError: (error: unknown) => void
  /** 0 to 1, for jitter. */
  readonly random?: () => number
}

export interface Delivery {
  /** Something may be due: looked at as soon as possible. */
  readonly wake: () => void
  /** Resolves when nothing is due within the next two seconds; what waits for its channel is not due. */
  readonly drained: () => Promise<void>
  /** Ends after what is in flight, for which it waits some seconds at most. */
  readonly stop: () => Promise<void>
}

/** Dead accounts are told of when everything is out, and while that takes longer, so often; machine time. */
const tellAfterMs = 600_000
const landingMs = 8000

/** The only caller of send: rows of the queue → channel → outcome → row. */
export const createDelivery = (deps: DeliveryDeps): Delivery => {
  const { db, channels, lease, machine, onError, random = Math.random } = deps
  const { epoch } = lease
  const pumps = new Map<string, Pump>()
  const pacers = new Map<string, Pacer>()
  /** By channel and chat: since when its pace has been refused, nothing getting through. */
  const refusedSince = new Map<string, number>()
  const told = { stopped: false, untold: false, since: null as number | null, telling: false }
  const waiters = new Set<() => void>()
  const active = (): boolean => !told.stopped && lease.valid()
  const moment = (): Moment => ({ business: deps.business(), machine: instantFromMillis(machine.now()) })
  const settling = createSettling({ db, epoch, machine, onError })
  const detours = createDetours({
    db,
    epoch,
    channels,
    business: deps.business,
    active,
    paused: deps.paused,
    onMoved: (given, moved) => {
      for (const cause of given) deps.onSettled(cause)
      if (moved > 0) wake()
      else onTurn()
    },
    onError,
  })
  const routes = {
    db,
    usable: detours.usable,
    open: (name: string) => channels.has(name) && detours.closedUntil(name, machine.now()) === null,
  }

  /** What takes more than the row itself to say, in one transaction; whoever gets it by another route is woken. */
  const decide = async ({ id }: Claimed, how: (trx: Transaction<Database>) => Promise<Settled>): Promise<void> => {
    let to: string | undefined
    await settling.persist(async () => {
      const settled = await db.transaction().execute(async (trx) => {
        const decided = await how(trx)
        await settleAll(trx, epoch, [{ id, settled: decided }])
        return decided
      })
      to = settled.to?.channel
    })
    if (to !== undefined) pumps.get(to)?.wake()
  }

  const hitPace = async (message: Claimed, refused: Extract<Outcome, { kind: 'refused' }>): Promise<void> => {
    const { channel, chat } = message
    const now = machine.now()
    const until = now + pauseMs(refused.after, random())
    const key = `${channel}\n${chat}`
    if (refused.pace === 'bot') {
      // What was in flight is refused together: one slowing down for all of it.
      if (routes.open(channel)) pacers.get(channel)!.slowDown(now)
      detours.pause(channel, until, now)
      await settling.persist(() => pauseChannel(db, channel, instantFromMillis(until), instantFromMillis(now)))
    } else {
      pacers.get(channel)!.hold(chat, until)
      if (!refusedSince.has(key)) refusedSince.set(key, now)
    }
    const long = now - (refusedSince.get(key) ?? now) > patienceMs
    await decide(message, (trx) => paced({ ...routes, db: trx }, message, { reason: refused.reason, until, long }))
  }

  const conclude = async (message: Claimed, outcome: Outcome): Promise<void> => {
    const { id, channel, chat } = message
    if (outcome.kind === 'refused' && outcome.pace !== undefined) return hitPace(message, outcome)
    refusedSince.delete(`${channel}\n${chat}`)
    if (outcome.kind === 'sent') detours.passed(channel)
    const at = { business: deps.business(), now: machine.now() }
    if (outcome.kind !== 'refused') return settling.settle(id, await settledBy(routes, message, outcome, at))
    const { gone, movedTo, reason } = outcome
    await decide(message, async (trx) => {
      if (gone !== undefined) await markGone(trx, { channel, id: chat }, at.business, reason)
      if (movedTo !== undefined) await moveChat(trx, channel, chat, movedTo)
      return settledBy({ ...routes, db: trx }, message, outcome, at)
    })
    if (gone !== undefined) Object.assign(told, { untold: true, since: told.since ?? at.now })
  }

  const carry = async (message: Claimed, turn: Turn): Promise<void> => {
    const { id, gone } = message
    const verdict = recheck({ ...message, madeOn: dateAt(message.createdAt) }, deps.calendar, deps.business())
    // A process that slept must not send what is stale: its rows are the next holder's.
    if (!lease.valid()) return turn.unused()
    if (verdict.kind === 'send' && gone === null) {
      const outcome = await sent(message)
      turn.ended()
      await conclude(message, outcome)
    } else {
      turn.unused()
      if (verdict.kind === 'merge') await settling.persist(() => mergeClaimed(db, id, verdict.reason))
      else if (verdict.kind !== 'send') await settling.settle(id, { state: verdict.kind, reason: verdict.reason })
      else await decide(message, (trx) => nextRoute({ ...routes, db: trx }, message, gone!))
    }
    deps.onSettled(message.cause)
  }

  const sent = ({ channel, chat, body, key, answers }: Claimed): Promise<Outcome> =>
    channels
      .get(channel)!
      .send(chat, body, {
        key,
        ...(answers === null ? {} : { answers }),
        file: async (file) => (await fileBytes(db, file.sha256)) ?? new Uint8Array(),
      })
      .catch((error: unknown): Outcome => ({ kind: 'unknown', reason: String(error) }))

  const nextRetry = async (name: string): Promise<number> => {
    const { waiting, untold } = await outlook(db, moment())
    told.untold ||= untold
    const strays = Object.keys(waiting).filter((other) => !channels.has(other))
    if (strays.length > 0) await detours.strays(strays)
    const at = waiting[name] ?? null
    return at === null ? Infinity : millisOf(at)
  }

  const tell = async (): Promise<void> => {
    Object.assign(told, { telling: true, untold: false, since: null })
    try {
      if ((await deps.tellGone()) > 0) wake()
    } catch (error) {
      onError(error)
    }
    told.telling = false
    onTurn()
  }

  const busy = (): boolean => detours.busy() || told.telling || [...pumps.values()].some((pump) => !pump.quiet())

  const onTurn = (): void => {
    const now = machine.now()
    detours.tend(now)
    const idle = !busy()
    const late = told.since !== null && now - told.since > tellAfterMs
    if (told.untold && active() && !told.telling && (idle || late)) return void tell()
    if (!idle) return
    for (const done of waiters) done()
    waiters.clear()
  }

  const wake = (): void => {
    detours.again()
    for (const pump of pumps.values()) pump.wake()
  }

  for (const [name, { limits }] of channels) {
    const pacer = createPacer(limits)
    pacers.set(name, pacer)
    const pump = createPump({
      limits,
      pacer,
      machine,
      closedUntil: (now) => detours.closedUntil(name, now),
      look: (limit, except) => nextHeads(db, name, moment(), { limit, except }),
      nextRetry: () => nextRetry(name),
      defer: (heads) =>
        deferHeads(
          db,
          heads.map(({ id, until }) => ({ id, retryAt: instantFromMillis(until) })),
        ),
      mark: (ids) => markSending(db, name, moment(), { epoch, ids }),
      carry,
      onError,
      onTurn,
    })
    pumps.set(name, pump)
  }

  const quiet = async (): Promise<void> => {
    while (busy()) await new Promise<void>((resolve) => waiters.add(resolve))
  }

  return {
    wake,
    drained: async () => {
      wake()
      await quiet()
    },
    stop: async () => {
      told.stopped = true
      for (const pump of pumps.values()) pump.stop()
      await Promise.race([quiet(), machine.sleep(landingMs)])
      settling.end()
    },
  }
}

/** First act of a new holder, before anything is sent: what the one before was sending may or may not have arrived. */
export const settleInterrupted = async (db: Kysely<Database>, epoch: number): Promise<void> => {
  const rows = await interruptedSends(db, epoch)
  if (rows.length > 0)
    await settleAll(
      db,
      epoch,
      rows.map((message) => ({ id: message.id, settled: repeated(message, '发送时程序中断') })),
    )
}
