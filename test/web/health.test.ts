import { expect, it } from 'vitest'

import { createWeb } from '#src/web/index.ts'

import { freshDatabase } from '../support/store.ts'
import { trialWeb } from '../support/web.ts'

it('is alive, and ready while somebody holds the lease', async () => {
  const { web } = await trialWeb()
  expect((await web.request('/healthz')).status).toBe(200)
  const ready = await web.request('/readyz')
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { ready: true, database: true, lease: 'test', channels: {} },
  ])
})

it('says what is missing', async () => {
  const { db, close } = await freshDatabase()
  const web = createWeb({
    db,
    local: null,
    advance: async () => '',
    channels: () => ({ telegram: { connected: false } }),
  })
  const idle = await web.request('/readyz')
  expect([idle.status, await idle.json()]).toEqual([
    503,
    { ready: false, database: true, lease: null, channels: { telegram: false } },
  ])
  await close()
  expect(await (await web.request('/readyz')).json()).toMatchObject({ ready: false, database: false })
})
