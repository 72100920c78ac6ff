import { keepFile } from '#db/files.ts'
import { takeLoose } from '#db/inbox.ts'
import { keepSheet, waitingSheet } from '#db/roster.ts'
import { readRegister } from '#db/units.ts'
import type { FileRef } from '#src/domain/message.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { noRosterSaid, rosterFirst } from '#src/views/roster-import.ts'
import { rosterSaid, rosterSheet } from '#src/views/roster.ts'
import { noUnitsSaid } from '#src/views/setting-up.ts'
import { unitSaid } from '#src/views/units.ts'

import { unitNamed } from './acting.ts'
import { type Arg, rest } from './args.ts'
import { defineCommand } from './command.ts'
import { take } from './cursor.ts'
import { checkRoster, importRoster } from './people/importing.ts'
import { appsOf, listPeople, seesPhones } from './people/listing.ts'

type Wanted =
  | { readonly imports: true; readonly count: number | null }
  | { readonly imports: false; readonly unit: string }

const wanted: Arg<Wanted> = {
  shape: '[单位|导入 [人数]]',
  read: (cursor) => {
    if (take(cursor, /\s*(?:导入|import)(?=$|[\s\d])/) === null) return { imports: false, unit: rest('').read(cursor) }
    const count = take(cursor, /\s*(\d{1,5})\s*人?\s*$/)
    const other = count === null ? rest('').read(cursor) : ''
    if (other !== '') throw new Refusal(`「${other.slice(0, 20)}」不是人数。请只回人数,例:名册 导入 62`)
    return { imports: true, count: count === null ? null : Number(count[1]) }
  },
}

export default defineCommand({
  name: '名册',
  aliases: ['roster'],
  summary: '谁绑定了、谁没有;发来表格后「名册 导入」批量发邀请码',
  examples: ['名册', '名册 县卫健局', '名册 导入', '名册 导入 62'],
  english: 'Who is bound and who is not',
  rights: ['supervision', 'admin'],
  where: 'private',
  args: { what: wanted },
  run: async (trx, ctx, { what }) => {
    const { units, reachable } = await readRegister(trx)
    if (what.imports) {
      if (units.length === 0) throw new Refusal(noUnitsSaid)
      const mine = { memberId: ctx.member.id, kind: 'people' } as const
      const loose = ctx.incoming.files.length === 0 ? ctx.incoming.loose.at(-1) : undefined
      const fresh: FileRef | undefined = (loose?.files ?? ctx.incoming.files)[0]
      // A sheet that was shown before waits for its count, whatever was said in between.
      const file = fresh ?? (await waitingSheet(trx, mine))
      if (file === undefined) throw new Refusal(noRosterSaid)
      const checked = await checkRoster(trx, ctx, file, units)
      if (loose !== undefined) await takeLoose(trx, [loose.id], ctx.incoming.id)
      if (what.count !== null) return importRoster(trx, ctx, checked, what.count, units)
      await keepSheet(trx, mine, file, ctx.now)
      return rosterFirst(checked.check)
    }
    if (what.unit !== '') {
      const unit = unitNamed(what.unit, units)
      const people = await listPeople(trx, ctx, units, unit.id)
      return unitSaid({
        unit,
        people,
        wholePhones: seesPhones(ctx),
        apps: appsOf(ctx),
        subUnits: [],
        parent: null,
        open: null,
      })
    }
    const people = await listPeople(trx, ctx, units)
    const wholePhones = seesPhones(ctx)
    const reached = new Set(units.filter(({ id }) => reachable.has(id)).map(({ name }) => name))
    const bytes = new TextEncoder().encode(rosterSheet(people, wholePhones))
    const sheet = await keepFile(trx, { name: `名册-${ctx.today}.csv`, type: 'text/csv', bytes })
    return rosterSaid({ units: units.map(({ name }) => name), people, reached, wholePhones, apps: appsOf(ctx) }, sheet)
  },
})
