import type { Transaction } from 'kysely'

import { findAssignments } from '#db/assignments.ts'
import type { Database } from '#db/schema.ts'
import { type Member, unitsAs } from '#src/domain/member.ts'
import type { Message } from '#src/domain/message.ts'
import { digestSaid } from '#src/views/digest.ts'
import { nextStepSaid } from '#src/views/setting-up.ts'

import { actingUnits, namesOf } from '../acting.ts'
import type { CommandContext } from '../command.ts'
import { waitingFor } from '../judging.ts'
import { nextStep } from './setting-up.ts'

type Trx = Transaction<Database>

/** What is open for somebody, said as the day's digest would; null: nothing. */
export const openItems = async (
  trx: Trx,
  ctx: CommandContext,
  member: Member,
): Promise<{ readonly digest: Message | null; readonly unitIds: readonly number[] }> => {
  if (unitsAs(member, 'liaison', 'head').length === 0) return { digest: null, unitIds: [] }
  const { all, units } = await actingUnits(trx, { ...ctx, member })
  const assignments = await findAssignments(trx, { unitIds: all, states: ['open', 'returned'] })
  if (assignments.length === 0) return { digest: null, unitIds: all }
  return { digest: digestSaid({ ...ctx, unitIds: all, assignments, names: await namesOf(trx, units) }), unitIds: all }
}

/** What else to look at: what waits for his judgement, what is still to be set up, or that nothing is open. */
export const hintFor = async (trx: Trx, ctx: CommandContext, member: Member, open: Message | null): Promise<string> => {
  const waiting = (await waitingFor(trx, member)).length
  if (waiting > 0) return `待审${waiting}条,回「待审」。`
  const step = await nextStep(trx, ctx, member)
  if (step !== null) return nextStepSaid(step)
  return open === null && unitsAs(member, 'liaison', 'head').length > 0 ? '现在没有待办。' : ''
}
