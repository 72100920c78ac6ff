/**
 * A whole duban on a folder, with one more channel that writes what it sends into a file: what stands there has left the
 * process, whatever the database says. Lines on standard input are said in the local chat; answers are printed.
 */
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'

import { pino } from 'pino'

import type { Channel } from '#src/channels/channel.ts'
import { readConfig } from '#src/config.ts'
import { startCore } from '#src/core.ts'
import { plain } from '#src/domain/message.ts'

const [dir = '', ledger = ''] = process.argv.slice(2)

const channel: Channel = {
  name: 'ledger',
  limits: { perSecond: 2000, windows: () => [] },
  start: async () => {},
  send: async (to, message, { key }) => {
    // A network takes its time on both sides of the moment that counts.
    await setTimeout(Math.random() * 8)
    appendFileSync(ledger, `${JSON.stringify({ to, key, text: plain(message) })}\n`)
    await setTimeout(Math.random() * 8)
    return { kind: 'sent', ref: key }
  },
  fetch: async () => ({ bytes: new Uint8Array() }),
  stop: async () => {},
}

const core = await startCore(readConfig({ DATA_DIR: dir, CLOCK: '2021-06-04T09:00' }), {
  log: pino({ level: 'silent' }),
  say: () => {},
  onLeaseLost: () => process.exit(1),
  channels: [channel],
})
core.local!.listen(null, ({ chat, message }) => {
  console.log(JSON.stringify({ chat, text: plain(message) }))
})
console.log('"ready"')
for await (const line of createInterface({ input: process.stdin })) {
  const said = JSON.parse(line) as { as?: string; text?: string; clock?: string; move?: boolean; idle?: boolean }
  if (said.move === true) {
    // Every liaison speaks in the local chat, and is told by the ledger from now on.
    const liaisons = await core.db
      .selectFrom('address')
      .where('id', 'not like', '%:%')
      .where('id', 'not in', ['leader', 'admin'])
      .select(['id', 'member_id'])
      .execute()
    await core.db
      .insertInto('address')
      .values(liaisons.map((row) => ({ ...row, channel: 'ledger', position: 0 })))
      .execute()
    console.log('"moved"')
  } else if (said.idle === true) {
    await core.app.idle()
    console.log('"idle"')
  } else if (said.clock !== undefined) {
    await core.app.advance(said.clock)
    console.log('"there"')
  } else await core.local!.post({ chat: said.as!, text: said.text! })
}
