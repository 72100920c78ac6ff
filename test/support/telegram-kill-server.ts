/**
 * A whole duban on a folder, with Telegram as it is configured; told on the command line: folder, address and token of a
 * Bot API server. Lines of JSON on standard input: `{"seed": {unit: chat}}` publishes the sample, gives the units'
 * liaisons these chats and prints the numbers each may report on; `{"rest": true}` is answered when all is handled and out.
 */
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'

import { pino } from 'pino'

import { readConfig } from '#src/config.ts'
import { startCore } from '#src/core.ts'

const [dir = '', root = '', token = ''] = process.argv.slice(2)
const office = '县政府督查室:officer'

const settings = {
  DATA_DIR: dir,
  TRIAL: '1',
  CLOCK: '2021-06-04T09:00',
  TELEGRAM_BOT_TOKEN: token,
  TELEGRAM_API_ROOT: root,
}
const core = await startCore(readConfig(settings), {
  log: pino({ level: 'silent' }),
  say: () => {},
  onLeaseLost: () => process.exit(1),
})
const { app, db } = core

const seed = async (chats: Readonly<Record<string, number>>): Promise<Record<string, number[]>> => {
  for (const text of ['答 1 是', '发布 891']) {
    await core.local!.post({ chat: office, text })
    await app.idle()
  }
  for (const [unit, chat] of Object.entries(chats))
    await db
      .updateTable('address')
      .set({ channel: 'telegram', id: String(chat) })
      .where('channel', '=', 'local')
      .where('id', '=', unit)
      .execute()
  // No accounts: they are reported box by box.
  const own = await db
    .selectFrom('assignment')
    .innerJoin('unit', 'unit.id', 'assignment.unit_id')
    .innerJoin('item', 'item.id', 'assignment.item_id')
    .where('item.kind', '!=', 'account')
    .where('unit.name', 'in', Object.keys(chats))
    .select(['unit.name as unit', 'assignment.number'])
    .orderBy('assignment.number')
    .execute()
  const numbers: Record<string, number[]> = {}
  for (const { unit, number } of own) (numbers[unit] ??= []).push(number)
  return numbers
}

/** What is neither handled nor settled. */
const unfinished = async (): Promise<number> => {
  const unheard = await db.selectFrom('inbox').where('handled_at', 'is', null).select('id').execute()
  const unsent = await db.selectFrom('message').where('state', 'in', ['queued', 'sending']).select('id').execute()
  return unheard.length + unsent.length
}

const rest = async (): Promise<number> => {
  // What was refused for later waits half a minute.
  for (let round = 0; round < 1000; round += 1) {
    await app.idle()
    if ((await unfinished()) === 0) break
    await setTimeout(100)
  }
  return unfinished()
}

console.log(JSON.stringify({ ready: true }))
for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line) as { seed?: Record<string, number>; rest?: true }
  if (told.seed !== undefined) console.log(JSON.stringify({ numbers: await seed(told.seed) }))
  if (told.rest === true) console.log(JSON.stringify({ rested: true, left: await rest(), ...process.memoryUsage() }))
}
