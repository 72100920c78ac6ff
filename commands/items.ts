import { findAssignments } from '#db/assignments.ts'
import { itemsSaid } from '#src/views/items.ts'

import { actingUnits, namesOf } from './acting.ts'
import { defineCommand } from './command.ts'

export default defineCommand({
  name: '事项',
  aliases: ['my', '待办'],
  summary: '本单位的待办和剩余工作日',
  examples: ['事项'],
  english: 'Open items of your unit',
  rights: ['liaison', 'head'],
  where: 'private',
  args: {},
  run: async (trx, ctx) => {
    const { all, units } = await actingUnits(trx, ctx)
    const states = ['open', 'returned', 'submitted', 'disputed', 'closed'] as const
    const assignments = await findAssignments(trx, { unitIds: all, states })
    return itemsSaid({ ...ctx, unitIds: all, assignments, names: await namesOf(trx, units) })
  },
})
