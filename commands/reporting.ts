import type { Transaction } from 'kysely'

import { findAssignments } from '#db/assignments.ts'
import { takeLoose } from '#db/inbox.ts'
import type { Database } from '#db/schema.ts'
import { type NewSubmission, recordSubmissions } from '#db/submissions.ts'
import { type Assignment, boxesDone, isOpen, stateNames, transition } from '#src/domain/assignment.ts'
import { statesOf } from '#src/domain/record.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { refusedInGroup } from '#src/views/group.ts'
import { evidenceSaid } from '#src/views/items.ts'

import type { Arg, OwnSelection } from './args.ts'
import type { CommandContext } from './command.ts'
import { take, takeRest } from './cursor.ts'

type Trx = Transaction<Database>

export interface Reported {
  /** Which boxes of an account are reported; empty for anything else. */
  readonly boxes: readonly number[]
  readonly note: string
}

/** After the numbers: `①`, `全部` for an account's boxes; then the words. */
export const reported: Arg<Reported> = {
  shape: '[说明]',
  read: (cursor) => {
    const all = take(cursor, /\s*(?:全部|三样|三项)(?=$|[\s,,。]|都|已|注销|备案|办|完)/)
    if (all !== null) return { boxes: [1, 2, 3], note: takeRest(cursor) }
    const marks = take(cursor, /\s*([①②③]+)/)
    return {
      boxes: marks === null ? [] : Array.from(marks[1]!, (mark) => '①②③'.indexOf(mark) + 1),
      note: takeRest(cursor),
    }
  },
}

/** `整改 62 1`, `整改 42-48 1`: after accounts a small number is a box of each, not another item. */
export const withBoxes = async (
  trx: Trx,
  selection: OwnSelection,
  said: Reported,
  unitIds?: readonly number[],
): Promise<{ readonly selection: OwnSelection; readonly said: Reported }> => {
  if (selection.kind !== 'numbers') return { selection, said }
  const last = selection.numbers.findLastIndex((number) => number > 3)
  const [numbers, boxes] = [selection.numbers.slice(0, last + 1), selection.numbers.slice(last + 1)]
  if (numbers.length === 0 || boxes.length === 0) return { selection, said }
  const found = await findAssignments(trx, { numbers, ...(unitIds === undefined ? {} : { unitIds }) })
  const accounts = found.filter(({ evidence }) => evidence === 'accountClosing')
  if (accounts.length === 0) return { selection, said }
  if (accounts.length < numbers.length) {
    throw new Refusal(
      `「${boxes.join('、')}」是编号,还是关停账号的第几样?账号请单独报,例:整改 ${accounts[0]!.number} ${boxes[0]} 说明`,
    )
  }
  return { selection: { kind: 'numbers', numbers }, said: { ...said, boxes } }
}

interface Result {
  readonly submission: NewSubmission
  readonly after: Assignment
}

/** What one assignment becomes by this report, or why it cannot. */
const report = (one: Assignment, boxes: readonly number[], onBehalf: boolean): Result | { refused: string } => {
  if (one.evidence === 'accountClosing' && boxes.length === 0) return { refused: `#${one.number} ${evidenceSaid(one)}` }
  if (!isOpen(one))
    return {
      refused: `#${one.number} 现在是「${stateNames[one.state]}」,不用再报。${one.state === 'submitted' ? `要补材料请先回「撤回 ${one.number}」,再一起报。` : ''}`,
    }
  const account = one.evidence === 'accountClosing'
  const done = account ? [...new Set([...boxesDone(one), ...boxes])] : []
  const completes = !account || done.length === 3
  const submission = { assignmentId: one.id, boxes: account ? boxes : [], completes }
  const standing = completes ? transition(one, 'submit')! : { state: one.state, stateBefore: one.stateBefore }
  const said = { id: 0, at: '', note: '', boxes, completes, outcome: null, settledAt: null, reason: null, onBehalf }
  return { submission, after: { ...one, ...standing, submissions: [...one.submissions, said] } }
}

export interface Report {
  readonly complete: readonly Assignment[]
  readonly partly: readonly Assignment[]
  readonly refused: readonly string[]
  readonly files: number
}

/** Reports on locked assignments what can be reported, and says of the rest why not. Refuses when nothing can. */
export const reportOn = async (
  trx: Trx,
  ctx: CommandContext,
  chosen: readonly Assignment[],
  { boxes, note }: Reported,
  onBehalf: boolean,
): Promise<Report> => {
  const refused: string[] = []
  const results: Result[] = []
  for (const one of chosen) {
    const result = report(one, boxes, onBehalf)
    if ('refused' in result) refused.push(result.refused)
    else results.push(result)
  }
  if (results.length === 0) throw new Refusal((ctx.inGroup ? refusedInGroup(refused) : refused).slice(0, 5).join('\n'))
  // What was sent alone before: a platform without captions brings each picture as a message of its own.
  const loose = ctx.incoming.files.length > 0 ? [] : ctx.incoming.loose
  const files = loose.length > 0 ? loose.flatMap((one) => one.files) : ctx.incoming.files
  await takeLoose(
    trx,
    loose.map(({ id }) => id),
    ctx.incoming.id,
  )
  await recordSubmissions(
    trx,
    results.map(({ submission, after }) => ({ ...submission, state: after.state, stateBefore: after.stateBefore })),
    { memberId: ctx.member.id, at: ctx.now, note, files, onBehalf },
  )
  const after = results.map((result) => result.after)
  ctx.record({
    what: onBehalf ? 'submitOnBehalf' : 'submit',
    assignments: after.map(({ number }) => number),
    before: statesOf(chosen.filter(({ id }) => after.some((one) => one.id === id))),
    after: { ...statesOf(after), note, boxes, files: files.map(({ sha256 }) => sha256) },
  })
  return {
    complete: results.filter(({ submission }) => submission.completes).map((result) => result.after),
    partly: results.filter(({ submission }) => !submission.completes).map((result) => result.after),
    refused: refused.slice(0, 5),
    files: files.length,
  }
}
