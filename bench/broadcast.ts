import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { openDataDir } from '#db/embedded.ts'
import { openDatabase } from '#db/index.ts'
import { migrate } from '#db/migrate.ts'

import { broadcastRun } from '../test/support/telegram-broadcast-run.ts'

/** 广播 全部 to 10,000 Telegram chats, 50 of which have blocked the bot; printed as a table. Times are the platform's but where real. */
const [chats = 10_000, blocked = 50] = process.argv.slice(2).map(Number)
const dir = mkdtempSync(join(tmpdir(), 'duban-broadcast-'))
const own = await openDataDir(dir)
if (own.kind === 'running') throw new Error('a new folder is in use')
const store = openDatabase({ socket: own.socket })
const began = performance.now()
const real = (): number => Math.round((performance.now() - began) / 1000)
try {
  await migrate(store.db)
  const figures = await broadcastRun(store, {
    chats,
    blocked,
    onProgress: (told) => console.log(`… ${real()} s: ${told} messages`),
  })
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`
  const ms = (some: readonly number[]): string => some.map((one) => Math.round(one)).join(' ')
  console.log(`${figures.preview}
${figures.confirmed}

broadcast to ${chats} chats, ${blocked} of them blocked: ${Math.round(figures.seconds)} s, really ${real()} s
planning it                              ${Math.round(figures.planningMs)} ms, really
handling another command beside that     ${Math.round(figures.besideMs)} ms, really
chats that have it once                  ${figures.once}, again ${figures.again.length}
messages a second                        ${figures.rate.toFixed(2)} of 25 (${((figures.rate / 25) * 100).toFixed(1)} %)
told to slow down (429)                  ${figures.tooFast}
shortest gap in a chat                   ${Math.round(figures.shortestGap)} ms
answers during it                        ${ms(figures.answerMs)} ms
        handled within                   ${ms(figures.handledMs)} ms, really
the office told of the blocked           ${figures.gone.length} times
rows by state                            ${JSON.stringify(figures.states)}
memory of bot and stand-in               ${megabytes(figures.memory.before)} before, ${megabytes(figures.memory.most)} at most

${figures.gone.join('\n---\n')}

${figures.callSheet.slice(0, 400)}`)
} finally {
  await store.close()
  await own.stop()
  rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}
