import { type ApiError, badRequest } from '../api-error.ts'
import { flagOf, integerOf, listOf, textOf } from '../params.ts'
import { conflict } from '../polls.ts'
import type { Update } from '../updates.ts'
import type { World } from '../world.ts'
import type { Method } from './method.ts'

/** What the faults make of a batch. */
const spoil = (world: World, batch: readonly Update[]): readonly Update[] => {
  const repeated = world.again.splice(0)
  const whole = [...repeated, ...batch]
  if (whole.length === 0) return whole
  const deed = world.faults.pick('batch', 'getUpdates')
  if (deed?.kind === 'again') world.again.push(...whole)
  if (deed?.kind === 'shuffled') return world.random.shuffled(whole)
  if (deed?.kind !== 'twice') return whole
  const at = world.random.below(whole.length)
  return [...whole.slice(0, at + 1), whole[at]!, ...whole.slice(at + 1)]
}

export const getUpdates: Method = async ({ world, params, onGone }) => {
  const { polls, queue, webhook, again } = world
  if (webhook.hook())
    throw conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
  const limit = integerOf(params, 'limit') ?? 100
  queue.allow(listOf(params, 'allowed_updates'))
  const batch = await polls.poll(
    {
      offset: integerOf(params, 'offset') ?? 0,
      limit: limit >= 1 && limit <= 100 ? limit : 100,
      timeout: again.length > 0 ? 0 : Math.min(Math.max(integerOf(params, 'timeout') ?? 0, 0), 50),
    },
    onGone,
  )
  for (const update of batch) queue.handOut(update)
  return spoil(world, batch).map(({ body }) => body)
}

const isLoopback = (host: string): boolean => /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/.test(host)

const bad = (what: string): ApiError => badRequest(`bad webhook: ${what}`)

const forget = ({ queue }: World): void => queue.drop(() => true, false)

export const deleteWebhook: Method = ({ world, params }) => {
  world.webhook.set(undefined)
  if (flagOf(params, 'drop_pending_updates')) forget(world)
  return true
}

export const setWebhook: Method = (call) => {
  const { world, params } = call
  const address = textOf(params, 'url')
  if (address === '') return deleteWebhook(call)
  const url = URL.parse(address)
  if (!url || (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))))
    throw bad('An HTTPS URL must be provided for webhook')
  const secret = textOf(params, 'secret_token')
  if (!/^[\w-]{0,256}$/.test(secret)) throw bad('secret token contains unallowed characters')
  const most = integerOf(params, 'max_connections') ?? 40
  world.queue.allow(listOf(params, 'allowed_updates'))
  if (flagOf(params, 'drop_pending_updates')) forget(world)
  world.polls.end(conflict('terminated by setWebhook request'))
  world.webhook.set({
    url: address,
    secret: secret === '' ? undefined : secret,
    maxConnections: Math.min(Math.max(most, 1), 100),
  })
  return true
}

export const getWebhookInfo: Method = ({ world }) => {
  const { webhook, queue } = world
  const hook = webhook.hook()
  const error = webhook.lastError()
  const allowed = queue.allowed()
  return {
    url: hook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: queue.waiting().length,
    ...(hook && { max_connections: hook.maxConnections, ip_address: '127.0.0.1' }),
    ...(error && { last_error_date: Math.floor(error.at / 1000), last_error_message: error.text }),
    ...(allowed && { allowed_updates: allowed }),
  }
}
