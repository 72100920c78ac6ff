import type { Transaction } from 'kysely'

import { everybody } from '#db/everybody.ts'
import { enqueuePush } from '#db/pushes.ts'
import type { Database } from '#db/schema.ts'
import { readRegister } from '#db/units.ts'
import type { Assignment } from '#src/domain/assignment.ts'
import { addressees } from '#src/domain/digests.ts'
import type { Message } from '#src/domain/message.ts'
import type { PushKind } from '#src/domain/pushes.ts'
import { inWindow } from '#src/domain/reminders.ts'

import type { CommandContext } from './command.ts'

export interface Told {
  /** People whose push is on its way. */
  readonly queued: number
  /** People who are told by their next digest. */
  readonly merged: number
  /** Units that nobody can be told for: the call sheet's. */
  readonly unreached: readonly number[]
}

/** Tells of assignments at once: one push a person, however many units and items; what has no route is left to the call sheet. */
export const tellUnits = async (
  trx: Transaction<Database>,
  ctx: CommandContext,
  kind: PushKind,
  assignments: readonly Assignment[],
  bodyOf: (theirs: readonly Assignment[]) => Message,
): Promise<Told> => {
  const people = await everybody(trx)
  const byUnit = addressees({ ...(await readRegister(trx)), people })
  const unreached = new Set<number>()
  const count = { queued: 0, merged: 0 }
  for (const [person, theirs] of Map.groupBy(assignments, ({ unitId }) => byUnit.get(unitId))) {
    const to = person?.addresses[0]
    if (person === undefined || to === undefined) {
      for (const { unitId } of theirs) unreached.add(unitId)
      continue
    }
    count[
      await enqueuePush(trx, {
        kind,
        key: `${kind}/${ctx.incoming.id}/member ${person.id}`,
        cause: `inbox/${ctx.incoming.id}`,
        memberId: person.id,
        to,
        numbers: theirs.map(({ number }) => number),
        at: ctx.now,
        today: ctx.today,
        body: bodyOf(theirs),
        inWindow: inWindow(ctx.calendar, ctx.now),
      })
    ] += 1
  }
  return { ...count, unreached: [...unreached] }
}
