import type { TelegramStandin } from './types.ts'
import type { World } from './world.ts'

/** waitFor: looks after every event, at most once a turn of the loop. */
export const waiting =
  ({ watch }: World): TelegramStandin['waitFor'] =>
  (test, ms = 10_000) =>
    new Promise((resolve, reject) => {
      let scheduled = false
      const end = (): void => {
        clearTimeout(timer)
        unwatch()
      }
      const look = (): void => {
        scheduled = false
        try {
          if (!test()) return
          end()
          resolve()
        } catch (error) {
          end()
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      }
      const unwatch = watch(() => {
        if (scheduled) return
        scheduled = true
        setImmediate(look)
      })
      const timer = setTimeout(() => {
        end()
        reject(new Error(`still not so after ${ms} ms: ${test.toString()}`))
      }, ms)
      look()
    })
