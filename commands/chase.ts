import { findAssignments } from '#db/assignments.ts'
import { allUnits, unitName } from '#db/units.ts'
import { type Assignment, isOpen, stateNames } from '#src/domain/assignment.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { chasedSaid, chaseFirst, chaseNotice } from '#src/views/chase.ts'

import { namesOf, unitNamed } from './acting.ts'
import { type Arg, choosesNothing, type JudgedSelection, judgedSelection } from './args.ts'
import { type CommandContext, defineCommand } from './command.ts'
import { tellUnits } from './telling.ts'

/** Numbers, a unit, 全部; nothing is 全部. */
const which: Arg<JudgedSelection> = {
  shape: '[编号|单位|全部]',
  misses: choosesNothing,
  read: (cursor) =>
    cursor.folded.slice(cursor.at).trim() === ''
      ? { kind: 'words', typed: '全部', unit: null, place: null, common: false, exceptUnits: [], count: null }
      : judgedSelection.read(cursor),
}

interface Chosen {
  readonly chosen: readonly Assignment[]
  readonly refused: readonly string[]
  /** The text that completes it; null: it is complete. */
  readonly completes: string | null
}

const choose = async (
  trx: Parameters<typeof findAssignments>[0],
  selection: JudgedSelection,
  names: Awaited<ReturnType<typeof namesOf>>,
  units: Parameters<typeof unitNamed>[1],
): Promise<Chosen> => {
  if (selection.kind === 'numbers') {
    const found = await findAssignments(trx, { numbers: selection.numbers })
    const refused = [
      ...selection.numbers
        .filter((number) => !found.some((one) => one.number === number))
        .map((number) => `没有 #${number}。`),
      ...found
        .filter((one) => !isOpen(one))
        .map(({ number, state }) => `#${number} 现在是「${stateNames[state]}」,不用催。`),
    ]
    const chosen = found.filter(isOpen)
    if (chosen.length === 0) throw new Refusal(refused.slice(0, 5).join('\n'))
    return { chosen, refused: refused.slice(0, 5), completes: null }
  }
  const { typed, unit, place, common, exceptUnits, count } = selection
  const unitId = unit === null ? null : unitNamed(unit, units).id
  const except = new Set(exceptUnits.map((name) => unitNamed(name, units).id))
  const found = await findAssignments(trx, {
    states: ['open', 'returned'],
    ...(unitId === null ? {} : { unitIds: [unitId] }),
    ...(place === null ? {} : { place }),
    ...(common ? { common } : {}),
  })
  const chosen = found.filter((one) => !except.has(one.unitId))
  if (chosen.length === 0) {
    throw new Refusal(`${unitId === null ? '' : names.unit(unitId)}没有待整改的,不用催。回「汇总」看办到哪里了。`)
  }
  const completes = `催办 ${typed} ${chosen.length}`
  if (count !== null && count !== chosen.length) {
    throw new Refusal(`条数不对:您写了${count},现在是${chosen.length}条。确定请回「${completes}」。`)
  }
  return { chosen, refused: [], completes: count === null ? completes : null }
}

const officeOf = async (trx: Parameters<typeof unitName>[0], ctx: CommandContext): Promise<string> =>
  ctx.supervisionOfficeId === null ? '督查室' : unitName(trx, ctx.supervisionOfficeId)

export default defineCommand({
  name: '催办',
  aliases: ['chase'],
  summary: '催还没办的,每位联络员一条',
  examples: ['催办 12', '催办 县公安局', '催办 全部'],
  english: 'Chase what is still open',
  rights: ['supervision'],
  where: 'private',
  args: { which },
  run: async (trx, ctx, { which: selection }) => {
    const units = await allUnits(trx)
    const names = await namesOf(trx, units)
    const { chosen, refused, completes } = await choose(trx, selection, names, units)
    if (completes !== null) return chaseFirst({ calendar: ctx.calendar, today: ctx.today, chosen, completes })
    const office = await officeOf(trx, ctx)
    const told = await tellUnits(trx, ctx, 'chase', chosen, (theirs) =>
      chaseNotice({ office, calendar: ctx.calendar, today: ctx.today, chased: theirs }),
    )
    ctx.record({
      what: 'chase',
      assignments: chosen.map(({ number }) => number),
      after: { queued: told.queued, merged: told.merged, unreached: told.unreached },
    })
    return chasedSaid({ count: chosen.length, refused, ...told, unreached: told.unreached.map(names.unit) })
  },
})
