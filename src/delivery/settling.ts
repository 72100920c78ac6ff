import type { Kysely } from 'kysely'

import type { Database } from '#db/schema.ts'
import { type Settled, settleAll } from '#db/sending.ts'
import type { Machine } from '#src/domain/machine.ts'

export interface SettlingDeps {
  readonly db: Kysely<Database>
  readonly epoch: number
  readonly machine: Machine
  readonly onError: (error: unknown) => void
}

/** Writes down what came of sends. While the database is away it keeps trying: what has left must not leave again. */
export interface Settling {
  /** Resolves when it is written, or given up at the end; what is settled at the same time is one statement. */
  readonly settle: (id: number, settled: Settled) => Promise<void>
  /** The same for what needs a transaction of its own. */
  readonly persist: (write: () => Promise<void>) => Promise<void>
  /** Nothing is tried again: what is not written is found as being sent by the next start. */
  readonly end: () => void
}

const retryMs = 1000

export const createSettling = ({ db, epoch, machine, onError }: SettlingDeps): Settling => {
  const at = { ended: false, writing: false }
  let waiting: { readonly id: number; readonly settled: Settled; readonly done: () => void }[] = []

  const persist = async (write: () => Promise<void>): Promise<void> => {
    while (!at.ended) {
      try {
        return await write()
      } catch (error) {
        onError(error)
        await machine.sleep(retryMs)
      }
    }
  }

  const flush = async (): Promise<void> => {
    if (at.writing) return
    at.writing = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      await persist(() => settleAll(db, epoch, batch))
      for (const { done } of batch) done()
    }
    at.writing = false
  }

  return {
    settle: (id, settled) =>
      new Promise((done) => {
        waiting.push({ id, settled, done })
        // Together with what else settles in this turn of the event loop.
        setImmediate(() => void flush())
      }),
    persist,
    end: () => {
      at.ended = true
    },
  }
}
