export interface Waiting {
  /** Something happened: the tests of those who wait are run, once for all that happens in one turn. */
  readonly changed: () => void
  readonly waitFor: (test: () => boolean, ms: number, what: () => string) => Promise<void>
  /** Also told of each change; returns how to stop it. */
  readonly listen: (listener: () => void) => () => void
}

export const createWaiting = (): Waiting => {
  const listeners = new Set<() => void>()
  let due = false
  return {
    changed: () => {
      if (due) return
      due = true
      setImmediate(() => {
        due = false
        for (const listener of listeners) listener()
      })
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    waitFor: (test, ms, what) =>
      new Promise((resolve, reject) => {
        const end = (): void => {
          listeners.delete(look)
          clearTimeout(timer)
        }
        const look = (): void => {
          try {
            if (!test()) return
            end()
            resolve()
          } catch (error) {
            end()
            reject(error)
          }
        }
        const timer = setTimeout(() => {
          end()
          reject(new Error(`not within ${ms} ms: ${test.toString()}\n${what()}`))
        }, ms)
        listeners.add(look)
        look()
      }),
  }
}
