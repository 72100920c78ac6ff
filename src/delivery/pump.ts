import type { Claimed, Head } from '#db/sending.ts'
import type { Limits } from '#src/channels/channel.ts'
import type { Machine } from '#src/domain/machine.ts'

import { type Pacer, slackMs } from './pacing.ts'

/** How a message tells the pace what became of its turn. */
export interface Turn {
  /** The platform has answered. */
  readonly ended: () => void
  /** Nothing was sent. */
  readonly unused: () => void
}

export interface PumpDeps {
  readonly limits: Limits
  readonly pacer: Pacer
  readonly machine: Machine
  /** Null: it may send. Otherwise when to look again, machine time; Infinity: not by itself. */
  readonly closedUntil: (now: number) => number | null
  readonly look: (limit: number, except: readonly number[]) => Promise<readonly Head[]>
  /** When the first of this channel's rows that wait is to be tried; machine time, Infinity: none waits. */
  readonly nextRetry: () => Promise<number>
  readonly defer: (heads: readonly { readonly id: number; readonly until: number }[]) => Promise<void>
  /** Marks rows as being sent; those that are to go out no more are left out. */
  readonly mark: (ids: readonly number[]) => Promise<readonly Claimed[]>
  /** Sends one and records what came of it; never rejects. */
  readonly carry: (message: Claimed, turn: Turn) => Promise<void>
  readonly onError: (error: unknown) => void
  /** Something has changed: it may be quiet now. */
  readonly onTurn: () => void
}

export interface Pump {
  /** Something may be due: looked at as soon as possible. */
  readonly wake: () => void
  /** Nothing is being sent, and nothing will be within the next two seconds. */
  readonly quiet: () => boolean
  readonly flying: () => number
  /** Nothing more begins. */
  readonly stop: () => void
}

const clamp = (least: number, value: number, most: number): number => Math.max(least, Math.min(most, Math.ceil(value)))

/** A chat that is free within this time keeps its place in the line; another one waits in the database. */
const patienceMs = 250
/** What is due within this time is worth waiting for. */
const soonMs = 2000
const afterErrorMs = 1000
/** No sleep is longer: each may outlive what it was for. */
const longestSleepMs = 30_000
/** Answers find a place when slow sends have taken all others. */
const sparePlaces = 4
const answerLane = 0
const isAnswer = ({ lane }: Head): boolean => lane === answerLane

/**
 * Brings one channel's messages out: a line of heads from the database, taken in lane order at the pace of bot and chat,
 * so many at a time as the rate needs. The line is memory only; a row is marked in the moment before it is sent.
 */
export const createPump = (deps: PumpDeps): Pump => {
  const { pacer, machine } = deps
  const { perSecond } = deps.limits
  const ahead = clamp(16, perSecond * 2, 256)
  const places = clamp(8, perSecond, 64)
  // What a slow statement holds up leaves all at once: no more of it than lateness is made good.
  const held = clamp(2, (perSecond * slackMs) / 1000, places)
  const flying = new Set<number>()
  /** Of these: what has its turn and is not marked yet, and since when. */
  const begun = new Map<Head, number>()
  let line: Head[] = []
  const at = {
    stopped: false,
    woken: false,
    more: false,
    looking: false,
    marking: false,
    failedUntil: 0,
    retry: Infinity,
  }
  let alarm = Infinity

  /** One sleep at a time matters, the earliest; a later one is asked for again at the turn it brings. */
  const turnAt = async (when: number, now: number): Promise<void> => {
    if (when >= alarm || when === Infinity) return
    alarm = when
    await machine.sleep(Math.min(longestSleepMs, Math.max(1, Math.ceil(when - now))))
    if (alarm !== when) return
    alarm = Infinity
    turn()
  }

  const carry = async (message: Claimed, began: number): Promise<void> => {
    await deps.carry(message, {
      ended: () => pacer.end(message.chat, began, machine.now()),
      unused: () => pacer.giveBack(message.chat, began),
    })
    flying.delete(message.id)
    // The next of its chat is the head now.
    at.more = true
    turn()
  }

  /** Marks what has got its turn, all of it in one statement, and lets it go. */
  const launch = async (): Promise<void> => {
    if (at.marking || begun.size === 0) return
    at.marking = true
    // Together with what else gets its turn in this turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve))
    const heads = [...begun]
    begun.clear()
    let marked: readonly Claimed[] = []
    try {
      marked = await deps.mark(heads.map(([{ id }]) => id))
    } catch (error) {
      fail(error)
    }
    at.marking = false
    const going = new Map(marked.map((message) => [message.id, message]))
    for (const [{ id, chat }, began] of heads) {
      const message = going.get(id)
      if (message !== undefined) {
        void carry(message, began)
        continue
      }
      flying.delete(id)
      pacer.giveBack(chat, began)
      at.more = true
    }
    void launch()
    turn()
  }

  /** The database is away: again in a second. */
  const fail = (error: unknown): void => {
    at.failedUntil = machine.now() + afterErrorMs
    deps.onError(error)
  }

  const freeAt = (head: Head): number => Math.max(pacer.botFree(isAnswer(head)), pacer.chatFree(head.chat))

  const start = (now: number): void => {
    const before = line.length
    line = line.filter(({ chat }) => pacer.chatFree(chat) <= now + patienceMs)
    at.more ||= line.length < before
    while (begun.size < held) {
      const next = line.findIndex(
        (head) => flying.size < places + (isAnswer(head) ? sparePlaces : 0) && freeAt(head) <= now,
      )
      if (next < 0) break
      const [head] = line.splice(next, 1) as [Head]
      pacer.begin(head.chat, now)
      flying.add(head.id)
      begun.set(head, now)
    }
    void launch()
  }

  const look = async (): Promise<void> => {
    const limit = at.woken ? Math.max(16, ahead - line.length) : ahead - line.length
    Object.assign(at, { looking: true, woken: false, more: false })
    try {
      const found = await deps.look(limit, [...line.map(({ id }) => id), ...flying])
      const now = machine.now()
      const free = (head: Head): number => pacer.chatFree(head.chat)
      const full = found.filter((head) => free(head) > now + patienceMs)
      if (full.length > 0) await deps.defer(full.map((head) => ({ id: head.id, until: free(head) })))
      const joined = [...line, ...found.filter((head) => !full.includes(head))]
      joined.sort((a, b) => a.lane - b.lane || a.id - b.id)
      line = joined.slice(0, ahead)
      if (found.length === limit || joined.length > ahead) {
        at.more = true
        // More of what overtakes what stands here may be there.
        at.woken ||= found.length === limit && found.at(-1)!.lane < (line.at(-1)?.lane ?? 0)
      } else at.retry = await deps.nextRetry()
    } catch (error) {
      at.more = true
      fail(error)
    }
    at.looking = false
    turn()
  }

  const turn = (): void => {
    if (at.stopped) return deps.onTurn()
    const now = machine.now()
    if (now >= at.retry) Object.assign(at, { retry: Infinity, more: true })
    const closed = deps.closedUntil(now)
    if (closed !== null) {
      line = []
      at.more = true
      void turnAt(closed, now)
      return deps.onTurn()
    }
    start(now)
    const wanted = at.woken || (at.more && line.length <= ahead / 2)
    if (wanted && !at.looking && now >= at.failedUntil) void look()
    if (wanted && now < at.failedUntil) void turnAt(at.failedUntil, now)
    if (line.length > 0 && flying.size < places && begun.size < held)
      void turnAt(Math.max(now + 1, Math.min(...line.map(freeAt))), now)
    void turnAt(at.retry, now)
    deps.onTurn()
  }

  return {
    wake: () => {
      at.woken = true
      turn()
    },
    quiet: () => {
      if (flying.size > 0 || at.looking) return false
      const now = machine.now()
      if (at.stopped || deps.closedUntil(now) !== null || now < at.failedUntil) return true
      return !at.woken && !at.more && line.length === 0 && at.retry > now + soonMs
    },
    flying: () => flying.size,
    stop: () => {
      at.stopped = true
      line = []
      deps.onTurn()
    },
  }
}
