import { previewSaid, unitPreviewSaid } from '#src/views/preview.ts'

import { unitNamed } from './acting.ts'
import { rest } from './args.ts'
import { defineCommand } from './command.ts'
import { openDraft, previewOf } from './drafting.ts'

export default defineCommand({
  name: '预览',
  aliases: ['preview'],
  summary: '看通报读成了什么,或某家会收到什么',
  examples: ['预览', '预览 县卫健局'],
  english: 'How the circular was understood',
  rights: ['supervision'],
  where: 'private',
  args: { unit: rest('单位') },
  run: async (trx, ctx, { unit }) => {
    const draft = await openDraft(trx, ctx)
    if (unit === '') return previewSaid(previewOf(draft, ctx))
    const wanted = unitNamed(unit, draft.units)
    return unitPreviewSaid({
      shortName: draft.notice.shortName,
      unit: wanted.name,
      pairs: draft.plan.ready.filter(({ unitId }) => unitId === wanted.id),
      titles: new Map(draft.notice.reading.items.map(({ place, title }) => [place, title])),
      names: draft.names,
    })
  },
})
