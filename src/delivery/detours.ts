import type { Kysely } from 'kysely'

import type { Database } from '#db/schema.ts'
import { detour } from '#db/stuck.ts'
import type { Channel } from '#src/channels/channel.ts'
import type { ChannelState } from '#src/domain/channel-state.ts'
import type { Instant } from '#src/domain/instant.ts'

import { patienceMs } from './outcome.ts'

export interface DetourDeps {
  readonly db: Kysely<Database>
  readonly epoch: number
  readonly channels: ReadonlyMap<string, Channel>
  readonly business: () => Instant
  /** False: the lease is lost, or it is stopped. */
  readonly active: () => boolean
  /** Machine time until which each platform asked to be left alone, as of before a restart. */
  readonly paused: ReadonlyMap<string, number>
  readonly onMoved: (causes: readonly string[], rows: number) => void
  readonly onError: (error: unknown) => void
}

/** Which channels can send now; and the ways round those that cannot. */
export interface Detours {
  readonly closedUntil: (name: string, now: number) => number | null
  readonly usable: (name: string) => boolean
  /** The platform wants the whole bot left alone until then. */
  readonly pause: (name: string, until: number, now: number) => void
  /** Something got through. */
  readonly passed: (name: string) => void
  /** Looks how the channels stand, and begins what has become due. */
  readonly tend: (now: number) => void
  /** Rows may have come: they are looked at anew. */
  readonly again: () => void
  /** Rows of channels that are not configured. */
  readonly strays: (names: readonly string[]) => Promise<void>
  readonly busy: () => boolean
}

/** How often a channel that is down is looked at; what comes back is woken. */
const pollMs = 2500
const againMs = 30_000

export const createDetours = (deps: DetourDeps): Detours => {
  const { db, epoch, channels } = deps
  const pauses = new Map(deps.paused)
  const stuckSince = new Map<string, number>()
  /** Since when one pause has followed the other, nothing getting through between them. */
  const pausedSince = new Map<string, number>()
  const lookedAt = new Map<string, number>()
  let running: Promise<void> | undefined

  const stateOf = (name: string): ChannelState => channels.get(name)?.state?.() ?? { connected: true }
  const usable = (name: string): boolean => channels.has(name) && stateOf(name).lost !== true
  const closedUntil = (name: string, now: number): number | null => {
    if (!deps.active()) return Infinity
    const until = pauses.get(name) ?? 0
    if (until > now) return until
    const { connected, lost } = stateOf(name)
    return connected && lost !== true ? null : now + pollMs
  }
  const names = (will: (name: string) => boolean): string[] => [...channels.keys()].filter(will)

  /** Cut off or paused for minutes: whoever has another account is told there. */
  const isOverdue = (name: string, now: number): boolean => {
    if (closedUntil(name, now) === null) return false
    const until = pauses.get(name) ?? 0
    const since = Math.min(stuckSince.get(name) ?? now, until > now ? (pausedSince.get(name) ?? now) : now)
    return !usable(name) || now - since > patienceMs || until - now > patienceMs
  }

  const move = async (from: readonly string[], to: readonly string[], reason: string, giveUp: boolean) => {
    const { moved, given } = await detour(db, { from, to, business: deps.business(), reason, giveUp, epoch })
    deps.onMoved(given, moved.length)
  }

  const round = async (name: string, now: number): Promise<void> => {
    const { trouble = (pauses.get(name) ?? 0) > now ? '平台限制发送频率' : '断线' } = stateOf(name)
    const lost = !usable(name)
    const to = names((other) => other !== name && (lost ? usable(other) : closedUntil(other, now) === null))
    if (lost || to.length > 0) await move([name], to, `${name}:${trouble}`, lost)
  }

  return {
    closedUntil,
    usable,
    pause: (name, until, now) => {
      const before = pauses.get(name) ?? 0
      // After a long rest it is another trouble.
      if (!pausedSince.has(name) || now - before > patienceMs) pausedSince.set(name, now)
      pauses.set(name, Math.max(until, before))
    },
    passed: (name) => void pausedSince.delete(name),
    tend: (now) => {
      if (!deps.active()) return
      for (const name of channels.keys()) {
        if (closedUntil(name, now) === null) stuckSince.delete(name)
        else if (!stuckSince.has(name)) stuckSince.set(name, now)
        if (running !== undefined || !isOverdue(name, now)) continue
        if (now - (lookedAt.get(name) ?? -Infinity) < againMs) continue
        lookedAt.set(name, now)
        running = round(name, now)
          .catch(deps.onError)
          .finally(() => {
            running = undefined
            deps.onMoved([], 0)
          })
      }
    },
    again: () => lookedAt.clear(),
    strays: (stray) =>
      move(
        stray,
        names((name) => usable(name)),
        `没有接入 ${stray.join('、')}`,
        true,
      ),
    busy: () => running !== undefined,
  }
}
