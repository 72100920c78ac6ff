import { countAssignments } from '#db/assignments.ts'
import { changedInGroupSaid } from '#src/views/group.ts'
import { namesFrom } from '#src/views/names.ts'
import { submittedSaid } from '#src/views/receipt.ts'

import { actingUnits, chooseOwn } from './acting.ts'
import { ownSelection } from './args.ts'
import { defineCommand } from './command.ts'
import { reported, reportOn, withBoxes } from './reporting.ts'

const linked = /https?:\/\/|www\.|\.(?:cn|com|net|org|gov)\b/i

export default defineCommand({
  name: '整改',
  aliases: ['done'],
  summary: '报整改结果,可带图片或文件',
  examples: ['整改 12 已更新 网址', '整改 12、15-20 都已更新', '整改 共同 除 15 已完成', '整改 62 1 平台已注销'],
  english: 'Report what was put right',
  rights: ['liaison', 'head'],
  where: 'anywhere',
  args: { which: ownSelection, words: reported },
  run: async (trx, ctx, { which, words }) => {
    const { all, units } = await actingUnits(trx, ctx)
    const { selection, said } = await withBoxes(trx, which, words, all)
    const chosen = await chooseOwn(trx, all, selection, ['open', 'returned'], '整改 12 说明')
    const { complete, ...rest } = await reportOn(trx, ctx, chosen, said, false)
    if (ctx.inGroup)
      return changedInGroupSaid(complete, '已报,待审核', {
        ...rest,
        advice: `报错了回「撤回 ${complete.length > 3 ? '编号' : complete.map(({ number }) => number).join(' ')}」。`,
      })
    const left = await countAssignments(trx, { unitIds: all, states: ['open', 'returned'] })
    return submittedSaid({
      ...rest,
      done: complete,
      withoutLink: linked.test(said.note)
        ? []
        : complete.flatMap((one) => (one.evidence === 'link' && !one.common ? [one.number] : [])),
      left,
      names: namesFrom(units, new Map()),
    })
  },
})
