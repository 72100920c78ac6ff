import { countAssignments } from '#db/assignments.ts'
import { readRegister } from '#db/units.ts'
import { unitSaid, unitsSaid } from '#src/views/units.ts'

import { unitNamed } from './acting.ts'
import { rest } from './args.ts'
import { defineCommand } from './command.ts'
import { listPeople, seesPhones } from './people/listing.ts'
import { onlyInPrivate } from './private.ts'

export default defineCommand({
  name: '单位',
  aliases: ['units'],
  summary: '单位名单,或一家单位的别名、人员和待办数',
  examples: ['单位', '单位 县卫健局'],
  rights: ['supervision', 'admin'],
  args: { about: rest('单位') },
  run: async (trx, ctx, { about }) => {
    onlyInPrivate(ctx)
    const { units, reachable } = await readRegister(trx)
    if (about === '') return unitsSaid(units, reachable)
    const unit = unitNamed(about, units)
    return unitSaid({
      unit,
      parent: units.find(({ id }) => id === unit.parentId)?.name ?? null,
      subUnits: units.filter(({ parentId }) => parentId === unit.id).map(({ name }) => name),
      people: await listPeople(trx, ctx, units, unit.id),
      open: await countAssignments(trx, { unitIds: [unit.id], states: ['open', 'returned'] }),
      wholePhones: seesPhones(ctx),
    })
  },
})
