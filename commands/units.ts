import type { Transaction } from 'kysely'

import { countAssignments } from '#db/assignments.ts'
import type { Database } from '#db/schema.ts'
import { writeSetting } from '#db/settings.ts'
import { readRegister } from '#db/units.ts'
import type { Message } from '#src/domain/message.ts'
import { Refusal } from '#src/domain/refusal.ts'
import type { Unit } from '#src/domain/unit.ts'
import { nextStepSaid } from '#src/views/setting-up.ts'
import { officeFirst, officeSetSaid, officeShown, unitSaid, unitsSaid } from '#src/views/units.ts'

import { unitNamed } from './acting.ts'
import { type Arg, rest } from './args.ts'
import { type CommandContext, defineCommand } from './command.ts'
import { take } from './cursor.ts'
import { importUnits } from './people/importing-units.ts'
import { appsOf, listPeople, seesPhones } from './people/listing.ts'
import { nextStep } from './people/setting-up.ts'

type Wanted =
  | { readonly kind: 'import'; readonly count: number | null }
  | { readonly kind: 'office'; readonly unit: string; readonly confirmed: boolean }
  | { readonly kind: 'show'; readonly unit: string }

const wanted: Arg<Wanted> = {
  shape: '[单位|导入 [家数]|督查室 单位]',
  read: (cursor) => {
    if (take(cursor, /\s*(?:导入|import)(?=$|[\s\d])/) !== null) {
      const count = take(cursor, /\s*(\d{1,5})\s*家?\s*$/)
      const other = count === null ? rest('').read(cursor) : ''
      if (other !== '') throw new Refusal(`「${other.slice(0, 20)}」不是家数。请只回家数,例:单位 导入 68`)
      return { kind: 'import', count: count === null ? null : Number(count[1]) }
    }
    if (take(cursor, /\s*督查室(?=$|\s)/) === null) return { kind: 'show', unit: rest('').read(cursor) }
    const said = rest('').read(cursor)
    const unit = said.replace(/\s*(?:确认|确定)$/, '')
    return { kind: 'office', unit, confirmed: unit !== said }
  },
}

/** Which unit's officers import, publish and broadcast: the administrator's to say; a change only when confirmed. */
const setOffice = async (
  trx: Transaction<Database>,
  ctx: CommandContext,
  units: readonly Unit[],
  wish: { readonly unit: string; readonly confirmed: boolean },
): Promise<Message> => {
  const before = units.find(({ id }) => id === ctx.supervisionOfficeId)
  if (wish.unit === '') return officeShown(before?.name ?? null)
  if (!ctx.member.appointments.some(({ role }) => role === 'admin')) throw new Refusal('哪一家是督查室由管理员定。')
  const unit = unitNamed(wish.unit, units)
  if (unit.id === before?.id) return officeShown(unit.name)
  if (before !== undefined && !wish.confirmed) return officeFirst(before.name, unit.name)
  await writeSetting(trx, 'supervisionOfficeId', unit.id)
  ctx.record({ what: 'supervisionOffice', before: { unit: before?.id ?? null }, after: { unit: unit.id } })
  const step = await nextStep(trx, { supervisionOfficeId: unit.id }, ctx.member)
  return officeSetSaid(unit.name, step === null ? '' : nextStepSaid(step))
}

export default defineCommand({
  name: '单位',
  aliases: ['units'],
  summary: '单位名单,或一家单位的别名、人员和待办数;发来表格后「单位 导入」',
  examples: ['单位', '单位 县卫健局', '单位 导入', '单位 督查室 县政府督查室'],
  english: 'Units, their names and people',
  rights: ['supervision', 'admin'],
  where: 'private',
  args: { what: wanted },
  run: async (trx, ctx, { what }) => {
    const { units, reachable } = await readRegister(trx)
    if (what.kind === 'import') return importUnits(trx, ctx, units, what.count)
    if (what.kind === 'office') return setOffice(trx, ctx, units, what)
    if (what.unit === '') {
      const step = await nextStep(trx, ctx, ctx.member)
      return unitsSaid(units, reachable, step === null ? '' : nextStepSaid(step))
    }
    const unit = unitNamed(what.unit, units)
    return unitSaid({
      unit,
      parent: units.find(({ id }) => id === unit.parentId)?.name ?? null,
      subUnits: units.filter(({ parentId }) => parentId === unit.id).map(({ name }) => name),
      people: await listPeople(trx, ctx, units, unit.id),
      open: await countAssignments(trx, { unitIds: [unit.id], states: ['open', 'returned'] }),
      wholePhones: seesPhones(ctx),
      apps: appsOf(ctx),
    })
  },
})
