import pg from 'pg'

import { connection, type Target } from './index.ts'

/**
 * Calls `onNotify` with the payload of each NOTIFY on a channel, on a connection of its own. Resolves when it listens;
 * rejects when the first connection fails. A lost connection is made again by itself, and `onNotify('')` is called
 * then, since something may have been missed.
 */
export const listen = async (
  target: Target,
  channel: string,
  onNotify: (payload: string) => void,
): Promise<() => Promise<void>> => {
  let stopped = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client(connection(target))
    let lost = false
    const onLost = (): void => {
      if (lost) return
      lost = true
      if (client !== fresh) return // it never listened: whoever connected tries again
      client = undefined
      retry(200)
    }
    fresh.on('error', onLost)
    fresh.on('end', onLost)
    fresh.on('notification', ({ payload }) => onNotify(payload ?? ''))
    try {
      await fresh.connect()
      await fresh.query(`listen ${pg.escapeIdentifier(channel)}`)
    } catch (error) {
      await fresh.end().catch(() => {})
      throw error
    }
    if (stopped) await fresh.end()
    else if (lost) throw new Error('connection lost')
    else client = fresh
  }

  const retry = (after: number): void => {
    if (stopped) return
    timer = setTimeout(() => {
      connect().then(
        () => onNotify(''),
        () => retry(Math.min(after * 2, 5000)),
      )
    }, after)
  }

  await connect()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await client?.end()
  }
}
