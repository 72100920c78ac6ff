import { answerQuestion } from '#db/questions.ts'
import { addAlias } from '#db/units.ts'
import { readAnswer, splitAnswers } from '#src/domain/notice/answer.ts'
import { readDeadline } from '#src/domain/deadline.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { answeredSaid } from '#src/views/preview.ts'

import { words } from './args.ts'
import { foldWidth } from './cursor.ts'
import { defineCommand } from './command.ts'
import { openDraft, pairKey, previewOf } from './drafting.ts'

export default defineCommand({
  name: '答',
  aliases: ['answer'],
  summary: '回答预览里的问题',
  examples: ['答 1 是', '答 1 县招商促进中心', '答 1是 5含 7照发', '答 2 不发'],
  english: 'Answer a question of the preview',
  rights: ['supervision'],
  where: 'private',
  args: { said: words('序号 答案') },
  run: async (trx, ctx, { said }) => {
    const draft = await openDraft(trx, ctx, { forUpdate: true })
    const { notice, units } = draft
    const given = splitAnswers(foldWidth(said))
    if (given.length === 0) throw new Refusal('请先写问题的序号,再写答案。例:答 1 是')
    const date = (text: string): string | null =>
      readDeadline(text, { published: ctx.today, calendar: ctx.calendar }).date ?? null
    const events: { number: number; words: string }[] = []
    for (const { number, words: text } of given) {
      const question = notice.reading.questions[number - 1]
      if (question === undefined)
        throw new Refusal(`没有第${number}问,共${notice.reading.questions.length}问。回「预览」看问题。`)
      const answer = readAnswer(question, text, { units, date })
      const sent = draft.plan.ready.some(
        (pair) => question.places.includes(pair.place) && draft.issued.has(pairKey(pair)),
      )
      if (sent && !question.blocking) throw new Refusal(`第${number}问的事项已经发布,不能再改答案。`)
      await answerQuestion(trx, { noticeId: notice.id, number }, answer, { memberId: ctx.member.id, at: ctx.now })
      // A name settled once is not asked again, in this county.
      if (question.about === 'unit' && answer.kind === 'units' && answer.names.length === 1) {
        const unit = units.find(({ name }) => name === answer.names[0])
        if (unit !== undefined) await addAlias(trx, question.words, unit.id)
      }
      events.push({ number, words: text })
    }
    ctx.record({
      what: 'answer',
      notice: notice.id,
      before: given.map(({ number }) => ({ number, answer: draft.answers.get(number) ?? null })),
      after: events,
    })
    return answeredSaid(
      previewOf(await openDraft(trx, ctx), ctx),
      given.map(({ number }) => number),
    )
  },
})
