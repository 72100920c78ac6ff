import type { Transaction } from 'kysely'

import { issuedPairs } from '#db/assignments.ts'
import { currentNotice, type Notice, noticeNames } from '#db/notices.ts'
import { answersOf } from '#db/questions.ts'
import type { Database } from '#db/schema.ts'
import { allUnits } from '#db/units.ts'
import type { Answer } from '#src/domain/notice/answer.ts'
import { type Plan, planAssignments } from '#src/domain/notice/plan.ts'
import { Refusal } from '#src/domain/refusal.ts'
import type { Unit } from '#src/domain/unit.ts'
import type { Names } from '#src/views/labels.ts'
import { namesFrom } from '#src/views/names.ts'
import type { PreviewInput } from '#src/views/preview.ts'

import type { CommandContext } from './command.ts'

export interface Draft {
  readonly notice: Notice
  readonly units: readonly Unit[]
  readonly answers: ReadonlyMap<number, Answer>
  readonly plan: Plan
  /** Which pairs have a number already: 'place unitId'. */
  readonly issued: ReadonlySet<string>
  readonly names: Names
}

export const pairKey = (pair: { readonly place: string; readonly unitId: number }): string =>
  `${pair.place} ${pair.unitId}`

/** The notice an officer works on, planned from its reading and the answers so far. */
export const openDraft = async (
  trx: Transaction<Database>,
  ctx: CommandContext,
  options: { readonly forUpdate?: boolean } = {},
): Promise<Draft> => {
  const notice = await currentNotice(trx, ctx.member.id, options)
  if (notice === undefined) throw new Refusal('还没有通报。请把通报全文粘贴在「导入」后面发来,或发文件并回「导入」。')
  const units = await allUnits(trx)
  const answers = await answersOf(trx, notice.id)
  const office = units.find(({ id }) => id === ctx.supervisionOfficeId)?.name ?? ''
  const plan = planAssignments(notice.reading, units, answers, { supervisionOffice: office })
  const issued = new Set((await issuedPairs(trx, notice.id)).map(pairKey))
  return { notice, units, answers, plan, issued, names: namesFrom(units, await noticeNames(trx)) }
}

/** What 预览 shows of a draft. */
export const previewOf = (draft: Draft, ctx: CommandContext): PreviewInput => ({
  shortName: draft.notice.shortName,
  reading: draft.notice.reading,
  plan: draft.plan,
  answers: draft.answers,
  issued: draft.plan.ready.filter((pair) => draft.issued.has(pairKey(pair))).length,
  today: ctx.today,
  calendar: ctx.calendar,
  names: draft.names,
})
