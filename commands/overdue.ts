import { findAssignments } from '#db/assignments.ts'
import { allUnits } from '#db/units.ts'
import { overdueDays } from '#src/domain/assignment.ts'
import { isLeader, unitsAs } from '#src/domain/member.ts'
import { overdueSaid } from '#src/views/summary.ts'

import { namesOf, unitNamed } from './acting.ts'
import { rest } from './args.ts'
import { defineCommand } from './command.ts'

export default defineCommand({
  name: '逾期',
  aliases: ['overdue'],
  summary: '谁逾期了,逾期几个工作日',
  examples: ['逾期', '逾期 县公安局'],
  english: 'Who is late, by working days',
  rights: ['officer', 'leader'],
  where: 'private',
  args: { unit: rest('单位') },
  run: async (trx, ctx, { unit }) => {
    const only = unit === '' ? null : unitNamed(unit, await allUnits(trx)).id
    const offices = unitsAs(ctx.member, 'officer')
    const all = isLeader(ctx.member) || (ctx.supervisionOfficeId !== null && offices.includes(ctx.supervisionOfficeId))
    const open = await findAssignments(trx, {
      states: ['open', 'returned'],
      dueBefore: ctx.today,
      ...(all ? {} : { receivers: offices }),
      ...(only === null ? {} : { unitIds: [only] }),
    })
    const late = open
      .map((one) => ({ one, days: overdueDays(ctx.calendar, one, ctx.today) }))
      .filter(({ days }) => days > 0)
    const names = await namesOf(trx)
    const units = [...Map.groupBy(late, ({ one }) => one.unitId)]
      .map(([unitId, own]) => ({
        unit: names.unit(unitId),
        worst: Math.max(...own.map(({ days }) => days)),
        numbers: own.map(({ one }) => one.number),
      }))
      .toSorted((a, b) => b.worst - a.worst || b.numbers.length - a.numbers.length)
    return overdueSaid(units, ctx.today)
  },
})
