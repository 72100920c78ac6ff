import { Hono } from 'hono'
import type { Kysely } from 'kysely'

import { leaseHolder } from '#db/lease.ts'
import type { Database } from '#db/schema.ts'
import type { ChannelStates } from '#src/domain/channel-state.ts'

export interface HealthDeps {
  readonly db: Kysely<Database>
  readonly channels?: () => ChannelStates
}

/** /healthz: the process is alive. /readyz: it can work, and if not, what is missing. */
export const healthRoutes = ({ db, channels }: HealthDeps): Hono => {
  const app = new Hono()

  app.get('/healthz', (c) => c.json({ alive: true }))

  app.get('/readyz', async (c) => {
    const { database, lease } = await leaseHolder(db).then(
      (holder) => ({ database: true, lease: holder }),
      () => ({ database: false, lease: null }),
    )
    const states = Object.entries(channels?.() ?? {})
    const connected = Object.fromEntries(states.map(([name, state]) => [name, state.connected]))
    const ready = database && lease !== null && states.every(([, state]) => state.connected)
    return c.json({ ready, database, lease, channels: connected }, ready ? 200 : 503)
  })

  return app
}
