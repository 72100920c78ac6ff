import type { Logger } from 'pino'

import type { TelegramSettings } from '#src/config.ts'
import type { Machine } from '#src/domain/machine.ts'

import { type Clients, openClients } from './api.ts'
import { openUrl } from './download.ts'
import { attempt, faultText } from './faults.ts'
import { type Tuning, usualTuning } from './tuning.ts'

export interface ProbedWebhook {
  /** '' is none: long polling. */
  readonly url: string
  readonly pending: number
  /** The last delivery that failed: Telegram's words, and when, in milliseconds since 1970. */
  readonly lastError: { readonly at: number; readonly said: string } | null
}

/** What `duban doctor` learns of the bot. Every text is free of secrets. */
export type TelegramProbe =
  /** The API root does not answer. */
  | { readonly kind: 'unreachable'; readonly apiRoot: string; readonly reason: string }
  /** It answers, and does not know the bot: 401 a wrong token, 404 a wrong token or root. */
  | {
      readonly kind: 'refused'
      readonly apiRoot: string
      readonly code: number
      readonly reason: string
      readonly skewMs: number | null
    }
  | {
      readonly kind: 'works'
      readonly apiRoot: string
      readonly bot: { readonly id: number; readonly username: string; readonly name: string }
      /** False: privacy mode, so that groups bring only what is addressed to the bot. */
      readonly readsAllGroupMessages: boolean
      /** Null: Telegram did not tell. */
      readonly webhook: ProbedWebhook | null
      /** Machine time less Telegram's, to about a second; null: not told. */
      readonly skewMs: number | null
    }

export interface ProbeDeps {
  readonly machine: Machine
  readonly log: Logger
}

/** By the Date header, which counts whole seconds: half a second is added. */
const measureSkew = async (
  { agent, scrub }: Clients,
  { apiRoot }: TelegramSettings,
  machine: Machine,
  timeoutMs: number,
) =>
  attempt(async () => {
    const before = machine.now()
    const response = await openUrl(`${apiRoot}/`, agent, AbortSignal.timeout(timeoutMs))
    response.resume()
    const told = Date.parse(response.headers.date ?? '')
    return Number.isNaN(told) ? null : Math.round((before + machine.now()) / 2 - (told + 500))
  }, scrub)

const probeWebhook = async ({ sender, scrub }: Clients): Promise<ProbedWebhook | null> => {
  const called = await attempt(() => sender.raw.getWebhookInfo(), scrub)
  if (!called.ok) return null
  const { url = '', pending_update_count: pending, last_error_date: at, last_error_message: said = '' } = called.value
  return { url, pending, lastError: at === undefined ? null : { at: at * 1000, said: scrub(said) } }
}

const probe = async (
  clients: Clients,
  settings: TelegramSettings,
  machine: Machine,
  timeoutMs: number,
): Promise<TelegramProbe> => {
  const { apiRoot } = settings
  const skew = await measureSkew(clients, settings, machine, timeoutMs)
  if (!skew.ok) return { kind: 'unreachable', apiRoot, reason: faultText(skew.fault) }
  const me = await attempt(() => clients.sender.raw.getMe(), clients.scrub)
  if (!me.ok) {
    const { fault } = me
    const reason = faultText(fault)
    return fault.kind === 'told'
      ? { kind: 'refused', apiRoot, code: fault.code, reason, skewMs: skew.value }
      : { kind: 'unreachable', apiRoot, reason }
  }
  const { id, username, first_name: name, can_read_all_group_messages: readsAllGroupMessages } = me.value
  return {
    kind: 'works',
    apiRoot,
    bot: { id, username, name },
    readsAllGroupMessages,
    webhook: await probeWebhook(clients),
    skewMs: skew.value,
  }
}

/** Asks Telegram how the bot stands. Sends nothing, takes nothing, never throws. */
export const probeTelegram = async (
  settings: TelegramSettings,
  { machine, log }: ProbeDeps,
  tuning: Partial<Tuning> = {},
): Promise<TelegramProbe> => {
  const { sendTimeoutSeconds, ...others } = { ...usualTuning, ...tuning }
  const clients = openClients(settings, { ...others, sendTimeoutSeconds })
  try {
    return await probe(clients, settings, machine, sendTimeoutSeconds * 1000)
  } catch (error) {
    const reason = clients.scrub(String(error))
    log.error({ reason }, 'telegram probe failed')
    return { kind: 'unreachable', apiRoot: settings.apiRoot, reason }
  } finally {
    clients.close()
  }
}
