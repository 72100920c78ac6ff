import type { StandinClock } from './clock.ts'
import type { Queue, Update } from './updates.ts'

export interface Hook {
  readonly url: string
  readonly secret: string | undefined
  readonly maxConnections: number
}

export interface Webhook {
  readonly hook: () => Hook | undefined
  readonly set: (hook: Hook | undefined) => void
  readonly lastError: () => { readonly at: number; readonly text: string } | undefined
  readonly stop: () => void
}

const answerWithin = 60_000
const longestPause = 60_000

/** Delivers by POST: in order for each key, again until it is taken or has expired. */
export const createWebhook = (queue: Queue, clock: StandinClock, changed: () => void): Webhook => {
  let hook: Hook | undefined
  let aborter = new AbortController()
  let error: { readonly at: number; readonly text: string } | undefined
  const busy = new Set<string>()
  const failures = new Map<string, number>()

  /** Null: taken. Otherwise what is wrong, and the pause that the receiver asked for in milliseconds. */
  const post = async ({ url, secret }: Hook, { body }: Update) => {
    const own = new AbortController()
    const forget = clock.after(answerWithin, () => own.abort())
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          ...(secret !== undefined && { 'x-telegram-bot-api-secret-token': secret }),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.any([own.signal, aborter.signal]),
      })
      await response.arrayBuffer()
      if (response.ok) return null
      const asked = Number(response.headers.get('retry-after'))
      const text = `Wrong response from the webhook: ${response.status} ${response.statusText}`
      return { text, pause: asked > 0 ? Math.min(asked, 3600) * 1000 : undefined }
    } catch {
      return { text: own.signal.aborted ? 'Read timeout expired' : 'Connection refused or closed', pause: undefined }
    } finally {
      forget()
    }
  }

  const deliver = async (to: Hook, update: Update): Promise<void> => {
    const { key } = update
    queue.handOut(update)
    const wrong = await post(to, update)
    if (hook !== to) return
    if (wrong === null) {
      failures.delete(key)
      busy.delete(key)
      queue.drop((one) => one === update, true)
      return look()
    }
    const failed = failures.get(key) ?? 0
    failures.set(key, failed + 1)
    error = { at: clock.now(), text: wrong.text }
    changed()
    // At once, then after 2, 4, 8 … seconds.
    const pause = wrong.pause ?? (failed === 0 ? 0 : Math.min(2 ** failed * 1000, longestPause))
    clock.after(pause, () => {
      if (hook !== to) return
      busy.delete(key)
      look()
    })
  }

  const look = (): void => {
    if (!hook) return
    for (const update of queue.waiting()) {
      if (busy.size >= hook.maxConnections) return
      if (busy.has(update.key)) continue
      busy.add(update.key)
      void deliver(hook, update)
    }
  }

  queue.onPush(look)

  const set = (next: Hook | undefined): void => {
    aborter.abort()
    aborter = new AbortController()
    busy.clear()
    failures.clear()
    hook = next
    error = undefined
    look()
  }

  return { hook: () => hook, set, lastError: () => error, stop: () => set(undefined) }
}
