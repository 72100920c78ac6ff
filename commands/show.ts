import { findAssignments } from '#db/assignments.ts'
import { itemSource } from '#db/items.ts'
import { evidenceOf } from '#db/submissions.ts'
import { isLeader, unitsAs } from '#src/domain/member.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { detailSaid } from '#src/views/detail.ts'

import { actingUnits, namesOf } from './acting.ts'
import { oneNumber } from './args.ts'
import { defineCommand } from './command.ts'

export default defineCommand({
  name: '详情',
  aliases: ['show'],
  summary: '一条的原文、期限怎么算、经过',
  examples: ['详情 12'],
  english: 'One item: text, deadline, history',
  rights: ['liaison', 'head', 'officer', 'leader'],
  where: 'private',
  args: { number: oneNumber },
  run: async (trx, ctx, { number }) => {
    const acts = unitsAs(ctx.member, 'liaison', 'head').length > 0
    const mine = acts ? (await actingUnits(trx, ctx)).all : []
    if (number === null) {
      const open = acts ? await findAssignments(trx, { unitIds: mine, states: ['open', 'returned'] }) : []
      if (open.length !== 1) throw new Refusal('看哪一条?请写编号,例:详情 12')
      number = open[0]!.number
    }
    const [assignment] = await findAssignments(trx, { numbers: [number] })
    const offices = unitsAs(ctx.member, 'officer')
    const own = assignment !== undefined && mine.includes(assignment.unitId)
    const mayRead =
      assignment !== undefined &&
      (own ||
        isLeader(ctx.member) ||
        (ctx.supervisionOfficeId !== null && offices.includes(ctx.supervisionOfficeId)) ||
        (assignment.receiverUnitId !== null && offices.includes(assignment.receiverUnitId)))
    // Somebody else's number is answered like one that does not exist.
    if (!mayRead)
      throw new Refusal(`没有您可以看的 #${number}。${acts ? '回「事项」看您的编号。' : '请核对编号,例:详情 12'}`)
    const files = (await evidenceOf(trx, assignment.id)).flatMap((row) => row.files)
    const source = await itemSource(trx, assignment.itemId)
    return detailSaid({ ...ctx, assignment, source, files, names: await namesOf(trx), own })
  },
})
