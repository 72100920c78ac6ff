import type { Kysely } from 'kysely'
import type { Logger } from 'pino'

import { lastMorning } from '#db/heartbeat.ts'
import type { Database } from '#db/schema.ts'
import { readSettings, writeSetting } from '#db/settings.ts'

export interface HeartbeatDeps {
  readonly db: Kysely<Database>
  /** Whom to tell; null: nobody. */
  readonly url: string | null
  readonly log: Logger
  /** How long an answer is waited for. */
  readonly patienceMs?: number
}

/** After a failure so many calls pass before the next try: a watcher that is down need not fill the log. */
const restAfterFailure = 11

/**
 * Tells a watcher outside, by one GET, that a morning's run is out to the last message; its silence is the alarm. Called
 * often; does something once a run. Never throws and keeps nothing waiting. A call that failed is tried again.
 */
export const createHeartbeat = ({ db, url, log, patienceMs = 5000 }: HeartbeatDeps): (() => Promise<void>) => {
  let beating: Promise<void> | undefined
  let resting = 0
  const beat = async (to: string): Promise<void> => {
    const morning = await lastMorning(db)
    if (morning === null || !morning.settled) return
    const { heartbeatSlot } = await readSettings(db)
    if (heartbeatSlot !== undefined && heartbeatSlot >= morning.slot) return
    const response = await fetch(to, { signal: AbortSignal.timeout(patienceMs) })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`answered ${response.status}`)
    await writeSetting(db, 'heartbeatSlot', morning.slot)
    log.info({ slot: morning.slot }, 'heartbeat')
  }
  return async () => {
    if (url === null || resting-- > 0) return
    resting = 0
    beating ??= beat(url)
      .catch((error: unknown) => {
        resting = restAfterFailure
        log.warn({ err: error }, 'heartbeat failed, tried again later')
      })
      .finally(() => (beating = undefined))
    await beating
  }
}
