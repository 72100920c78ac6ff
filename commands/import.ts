import { takeLoose } from '#db/inbox.ts'
import { addNotice, fingerprint, sourceText, twinOf } from '#db/notices.ts'
import { addQuestions } from '#db/questions.ts'
import { allUnits } from '#db/units.ts'
import { list, text } from '#src/domain/message.ts'
import { parseNotice } from '#src/domain/notice/parse.ts'
import { shortNameOf } from '#src/domain/notice/short-name.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { previewSaid } from '#src/views/preview.ts'

import { rest } from './args.ts'
import { defineCommand } from './command.ts'
import { openDraft, previewOf } from './drafting.ts'

const linesOf = (circular: string): string[] =>
  circular
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** The lines one text has and the other has not. */
const differences = (before: string, after: string): string[] => {
  const old = new Set(linesOf(before))
  const fresh = new Set(linesOf(after))
  const cut = (line: string): string => (line.length > 60 ? `${line.slice(0, 60)}…` : line)
  return [
    ...[...old].filter((line) => !fresh.has(line)).map((line) => `− ${cut(line)}`),
    ...[...fresh].filter((line) => !old.has(line)).map((line) => `+ ${cut(line)}`),
  ]
}

export default defineCommand({
  name: '导入',
  aliases: ['import'],
  summary: '把通报读成事项(粘贴全文,或发文件)',
  examples: ['导入 (后面粘贴通报全文)'],
  english: 'Read a circular into items',
  rights: ['supervision'],
  where: 'private',
  args: { pasted: rest('通报全文') },
  run: async (trx, ctx, { pasted }) => {
    const loose = pasted === '' && ctx.incoming.files.length === 0 ? ctx.incoming.loose.at(-1) : undefined
    const file = (loose?.files ?? ctx.incoming.files)[0]
    if (pasted === '' && file === undefined) {
      throw new Refusal('还没有通报。请把全文粘贴在「导入」后面一起发来,或先发文件(.docx、.pdf、.txt)再回「导入」。')
    }
    const circular = pasted === '' && file !== undefined ? await ctx.readDocument(file) : pasted
    if (loose !== undefined) await takeLoose(trx, [loose.id], ctx.incoming.id)
    const units = await allUnits(trx)
    const office = units.find(({ id }) => id === ctx.supervisionOfficeId)?.name
    const reading = parseNotice(circular, units, {
      calendar: ctx.calendar,
      ...(office === undefined ? {} : { supervisionOffice: office }),
    })
    const twin = await twinOf(trx, circular, reading.indexNumber)
    if (twin !== undefined) {
      const same = `这份通报已经导入过:【${twin.shortName}】${twin.state === 'draft' ? '还没有发布' : '已发布'}。`
      const changed = twin.sameText ? [] : differences(await sourceText(trx, twin.id), circular)
      return {
        blocks: [
          text(
            `${same}${changed.length > 0 ? '索引号相同,文字有改动,原来的保留不变:' : '没有重复导入。'}回「预览」看原来的。`,
          ),
          ...(changed.length > 0 ? [list(changed.slice(0, 20), `改动${changed.length}行`)] : []),
        ],
        buttons: [{ label: '预览', says: '预览' }],
      }
    }
    const noticeId = await addNotice(trx, {
      text: circular,
      shortName: shortNameOf(reading.title, reading.publishedOn),
      reading,
      by: ctx.member.id,
      at: ctx.now,
    })
    await addQuestions(trx, noticeId, reading.questions.length)
    ctx.record({
      what: 'import',
      notice: noticeId,
      after: { title: reading.title, items: reading.items.length, text: fingerprint(circular) },
    })
    return previewSaid(previewOf(await openDraft(trx, ctx), ctx))
  },
})
