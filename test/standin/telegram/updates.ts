import { ApiError } from './api-error.ts'
import type { StandinClock } from './clock.ts'
import type { Fields } from './params.ts'

export interface Update {
  readonly id: number
  /** Updates of one key are delivered to a webhook one after the other. */
  readonly key: string
  readonly expiresAt: number
  readonly body: Fields
}

export interface Queue {
  /** By what the bot receives; not told: 0. */
  readonly push: (type: string, key: string, fields: unknown, lifeMs?: number) => number
  readonly pushRaw: (body: Fields) => number
  /** Without what has expired. */
  readonly waiting: () => readonly Update[]
  readonly last: () => number
  readonly drop: (which: (update: Update) => boolean, acknowledged: boolean) => void
  readonly allow: (types: readonly string[] | undefined) => void
  readonly allowed: () => readonly string[] | undefined
  readonly handOut: (update: Update) => void
  readonly handedOut: (id: number) => number
  readonly acknowledged: (id: number) => Promise<void>
  readonly jumpTo: (id: number) => void
  /** Called when something was pushed. */
  readonly onPush: (listener: () => void) => void
}

/** Types that are told only when asked for by name. */
const unasked = new Set(['chat_member', 'message_reaction', 'message_reaction_count'])

export const messageLife = 24 * 3_600_000
export const pressLife = 150_000

export const createQueue = (clock: StandinClock, changed: () => void): Queue => {
  let queue: Update[] = []
  let nextId = 600_000_001
  let wanted: readonly string[] | undefined
  const fates = new Map<number, PromiseWithResolvers<void>>()
  const handed = new Map<number, number>()
  const listeners: (() => void)[] = []

  const fate = (id: number): PromiseWithResolvers<void> => {
    const known = fates.get(id)
    if (known) return known
    const made = Promise.withResolvers<void>()
    made.promise.catch(() => {}) // told to whoever waits for it; nobody need
    fates.set(id, made)
    return made
  }

  const drop: Queue['drop'] = (which, acknowledged) => {
    const gone = queue.filter(which)
    if (gone.length === 0) return
    queue = queue.filter((update) => !which(update))
    for (const { id } of gone) {
      if (acknowledged) fate(id).resolve()
      else fate(id).reject(new Error(`update ${id} was dropped unheard`))
    }
    changed()
  }

  const add = (update: Update): number => {
    fates.delete(update.id)
    fate(update.id)
    queue.push(update)
    for (const listener of listeners) listener()
    changed()
    return update.id
  }

  return {
    push: (type, key, fields, lifeMs = messageLife) => {
      if (wanted ? !wanted.includes(type) : unasked.has(type)) return 0
      const id = nextId++
      return add({ id, key, expiresAt: clock.now() + lifeMs, body: { update_id: id, [type]: fields } })
    },
    pushRaw: (body) => {
      const own = body['update_id']
      const id = typeof own === 'number' ? own : nextId++
      return add({ id, key: 'raw', expiresAt: clock.now() + messageLife, body: { update_id: id, ...body } })
    },
    waiting: () => {
      const now = clock.now()
      if (queue.some(({ expiresAt }) => expiresAt <= now)) drop(({ expiresAt }) => expiresAt <= now, false)
      return queue
    },
    last: () => nextId - 1,
    drop,
    allow: (types) => {
      if (types !== undefined) wanted = types.length === 0 ? undefined : types
    },
    allowed: () => wanted,
    handOut: ({ id }) => void handed.set(id, (handed.get(id) ?? 0) + 1),
    handedOut: (id) => handed.get(id) ?? 0,
    acknowledged: (id) =>
      fates.get(id)?.promise ?? Promise.reject(new Error(`there was no update ${id}: the bot was not told`)),
    jumpTo: (id) => {
      if (!Number.isInteger(id) || id < 1) throw new ApiError(500, 'update ids are positive integers')
      nextId = id
    },
    onPush: (listener) => void listeners.push(listener),
  }
}
