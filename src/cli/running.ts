import { openDataDir } from '#db/embedded.ts'
import { readHolder } from '#db/embedded/lock.ts'
import { type OpenDatabase, openDatabase, type Target } from '#db/index.ts'
import { leaseHolder } from '#db/lease.ts'
import { listen } from '#db/listen.ts'
import { readSettings } from '#db/settings.ts'
import { readConfig } from '#src/config.ts'
import type { Instant } from '#src/domain/instant.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { createBell } from '#src/web/bell.ts'

import type { CliIo } from './command.ts'

/** The trial server that runs now, seen from beside it: they share the database. */
export interface RunningTrial {
  readonly db: OpenDatabase['db']
  /** The trial's virtual clock. */
  readonly now: () => Promise<Instant>
  /** Resolves with what `look` finds; looks again whenever the server has done something. Null: it never came. */
  readonly waitFor: <T>(look: () => Promise<T | null>, patienceMs: number) => Promise<T | null>
}

const notRunning = '没有正在运行的 duban。请先在另一个终端里启动:npm start'
const pollMs = 200

const findServer = async (io: CliIo): Promise<Target> => {
  const { dataDir, databaseUrl } = readConfig(io.env)
  if (databaseUrl !== null) return { url: databaseUrl }
  // Looked at first: opening a folder that nobody serves would start a database in it.
  if (!readHolder(dataDir)?.serves) throw new Refusal(`${notRunning}\n(找的是 DATA_DIR ${dataDir})`)
  const found = await openDataDir(dataDir, { wait: 20_000, onWait: io.err })
  if (found.kind === 'running') return { socket: found.socket }
  await found.stop()
  throw new Refusal(notRunning)
}

/** Calls `act` with the running trial and leaves no connection behind. Throws a Refusal when there is none. */
export const withRunningTrial = async <T>(io: CliIo, act: (trial: RunningTrial) => Promise<T>): Promise<T> => {
  const target = await findServer(io)
  const { db, close } = openDatabase(target, { max: 3 })
  let unlisten: (() => Promise<void>) | undefined
  try {
    const settings = await readSettings(db).catch(() => {
      throw new Refusal('连不上数据库,或者它还没有准备好。请稍等几秒再试。')
    })
    if (settings.mode !== 'trial') throw new Refusal('这个数据库不是试用的:say 和 clock 只用于试用。')
    if ((await leaseHolder(db)) === null) throw new Refusal(notRunning)
    const bell = createBell()
    unlisten = await listen(target, 'duban', bell.ring)
    return await act({
      db,
      now: async () => (await readSettings(db)).clock!,
      waitFor: async (look, patienceMs) => {
        const began = performance.now()
        for (;;) {
          const found = await look().catch((error: unknown) => {
            throw error instanceof Refusal ? error : new Refusal(`与服务器的连接断了:${String(error)}`)
          })
          if (found !== null) return found
          if (performance.now() - began > patienceMs) return null
          await bell.rung(pollMs)
        }
      },
    })
  } finally {
    await unlisten?.()
    await close()
  }
}
