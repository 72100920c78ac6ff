import { Hono } from 'hono'
import type { Kysely } from 'kysely'

import { leaseHolder } from '#db/lease.ts'
import { messagesByFinalState, oldestUnsent, otherCounts, queueDepths } from '#db/queue.ts'
import type { Database } from '#db/schema.ts'
import { type Instant, millisOf } from '#src/domain/instant.ts'
import { version } from '#src/domain/version.ts'

import type { HealthDeps } from './health.ts'
import { type Metric, prometheusText, type Sample } from './prometheus.ts'

export interface MetricsDeps extends HealthDeps {
  /** Business time. Without it no age is told. */
  readonly now?: () => Instant
}

const gauge = (name: string, help: string, ...samples: readonly Sample[]): Metric => ({
  name: `duban_${name}`,
  type: 'gauge',
  help,
  samples,
})
const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name: `duban_${name}_total`,
  type: 'counter',
  help,
  samples,
})

const ageOf = async (db: Kysely<Database>, now: Instant | undefined): Promise<Metric[]> => {
  if (now === undefined) return []
  const since = await oldestUnsent(db, now)
  const value = since === null ? 0 : (millisOf(now) - millisOf(since)) / 1000
  return [gauge('queue_oldest_unsent_seconds', 'How long the oldest message that is due has waited', { value })]
}

const fromDatabase = async ({ db, now }: MetricsDeps): Promise<Metric[]> => {
  const depths = await queueDepths(db)
  const finals = await messagesByFinalState(db)
  const { runs, unhandled, recorded } = await otherCounts(db)
  const held = (await leaseHolder(db)) !== null
  return [
    gauge(
      'queue_messages',
      'Messages that are not out yet, by lane and state',
      ...depths.map(({ lane, state, messages }) => ({ labels: { lane, state }, value: messages })),
    ),
    ...(await ageOf(db, now?.())),
    counter(
      'messages',
      'Messages by the state they ended in',
      [...finals].map(([state, value]) => ({ labels: { state }, value })),
    ),
    counter(
      'runs',
      'Scheduled runs, by job and whether they were made or missed for good',
      runs.map(({ job, skipped, n }) => ({ labels: { job, result: skipped ? 'skipped' : 'done' }, value: n })),
    ),
    gauge('inbox_unhandled', 'Updates that are stored and not handled yet', { value: unhandled }),
    gauge('lease_held', 'Whether some process is the active one', { value: held ? 1 : 0 }),
    counter('record_rows', 'Rows of the append-only record', [{ value: recorded }]),
  ]
}

/** /metrics: how it stands, for Prometheus. Counts only: no name, no text. */
export const metricsRoutes = (deps: MetricsDeps): Hono => {
  const app = new Hono()
  app.get('/metrics', async (c) => {
    // A scrape must say that the database is away, not fail because of it.
    const metrics = await fromDatabase(deps).catch(() => null)
    const states = Object.entries(deps.channels?.() ?? {})
    const text = prometheusText([
      gauge('info', 'The version', { labels: { version }, value: 1 }),
      gauge('database_up', 'Whether the database answers', { value: metrics === null ? 0 : 1 }),
      ...(metrics ?? []),
      gauge(
        'channel_connected',
        'Whether a channel is connected',
        ...states.map(([channel, { connected }]) => ({ labels: { channel }, value: connected ? 1 : 0 })),
      ),
      {
        name: 'process_resident_memory_bytes',
        type: 'gauge',
        help: 'Resident memory of this process',
        samples: [{ value: process.memoryUsage().rss }],
      },
    ])
    return c.text(text, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
  })
  return app
}
