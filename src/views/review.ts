import type { Assignment, Submission } from '#src/domain/assignment.ts'
import { monthDay } from '#src/domain/dates.ts'
import { dateAt, timeAt } from '#src/domain/instant.ts'
import { type Block, button, list, type Message, say, text } from '#src/domain/message.ts'

import { label, type Names, numbersSaid } from './labels.ts'

const mostSingles = 10
const mostUnits = 12

const lastReport = (assignment: Assignment): Submission | undefined =>
  assignment.submissions.findLast(({ outcome }) => outcome === null)

const singleLine = (assignment: Assignment, names: Names): string => {
  const report = lastReport(assignment)
  const files = report?.files ?? 0
  const note = report === undefined || report.note === '' ? (files > 0 ? '' : '(无说明)') : report.note
  const at = report === undefined ? '' : `${monthDay(dateAt(report.at))} ${timeAt(report.at)} `
  const phoned = report?.onBehalf === true ? '(电话代录)' : ''
  return `${names.unit(assignment.unitId)} ${label(assignment)}\n  ${at}${phoned}${note.length > 60 ? `${note.slice(0, 60)}…` : note}${files > 0 ? `(附件${files}个,看「详情 ${assignment.number}」)` : ''}`
}

/** 待审: single items with what was said, common duties by unit. */
export const reviewSaid = (waiting: readonly Assignment[], names: Names): Message => {
  if (waiting.length === 0) return say('现在没有待审的。')
  const singles = waiting.filter(({ common }) => !common)
  const common = Map.groupBy(
    waiting.filter((one) => one.common),
    ({ unitId }) => unitId,
  )
  const blocks: Block[] = []
  if (singles.length > 0) blocks.push(list(singles.slice(0, mostSingles).map((one) => singleLine(one, names))))
  if (singles.length > mostSingles) {
    blocks.push(
      text(
        `另有${singles.length - mostSingles}条:${numbersSaid(singles.slice(mostSingles).map(({ number }) => number))}`,
      ),
    )
  }
  if (common.size > 0) {
    const lines = [...common].map(
      ([unitId, own]) => `${names.unit(unitId)} ${own.length}条(${numbersSaid(own.map(({ number }) => number))})`,
    )
    blocks.push(list(lines.slice(0, mostUnits), `共同事项 ${common.size}家`))
    if (lines.length > mostUnits) blocks.push(text(`另有${lines.length - mostUnits}家。`))
  }
  const example = singles[0]?.number ?? waiting[0]!.number
  const [unitId] = common.keys()
  blocks.push(
    text(
      `例:通过 ${example};退回 ${example} 请附网址${unitId === undefined ? '' : `;通过 ${names.unit(unitId)} 共同`};看原文「详情 ${example}」`,
    ),
  )
  return {
    title: `待审${waiting.length}条`,
    blocks,
    buttons: [button(`通过 ${example}`), button(`详情 ${example}`)],
  }
}
