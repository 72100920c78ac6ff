import type { Transaction } from 'kysely'

import { findAssignments, lockAssignments } from '#db/assignments.ts'
import type { Database } from '#db/schema.ts'
import { allUnits } from '#db/units.ts'
import { type Assignment, missingBoxes, stateNames } from '#src/domain/assignment.ts'
import { isKin, isLeader, type Member, unitsAs } from '#src/domain/member.ts'
import { Refusal } from '#src/domain/refusal.ts'
import type { Unit } from '#src/domain/unit.ts'
import { bulkInGroupSaid, refusedInGroup } from '#src/views/group.ts'
import type { Names } from '#src/views/labels.ts'

import { namesOf, unitNamed } from './acting.ts'
import type { JudgedSelection } from './args.ts'
import type { CommandContext } from './command.ts'

type Trx = Transaction<Database>

/** Whose submissions a member judges: those of his offices, and the leader's. */
export const receiversOf = (member: Member): (number | null)[] => [
  ...unitsAs(member, 'officer'),
  ...(isLeader(member) ? [null] : []),
]

export const waitingFor = async (trx: Trx, member: Member): Promise<Assignment[]> =>
  findAssignments(trx, { receivers: receiversOf(member), states: ['submitted'] })

/** Nobody judges his unit, its ancestors or its descendants, whatever the receiver of the row says. */
const judgesOwnKin = (member: Member, one: Assignment, units: ReadonlyMap<number, Unit>): boolean =>
  member.appointments.some(({ unitId }) => unitId !== null && isKin(unitId, one.unitId, units))

export interface Chosen {
  /** Locked, submitted, and the member's to judge. */
  readonly chosen: readonly Assignment[]
  readonly refused: readonly string[]
  readonly names: Names
  /** The text that completes a bulk act; null: it is complete. */
  readonly completes: string | null
}

const refusalOf = (one: Assignment, member: Member, names: Names, units: ReadonlyMap<number, Unit>): string | null => {
  const receiver = one.receiverUnitId === null ? '县领导' : names.unit(one.receiverUnitId)
  if (judgesOwnKin(member, one, units)) return `#${one.number} 是贵单位(或上下级)自己的,由${receiver}审核。`
  const missing = missingBoxes(one)
  if (one.state !== 'submitted' && missing.length > 0 && missing.length < 3) {
    return `#${one.number} 三样只报了${3 - missing.length}样,报齐才能审。`
  }
  return one.state === 'submitted' ? null : `#${one.number} 现在是「${stateNames[one.state]}」,没有待审的整改。`
}

/** Locks what a receiver chose from what is handed in to him. A bulk choice is complete only with its count typed. */
export const chooseJudged = async (
  trx: Trx,
  ctx: CommandContext,
  verb: string,
  which: JudgedSelection,
): Promise<Chosen> => {
  const receivers = receiversOf(ctx.member)
  const units = await allUnits(trx)
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const names = await namesOf(trx, units)
  if (which.kind === 'numbers') {
    const found = await lockAssignments(trx, { receivers, numbers: which.numbers })
    const refused = which.numbers
      .filter((number) => !found.some((one) => one.number === number))
      .map((number) => `#${number} 不归您审核,或没有这个编号。`)
    const chosen = found.filter((one) => {
      const why = refusalOf(one, ctx.member, names, byId)
      if (why !== null) refused.push(why)
      return why === null
    })
    if (chosen.length === 0) throw new Refusal((ctx.inGroup ? refusedInGroup(refused) : refused).slice(0, 5).join('\n'))
    return { chosen, refused: refused.slice(0, 5), names, completes: null }
  }
  if (ctx.inGroup) throw new Refusal(bulkInGroupSaid)
  const unitId = which.unit === null ? null : unitNamed(which.unit, units).id
  const except = new Set(which.exceptUnits.map((name) => unitNamed(name, units).id))
  const found = await lockAssignments(trx, {
    receivers,
    states: ['submitted'],
    ...(unitId === null ? {} : { unitIds: [unitId] }),
    ...(which.common ? { common: true } : {}),
    ...(which.place === null ? {} : { place: which.place }),
  })
  const chosen = found.filter((one) => !except.has(one.unitId) && !judgesOwnKin(ctx.member, one, byId))
  if (chosen.length === 0) throw new Refusal(`「${which.typed}」没有待审的。回「待审」看有哪些。`)
  if (which.count !== null && which.count !== chosen.length) {
    throw new Refusal(
      `条数不对:您写了${which.count},现在是${chosen.length}条。确定请回「${verb} ${which.typed} ${chosen.length}」。`,
    )
  }
  return {
    chosen,
    refused: [],
    names,
    completes: which.count === null ? `${verb} ${which.typed} ${chosen.length}` : null,
  }
}
