import type { Api } from 'grammy'

import { countOpen, gather } from './albums.ts'
import { attempt } from './faults.ts'
import { insist, type Insisting, noteTrouble } from './opening.ts'
import type { Me } from './receiving.ts'
import { backOff } from './troubles.ts'
import { allowedUpdates, readUpdate, type Update } from './update.ts'

export interface PollingDeps extends Insisting {
  readonly api: Api
  /** Rejects when the updates could not be stored. */
  readonly take: (updates: readonly Update[], me: Me) => Promise<void>
}

/** A fault so odd that the loop itself stumbles must not end it. */
const stumbleMs = 5000

/**
 * Receives by long polling until the end of life. An update is acknowledged by the next poll's offset, so only after
 * it was stored; the offset itself is stored nowhere, since Telegram holds the position.
 */
export const pollUpdates = async (deps: PollingDeps): Promise<void> => {
  const { api, take, log, life, standing, tuning, scrub } = deps
  let offset = 0
  let counted: ReadonlyMap<string, number> = new Map()
  // Stored, but behind an update that is not: not yet acknowledged, and not to be stored again.
  const stored = new Set<number>()
  let pollFailures = 0
  // Until a poll has succeeded they do not wait for updates: whether Telegram is reached is known at once.
  let isReached = false
  let storeFailures = 0

  const poll = (): Promise<readonly unknown[]> =>
    api.raw.getUpdates(
      { offset, limit: 100, timeout: isReached ? tuning.pollSeconds : 0, allowed_updates: allowedUpdates },
      // The library knows the signal of an older polyfill, and uses what the platform's has too.
      life.signal as unknown as Parameters<Api['raw']['getUpdates']>[1],
    )

  const readBatch = (raw: readonly unknown[]): { readonly batch: Update[]; readonly ids: number[] } => {
    const batch = new Map<number, Update>()
    const ids = new Set<number>()
    for (const one of raw) {
      const read = readUpdate(one)
      const id = read.kind === 'read' ? read.update.update_id : read.id
      if (id !== null) ids.add(id)
      if (read.kind === 'read') batch.set(read.update.update_id, read.update)
      else {
        log.error({ update: read.id, where: read.where }, 'update not understood, dropped')
        if (read.id !== null) stored.add(read.id)
      }
    }
    return {
      batch: [...batch.values()].toSorted((a, b) => a.update_id - b.update_id),
      ids: [...ids].toSorted((a, b) => a - b),
    }
  }

  /** Stores what is complete, in order. Returns the pause before the next poll. */
  const takeBatch = async (raw: readonly unknown[], me: Me): Promise<number> => {
    const { batch, ids } = readBatch(raw)
    const units = gather(batch, counted)
    counted = countOpen(units, counted)
    let pauseMs = counted.size > 0 ? tuning.albumMs : 0
    for (const { updates, whole } of units) {
      if (whole !== null || updates.every((one) => stored.has(one.update_id))) continue
      if (life.ended()) break
      try {
        await take(updates, me)
        storeFailures = 0
      } catch (error) {
        storeFailures++
        log.error({ update: updates[0]!.update_id, reason: scrub(String(error)) }, 'update not stored, trying again')
        standing.failed('收到的 Telegram 消息存不下来,正在重试')
        pauseMs = backOff(storeFailures, tuning)
        break
      }
      for (const one of updates) stored.add(one.update_id)
    }
    for (const id of ids) {
      if (!stored.delete(id)) break
      offset = id + 1
    }
    // A batch in which nothing has an id could not be acknowledged: it would come again at once, for ever.
    if (raw.length > 0 && ids.length === 0) return stumbleMs
    if (raw.length === 0) stored.clear()
    return pauseMs
  }

  const round = async (me: Me): Promise<number | null> => {
    const called = await attempt(poll, scrub)
    if (life.ended()) return null
    isReached = called.ok
    if (called.ok) {
      pollFailures = 0
      standing.reached()
      return takeBatch(called.value, me)
    }
    const { fault } = called
    const trouble = noteTrouble(deps, fault, ++pollFailures)
    if (trouble.lost) return null
    // Somebody set a webhook since: while one is set, polling never works.
    if (fault.kind === 'told' && /webhook/i.test(fault.description)) {
      await life.rest(trouble.pauseMs)
      await insist(deps, () => api.raw.deleteWebhook({}))
      return 0
    }
    return trouble.pauseMs
  }

  const me = await insist(deps, () => api.raw.getMe())
  if (me === null || (await insist(deps, () => api.raw.deleteWebhook({}))) === null) return
  while (!life.ended()) {
    const pauseMs = await round(me).catch((error: unknown) => {
      log.error({ reason: scrub(String(error)) }, 'polling stumbled')
      return stumbleMs
    })
    if (pauseMs === null) return
    if (pauseMs > 0) await life.rest(pauseMs)
  }
}
