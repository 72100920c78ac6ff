import { findAssignments } from '#db/assignments.ts'
import { commonSaid } from '#src/views/items.ts'

import { actingUnits, namesOf } from './acting.ts'
import { defineCommand } from './command.ts'

export default defineCommand({
  name: '共同',
  aliases: ['common', '共同事项'],
  summary: '各单位都有的事项',
  examples: ['共同'],
  english: 'Duties that all units share',
  rights: ['liaison', 'head'],
  where: 'private',
  args: {},
  run: async (trx, ctx) => {
    const { all, units } = await actingUnits(trx, ctx)
    const assignments = await findAssignments(trx, {
      unitIds: all,
      common: true,
      states: ['open', 'returned', 'submitted', 'disputed', 'closed'],
    })
    return commonSaid({ ...ctx, unitIds: all, assignments, names: await namesOf(trx, units) })
  },
})
