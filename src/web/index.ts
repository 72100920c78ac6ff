import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

import { chatRoutes } from './chat.ts'
import type { WebDeps } from './deps.ts'
import { healthRoutes } from './health.ts'
import { metricsRoutes } from './metrics.ts'

export type { WebDeps } from './deps.ts'

/** Everything duban answers over HTTP. */
export const createWeb = (deps: WebDeps): Hono => {
  const { local } = deps
  const app = new Hono()
  app.use(secureHeaders({ strictTransportSecurity: false, xFrameOptions: 'DENY' }))
  app.onError((error, c) => {
    deps.onError?.(error)
    return c.text('出错了,请稍后再试。', 500)
  })
  app.notFound((c) => c.text('没有这个页面。', 404))
  app.route('/', healthRoutes(deps))
  app.route('/', metricsRoutes(deps))
  for (const [name, hook] of deps.hooks ?? []) app.post(`/hook/${name}`, (c) => hook(c.req.raw))
  app.get('/', (c) => (local ? c.redirect('/chat') : c.text('督办机器人正在运行。')))
  if (local) app.route('/chat', chatRoutes({ ...deps, local }))
  return app
}
