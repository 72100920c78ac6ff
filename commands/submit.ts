import { countAssignments, findAssignments } from '#db/assignments.ts'
import { takeLoose } from '#db/inbox.ts'
import { type NewSubmission, recordSubmissions } from '#db/submissions.ts'
import { type Assignment, boxesDone, isOpen, stateNames, transition } from '#src/domain/assignment.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { evidenceSaid } from '#src/views/items.ts'
import { namesFrom } from '#src/views/names.ts'
import { submittedSaid } from '#src/views/receipt.ts'

import { actingUnits, chooseOwn } from './acting.ts'
import { type Arg, type OwnSelection, ownSelection } from './args.ts'
import { defineCommand } from './command.ts'
import { take, takeRest } from './cursor.ts'

interface Reported {
  /** Which boxes of an account are reported; empty for anything else. */
  readonly boxes: readonly number[]
  readonly note: string
}

/** After the numbers of an account: `1`, `2 3`, `①`, `全部`; then the words. */
const reported: Arg<Reported> = {
  shape: '[说明]',
  read: (cursor) => {
    const all = take(cursor, /\s*(?:全部|三样|三项)(?=$|[\s,,。])/)
    if (all !== null) return { boxes: [1, 2, 3], note: takeRest(cursor) }
    const marks = take(cursor, /\s*([①②③]+)/)
    return {
      boxes: marks === null ? [] : Array.from(marks[1]!, (mark) => '①②③'.indexOf(mark) + 1),
      note: takeRest(cursor),
    }
  },
}

const linkless = /https?:\/\/|www\.|\.(?:cn|com|net|org|gov)\b/i

/** `整改 62 1`: the first is an account and what follows are its boxes, not other items. */
const boxesIn = (selection: OwnSelection): { number: number; boxes: readonly number[] } | null => {
  if (selection.kind !== 'numbers' || selection.numbers.length < 2) return null
  const [number, ...boxes] = selection.numbers
  return boxes.every((box) => box >= 1 && box <= 3) ? { number: number!, boxes } : null
}

/** What one assignment becomes by this report, or why it cannot. */
const report = (
  one: Assignment,
  boxes: readonly number[],
): { submission: NewSubmission; after: Assignment } | { refused: string } => {
  if (one.evidence === 'accountClosing' && boxes.length === 0) return { refused: `#${one.number} ${evidenceSaid(one)}` }
  if (!isOpen(one)) return { refused: `#${one.number} 现在是「${stateNames[one.state]}」,不用再报。` }
  const account = one.evidence === 'accountClosing'
  const done = account ? [...new Set([...boxesDone(one), ...boxes])] : []
  const completes = !account || done.length === 3
  const submission = { assignmentId: one.id, boxes: account ? boxes : [], completes }
  const standing = completes ? transition(one, 'submit')! : { state: one.state, stateBefore: one.stateBefore }
  const said = { id: 0, at: '', note: '', boxes, completes, outcome: null, settledAt: null, reason: null }
  return { submission, after: { ...one, ...standing, submissions: [...one.submissions, said] } }
}

export default defineCommand({
  name: '整改',
  aliases: ['done'],
  summary: '报整改结果,可带图片或文件',
  examples: ['整改 12 已更新 网址', '整改 12、15-20 都已更新', '整改 共同 除 15 已完成', '整改 62 1 平台已注销'],
  rights: ['liaison', 'head'],
  args: { which: ownSelection, said: reported },
  run: async (trx, ctx, { which, said }) => {
    const { all, units } = await actingUnits(trx, ctx)
    let selection = which
    let { boxes } = said
    const boxed = boxesIn(which)
    if (boxed !== null) {
      const [account] = await findAssignments(trx, { unitIds: all, numbers: [boxed.number] })
      if (account?.evidence === 'accountClosing') {
        selection = { kind: 'numbers', numbers: [boxed.number] }
        boxes = boxed.boxes
      }
    }
    const chosen = await chooseOwn(trx, all, selection, ['open', 'returned'], '整改 12 说明')
    const refused: string[] = []
    const results: { submission: NewSubmission; after: Assignment }[] = []
    for (const one of chosen) {
      const result = report(one, boxes)
      if ('refused' in result) refused.push(result.refused)
      else results.push(result)
    }
    if (results.length === 0) throw new Refusal(refused.slice(0, 5).join('\n'))

    const loose = ctx.incoming.files.length > 0 ? null : ctx.incoming.loose
    const files = loose?.files ?? ctx.incoming.files
    if (loose !== null) await takeLoose(trx, loose.id, ctx.incoming.id)
    await recordSubmissions(
      trx,
      results.map(({ submission, after }) => ({ ...submission, state: after.state, stateBefore: after.stateBefore })),
      { memberId: ctx.member.id, at: ctx.now, note: said.note, files },
    )
    const complete = results.filter(({ submission }) => submission.completes)
    ctx.record({
      what: 'submit',
      assignments: results.map(({ after }) => after.number),
      after: { note: said.note, boxes, files: files.map(({ sha256 }) => sha256) },
    })
    const left = await countAssignments(trx, { unitIds: all, states: ['open', 'returned'] })
    return submittedSaid({
      done: complete.map(({ after }) => after),
      partly: results.filter(({ submission }) => !submission.completes).map(({ after }) => after),
      refused: refused.slice(0, 5),
      withoutLink: linkless.test(said.note)
        ? []
        : complete.flatMap(({ after }) => (after.evidence === 'link' && !after.common ? [after.number] : [])),
      files: files.length,
      left,
      names: namesFrom(units, new Map()),
    })
  },
})
