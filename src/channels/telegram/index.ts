import type { Channel, ChannelDeps, Incoming, Window } from '#src/channels/channel.ts'
import type { TelegramSettings } from '#src/config.ts'

import { openClients } from './api.ts'
import { createFetch } from './files.ts'
import { createIntake } from './intake.ts'
import { createLife } from './life.ts'
import { showMenu } from './menu.ts'
import type { Insisting } from './opening.ts'
import { pollUpdates } from './polling.ts'
import { createReplies } from './replies.ts'
import { createSender } from './sending.ts'
import { createStanding } from './standing.ts'
import { lostSaid } from './troubles.ts'
import { type Tuning, usualTuning } from './tuning.ts'
import { createWebhook, type Webhook } from './webhook.ts'

const groupWindows: readonly Window[] = [
  { most: 1, withinMs: 3000 },
  { most: 20, withinMs: 60_000 },
]
const privateWindows: readonly Window[] = [{ most: 1, withinMs: 1000 }]

/** The Telegram channel: grammY as HTTP client and types, everything that must not be lost in our own hands. */
export const createTelegram = (settings: TelegramSettings, deps: ChannelDeps, tuned: Partial<Tuning> = {}): Channel => {
  const { log, machine } = deps
  const tuning = { ...usualTuning, ...tuned }
  const clients = openClients(settings, tuning)
  const { scrub, sender } = clients
  const life = createLife(machine)
  const standing = createStanding(deps, settings.webhook === null ? tuning.silentMs : null)
  const replies = createReplies()
  const insisting: Insisting = { log, life, standing, tuning, scrub }
  const send = createSender({ clients, log, life, replies, onLost: () => standing.lose(lostSaid) })
  const fetch = createFetch({
    clients,
    life,
    apiRoot: settings.apiRoot,
    token: settings.token,
    timeoutMs: tuning.fileTimeoutSeconds * 1000,
  })
  // All that stop() waits for.
  const underWay = new Set<Promise<unknown>>()
  let webhook: Webhook | undefined
  let isStarted = false

  const track = <Work extends Promise<unknown>>(work: Work): Work => {
    underWay.add(work)
    // Its failure is its caller's; here it only ends.
    const end = (): void => void underWay.delete(work)
    work.then(end, end)
    return work
  }

  const start = async (receive: (incoming: Incoming) => Promise<void>): Promise<void> => {
    const take = createIntake({
      log,
      standing,
      replies,
      api: sender,
      scrub,
      receive,
      track: (work) => void track(work),
    })
    isStarted = true
    // Not awaited to its end: a Telegram that cannot be reached now must not keep the house from starting.
    if (settings.webhook === null) void track(pollUpdates({ ...insisting, api: clients.poller, take }))
    else {
      webhook = createWebhook({ ...insisting, api: sender, webhook: settings.webhook, take })
      void track(webhook.open())
    }
    await Promise.race([standing.known, machine.sleep(tuning.startMs)])
  }

  const hook = async (request: Request): Promise<Response> =>
    webhook === undefined ? new Response(null, { status: 503 }) : track(webhook.hook(request))

  return {
    name: 'telegram',
    limits: { perSecond: 25, windows: (chat) => (chat.startsWith('-') ? groupWindows : privateWindows) },
    state: standing.state,
    start,
    send: async (to, message, options) => {
      if (!isStarted || life.ended()) return { kind: 'refused', retry: 'later', reason: 'Telegram 通道没有启动' }
      if (standing.state().lost) return { kind: 'refused', retry: 'other-route', reason: 'Telegram 不认机器人的令牌' }
      return track(send(to, message, options))
    },
    fetch,
    ...(settings.webhook === null ? {} : { hook }),
    showMenu: async (scope, entries) => {
      if (life.ended()) throw new Error('stopped')
      await track(showMenu(sender, scrub, scope, entries))
    },
    stop: async () => {
      life.end()
      while (underWay.size > 0) await Promise.allSettled(underWay)
      clients.close()
    },
  }
}
