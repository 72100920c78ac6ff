import { holders } from '#db/appointments.ts'
import { readMorning } from '#db/morning.ts'
import { isOpen } from '#src/domain/assignment.ts'
import { callSheet } from '#src/domain/call-sheet.ts'
import { missingRungs } from '#src/domain/chain.ts'
import { callSheetSaid } from '#src/views/call-sheet.ts'

import { namesOf } from './acting.ts'
import { defineCommand } from './command.ts'

export default defineCommand({
  name: '电话单',
  aliases: ['calls'],
  summary: '今天要打电话的单位:打给谁,说什么',
  examples: ['电话单'],
  english: 'Whom to telephone today',
  rights: ['supervision'],
  where: 'private',
  args: {},
  run: async (trx, ctx) => {
    const source = await readMorning(trx, ctx.today)
    const concerned = [...new Set(source.assignments.filter(isOpen).map(({ unitId }) => unitId))]
    return callSheetSaid({
      calendar: ctx.calendar,
      today: ctx.today,
      calls: callSheet(source, ctx.today, ctx.calendar),
      headless: missingRungs(concerned, source.units, source.reachable, source.heads).heads,
      contacts: await holders(trx),
      names: await namesOf(trx, source.units),
    })
  },
})
