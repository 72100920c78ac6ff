/**
 * A whole duban on a folder, whose WeCom is quicker than the real one may be. On the command line: the folder; address,
 * bot and secret of the gateway. A line `seed` on standard input makes two hundred units whose liaisons have WeCom
 * accounts, and an officer `zhao` of the supervision office; the liaisons' ids are printed.
 */
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

import { sql } from 'kysely'
import { pino } from 'pino'

import { addMembers } from '#db/members.ts'
import { addUnits, allUnits } from '#db/units.ts'
import { createWecom } from '#src/channels/wecom/index.ts'
import { readConfig } from '#src/config.ts'
import { machineTime, startCore } from '#src/core.ts'

const [dir = '', wsUrl = '', botId = '', secret = ''] = process.argv.slice(2)
const units = 200

const log = pino({ level: 'silent' })
const wecom = createWecom(
  { botId, secret, wsUrl, caFile: null, proxyUrl: null },
  { log, machine: { now: machineTime, sleep: (ms) => sleep(ms, undefined, { ref: false }) }, alarm: () => {} },
  { ackMs: 1000, reconnectMs: 50 },
)
const core = await startCore(readConfig({ DATA_DIR: dir, CLOCK: '2021-06-04T09:00' }), {
  log,
  say: () => {},
  onLeaseLost: () => process.exit(1),
  channels: [{ ...wecom, limits: { ...wecom.limits, perSecond: 40 } }],
})

/** The register's departments, townships and zones are 61; more departments make them two hundred, each with a liaison. */
const seed = (): Promise<string[]> =>
  core.db.transaction().execute(async (trx) => {
    const kinds = new Set(['department', 'township', 'zone'])
    const told = (await allUnits(trx)).filter(({ kind }) => kinds.has(kind)).map(({ name }) => name)
    const more = Array.from({ length: units - told.length }, (_, at) => `县第${at + 1}局`)
    await addUnits(
      trx,
      more.map((name) => ({ name, kind: 'department' })),
    )
    const fresh = (await allUnits(trx)).filter(({ name }) => more.includes(name))
    await addMembers(
      trx,
      fresh.map(({ id, name }) => ({
        name: `${name}联络员`,
        role: 'liaison',
        unitId: id,
        addresses: [{ channel: 'local', id: name }],
      })),
    )
    const account = trx.updateTable('address').where('channel', '=', 'local')
    await account.set({ channel: 'wecom', id: 'zhao' }).where('id', '=', '县政府督查室:officer').execute()
    const moved = await account
      .set({ channel: 'wecom', id: sql`'user-' || member_id` })
      .where('id', 'in', [...told, ...more])
      .returning('id')
      .execute()
    return moved.map(({ id }) => id)
  })

console.log('"ready"')
for await (const line of createInterface({ input: process.stdin }))
  if (line === 'seed') console.log(JSON.stringify(await seed()))
