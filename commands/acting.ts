import type { Transaction } from 'kysely'

import type { Wanted } from '#db/assignments.ts'
import { findAssignments, lockAssignments } from '#db/assignments.ts'
import { noticeNames } from '#db/notices.ts'
import type { Database } from '#db/schema.ts'
import { allUnits, readRegister } from '#db/units.ts'
import type { Assignment } from '#src/domain/assignment.ts'
import { unitsAs } from '#src/domain/member.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { carriedUnits } from '#src/domain/routing.ts'
import { resolveUnit, type Unit } from '#src/domain/unit.ts'
import type { Names } from '#src/views/labels.ts'
import { namesFrom } from '#src/views/names.ts'
import { noUnitsSaid } from '#src/views/setting-up.ts'

import type { OwnSelection } from './args.ts'
import type { CommandContext } from './command.ts'

type Trx = Transaction<Database>

/** What the speaker acts for: his own units, and below them those that cannot be reached themselves. */
export const actingUnits = async (
  trx: Trx,
  ctx: CommandContext,
): Promise<{ readonly all: readonly number[]; readonly units: readonly Unit[] }> => {
  const own = unitsAs(ctx.member, 'liaison', 'head')
  if (own.length === 0) throw new Refusal('您没有承办单位,这个命令由各单位联络员使用。')
  const { units, reachable } = await readRegister(trx)
  const carried = carriedUnits(units, new Set([...reachable, ...own]))
  return { all: [...new Set(own.flatMap((id) => carried.get(id) ?? [id]))], units }
}

export const namesOf = async (trx: Trx, units?: readonly Unit[]): Promise<Names> =>
  namesFrom(units ?? (await allUnits(trx)), await noticeNames(trx))

const exceptSome = (found: readonly Assignment[], except: readonly number[], what: string): Assignment[] => {
  const stray = except.filter((number) => !found.some((one) => one.number === number))
  if (stray.length > 0) {
    const known = found.slice(0, 3).map(({ number }) => `#${number}`)
    throw new Refusal(
      `#${stray.join('、#')} 不在${what}里${known.length > 0 ? `(有 ${known.join('、')} 等)` : ''}。请按编号写要除去的。`,
    )
  }
  return found.filter(({ number }) => !except.includes(number))
}

/**
 * Locks what the speaker chose from his units' items. Another unit's number is answered like one that does not exist:
 * nobody learns what others have.
 */
export const chooseOwn = async (
  trx: Trx,
  unitIds: readonly number[],
  selection: OwnSelection,
  /** What there is to choose from when no number is typed. */
  states: Wanted['states'] & {},
  example: string,
): Promise<Assignment[]> => {
  switch (selection.kind) {
    case 'numbers': {
      const found = await lockAssignments(trx, { unitIds, numbers: selection.numbers })
      const missing = selection.numbers.filter((number) => !found.some((one) => one.number === number))
      if (missing.length > 0) {
        throw new Refusal(
          `贵单位没有 #${missing.slice(0, 5).join('、#')}${missing.length > 5 ? ' 等' : ''}。回「事项」看您的编号。`,
        )
      }
      return found
    }
    case 'common': {
      const found = await lockAssignments(trx, { unitIds, common: true, states })
      if (found.length === 0) throw new Refusal('贵单位没有可办的共同事项了。回「事项」看其余的。')
      return exceptSome(found, selection.except, '您的共同事项')
    }
    case 'all': {
      const found = await lockAssignments(trx, { unitIds, states })
      if (found.length === 0) throw new Refusal('贵单位没有可办的事项了。')
      return exceptSome(found, selection.except, '您的待办')
    }
    case 'only': {
      const found = await findAssignments(trx, { unitIds, states })
      if (found.length === 0) throw new Refusal('贵单位没有可办的事项了。')
      if (found.length > 1) {
        throw new Refusal(
          `是哪一条?您有${found.length}条,请写编号,例:${example.replace('12', String(found[0]!.number))}`,
        )
      }
      return lockAssignments(trx, { unitIds, numbers: [found[0]!.number] })
    }
    default:
      return selection satisfies never
  }
}

/** The registered unit a speaker names; refuses with the nearest names. */
export const unitNamed = (name: string, units: readonly Unit[]): Unit => {
  if (units.length === 0) throw new Refusal(noUnitsSaid)
  const found = resolveUnit(name, units)
  if (found.unit !== null) return found.unit
  const near = found.candidates.slice(0, 3).join('、')
  throw new Refusal(`名册里没有「${name}」。${near === '' ? '' : `是${near}吗?`}请写单位名,例:县卫健局`)
}
