import type { Transaction } from 'kysely'

import { takeLoose } from '#db/inbox.ts'
import { dropSheet, keepSheet, waitingSheet } from '#db/roster.ts'
import type { Database } from '#db/schema.ts'
import { addAlias, addUnits, correctUnit } from '#db/units.ts'
import type { Message } from '#src/domain/message.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { type ReadUnits, readUnitSheet } from '#src/domain/unit-sheet.ts'
import type { Unit } from '#src/domain/unit.ts'
import { nextStepSaid } from '#src/views/setting-up.ts'
import { noUnitSheetSaid, unitCountWrong, unitsDone, unitsFirst } from '#src/views/units-import.ts'

import type { CommandContext } from '../command.ts'
import { nextStep } from './setting-up.ts'

type Trx = Transaction<Database>

const takeOver = async (trx: Trx, ctx: CommandContext, { fresh, changed }: ReadUnits): Promise<void> => {
  await addUnits(
    trx,
    fresh.map(({ name, kind, parent, aliases }) => ({
      name,
      kind,
      aliases,
      ...(parent === null ? {} : { parent }),
    })),
  )
  for (const { unit, listed, aliases } of changed) {
    const { guessed, kind, parent } = listed
    await correctUnit(trx, unit.id, { ...(guessed ? {} : { kind }), ...(parent === null ? {} : { parent }) })
    for (const alias of aliases) await addAlias(trx, alias, unit.id)
  }
  ctx.record({
    what: 'units',
    before: changed.map(({ unit }) => ({ unit: unit.name, kind: unit.kind, parent: unit.parentId })),
    after: [...fresh, ...changed.map(({ unit, listed }) => ({ ...listed, name: unit.name }))].map(
      ({ name, kind, parent, aliases }) => ({ unit: name, kind, parent, aliases }),
    ),
  })
}

/** 单位 导入: what the sheet says first, and taken over when its count is typed. */
export const importUnits = async (
  trx: Trx,
  ctx: CommandContext,
  units: readonly Unit[],
  count: number | null,
): Promise<Message> => {
  const mine = { memberId: ctx.member.id, kind: 'units' } as const
  const loose = ctx.incoming.files.length === 0 ? ctx.incoming.loose.at(-1) : undefined
  const file = (loose?.files ?? ctx.incoming.files)[0] ?? (await waitingSheet(trx, mine))
  if (file === undefined) throw new Refusal(noUnitSheetSaid)
  const read = readUnitSheet(await ctx.readSheet(file), units)
  if (loose !== undefined) await takeLoose(trx, [loose.id], ctx.incoming.id)
  const total = read.fresh.length + read.changed.length
  if (count === null) {
    await keepSheet(trx, mine, file, ctx.now)
    return unitsFirst(read, total)
  }
  if (count !== total || total === 0) throw new Refusal(unitCountWrong(count, total))
  await takeOver(trx, ctx, read)
  await dropSheet(trx, mine)
  const step = await nextStep(trx, ctx, ctx.member)
  return unitsDone(read, step === null ? '' : nextStepSaid(step))
}
