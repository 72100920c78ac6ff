import type { Transaction } from 'kysely'

import { findAssignments, lockAssignments } from '#db/assignments.ts'
import type { Database } from '#db/schema.ts'
import { acknowledge } from '#db/submissions.ts'
import { allUnits } from '#db/units.ts'
import type { Assignment } from '#src/domain/assignment.ts'
import { isKin, unitsAs } from '#src/domain/member.ts'
import { Refusal } from '#src/domain/refusal.ts'
import type { Unit } from '#src/domain/unit.ts'
import { onBehalfAcknowledgedSaid, onBehalfSaid } from '#src/views/receipt.ts'

import { namesOf, unitNamed } from './acting.ts'
import { type Arg, choosesNothing, takeNumbers } from './args.ts'
import { type CommandContext, defineCommand } from './command.ts'
import { take } from './cursor.ts'
import { reported, reportOn, withBoxes } from './reporting.ts'

type Trx = Transaction<Database>

type Whose =
  | { readonly kind: 'numbers'; readonly numbers: readonly number[] }
  | { readonly kind: 'unit'; readonly name: string }

const whose: Arg<Whose> = {
  shape: '编号',
  misses: choosesNothing,
  read: (cursor) => {
    const numbers = takeNumbers(cursor)
    if (numbers.length > 0) return { kind: 'numbers', numbers }
    const name = take(cursor, /\s*([^\s\d#]{2,30})(?=$|\s)/)?.[1]
    if (name === undefined) throw new Refusal('请写明是哪几条,或哪个单位签收。')
    return { kind: 'unit', name }
  },
}

/** Nobody enters for his own unit what he may judge. */
const refuseOwn = (ctx: CommandContext, chosen: readonly Assignment[], units: readonly Unit[]): void => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const own = chosen.find((one) => unitsAs(ctx.member, 'officer').some((id) => isKin(id, one.unitId, byId)))
  if (own !== undefined) throw new Refusal(`#${own.number} 是贵单位(或上下级)自己的,不能代录。`)
}

const acknowledgeFor = async (trx: Trx, ctx: CommandContext, unit: Unit) => {
  const found = await findAssignments(trx, {
    unitIds: [unit.id],
    states: ['open', 'returned', 'submitted', 'disputed'],
  })
  const fresh = found.filter(({ acknowledgedAt }) => acknowledgedAt === null)
  if (fresh.length === 0) throw new Refusal(`${unit.name}没有还没签收的事项。`)
  await acknowledge(
    trx,
    fresh.map(({ id }) => id),
    { memberId: ctx.member.id, at: ctx.now },
  )
  ctx.record({
    what: 'acknowledgeOnBehalf',
    assignments: fresh.map(({ number }) => number),
    before: { acknowledgedAt: null },
    after: { acknowledgedAt: ctx.now },
  })
  return onBehalfAcknowledgedSaid(unit.name, fresh.length)
}

export default defineCommand({
  name: '代录',
  aliases: ['onbehalf'],
  summary: '单位打电话来报的,替它记上(注明电话代录)',
  examples: ['代录 12 已更新 网址', '代录 62 1 平台已注销', '代录 县卫健局 收到'],
  english: 'Enter what a unit reports by telephone',
  rights: ['supervision'],
  where: 'private',
  args: { whose, words: reported },
  run: async (trx, ctx, { whose: chosenBy, words }) => {
    const units = await allUnits(trx)
    if (chosenBy.kind === 'unit') {
      const unit = unitNamed(chosenBy.name, units)
      if (words.note !== '收到')
        throw new Refusal(`替${unit.name}记整改要写编号,例:代录 12 已更新;签收写:代录 ${unit.name} 收到`)
      return acknowledgeFor(trx, ctx, unit)
    }
    const { selection, said } = await withBoxes(trx, chosenBy, words)
    const numbers = selection.kind === 'numbers' ? selection.numbers : []
    const chosen = await lockAssignments(trx, { numbers })
    const missing = numbers.filter((number) => !chosen.some((one) => one.number === number))
    if (missing.length > 0) throw new Refusal(`没有 #${missing.slice(0, 5).join('、#')}。请核对编号。`)
    refuseOwn(ctx, chosen, units)
    const result = await reportOn(trx, ctx, chosen, said, true)
    return onBehalfSaid({ ...result, names: await namesOf(trx, units) })
  },
})
