import { createHash, timingSafeEqual } from 'node:crypto'

import type { Api } from 'grammy'

import type { TelegramSettings } from '#src/config.ts'

import { createCollector } from './albums.ts'
import { insist, type Insisting } from './opening.ts'
import type { Me } from './receiving.ts'
import { allowedUpdates, readUpdate, type Update } from './update.ts'

export interface WebhookDeps extends Insisting {
  readonly api: Api
  readonly webhook: NonNullable<TelegramSettings['webhook']>
  /** Rejects when the updates could not be stored. */
  readonly take: (updates: readonly Update[], me: Me) => Promise<void>
}

export interface Webhook {
  /** Resolves when Telegram was told where to deliver, or the end has come. */
  readonly open: () => Promise<void>
  readonly hook: (request: Request) => Promise<Response>
}

const header = 'X-Telegram-Bot-Api-Secret-Token'
/** An update is a few kilobytes. */
const largestBody = 1024 * 1024

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** In a time that tells nothing of how much is right. */
const isSame = (given: string, expected: string): boolean => timingSafeEqual(digest(given), digest(expected))

/** Null: too large. */
const readBody = async (request: Request): Promise<string | null> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size > largestBody) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    // Not even JSON: the same as an update that does not fit.
    return undefined
  }
}

const answer = (status: number): Response => new Response(null, { status })

/** Receives what Telegram delivers. 200 only when it is stored; anything else, and Telegram comes again. */
export const createWebhook = (deps: WebhookDeps): Webhook => {
  const { api, webhook, take, log, life, standing, tuning, scrub } = deps
  let me: Me | null = null
  const collect = createCollector(life, tuning.albumMs, (updates) => take(updates, me!))

  const store = async (raw: unknown): Promise<Response> => {
    const read = readUpdate(raw)
    if (read.kind === 'unfit') {
      log.error({ update: read.id, where: read.where }, 'update not understood, dropped')
      return answer(200)
    }
    try {
      await collect(read.update)
      return answer(200)
    } catch (error) {
      log.error({ update: read.update.update_id, reason: scrub(String(error)) }, 'update not stored, it comes again')
      return answer(500)
    }
  }

  return {
    open: async () => {
      me = await insist(deps, () => api.raw.getMe())
      if (me === null) return
      const { url, secret } = webhook
      const told = await insist(deps, () =>
        api.raw.setWebhook({ url, secret_token: secret, allowed_updates: allowedUpdates }),
      )
      if (told !== null) standing.reached()
    },
    hook: async (request) => {
      if (!isSame(request.headers.get(header) ?? '', webhook.secret)) return answer(401)
      if (request.method !== 'POST') return answer(405)
      // Not yet, or no more: Telegram keeps it and comes again.
      if (me === null || life.ended()) return answer(503)
      const body = await readBody(request)
      return body === null ? answer(413) : store(parse(body))
    },
  }
}
