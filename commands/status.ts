import type { Transaction } from 'kysely'

import { peopleCounts } from '#db/appointments.ts'
import { recordHead } from '#db/events.ts'
import { lastMorning } from '#db/heartbeat.ts'
import { leaseHolder } from '#db/lease.ts'
import { morningCounts } from '#db/morning.ts'
import { oldestUnsent, otherCounts, queueDepths, waitingIn } from '#db/queue.ts'
import type { Database } from '#db/schema.ts'
import { readSettings } from '#db/settings.ts'
import { dateAt, instantFromMillis } from '#src/domain/instant.ts'
import { version } from '#src/domain/version.ts'
import { channelName } from '#src/views/channels.ts'
import { statusSaid } from '#src/views/status.ts'

import { defineCommand } from './command.ts'

const morningOf = async (trx: Transaction<Database>) => {
  const last = await lastMorning(trx)
  if (last === null) return null
  const day = dateAt(last.slot)
  return { day, at: last.slot, result: await morningCounts(trx, day) }
}

export default defineCommand({
  name: '状态',
  aliases: ['health'],
  summary: '机器人自己好不好:在线、队列、今早发了多少、备份',
  examples: ['状态'],
  english: 'How the bot itself is doing',
  rights: ['admin', 'supervision'],
  where: 'private',
  args: {},
  run: async (trx, { now, today, calendar, channels }) => {
    const { mode = 'live', lastBackup = null } = await readSettings(trx)
    const { unhandled } = await otherCounts(trx)
    return statusSaid({
      mode,
      now,
      today,
      channels: Object.entries(channels()).map(([name, { heard = {}, ...state }]) => ({
        ...state,
        name: channelName(name),
        heard: Object.fromEntries(Object.entries(heard).map(([kind, at]) => [kind, instantFromMillis(at)])),
      })),
      holder: await leaseHolder(trx),
      waiting: waitingIn(await queueDepths(trx)),
      oldest: await oldestUnsent(trx, now),
      unhandled,
      people: await peopleCounts(trx),
      morning: await morningOf(trx),
      calendarUntil: calendar.knownUntil,
      lastBackup,
      head: await recordHead(trx),
      version,
    })
  },
})
