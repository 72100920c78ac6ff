import type { Transaction } from 'kysely'

import { readDigestSource } from '#db/digests.ts'
import { enqueuePushes } from '#db/pushes.ts'
import type { Database } from '#db/schema.ts'
import { addressees } from '#src/domain/digests.ts'
import type { Message } from '#src/domain/message.ts'
import type { Reachable } from '#src/domain/recipients.ts'
import { inWindow } from '#src/domain/reminders.ts'
import type { Unit } from '#src/domain/unit.ts'

import type { CommandContext } from './command.ts'

type Trx = Transaction<Database>

export interface Audience {
  readonly units: readonly Unit[]
  /** By person, the units they are told for. */
  readonly people: ReadonlyMap<Reachable, readonly number[]>
  readonly unreached: readonly Unit[]
}

/** Who is told for these units: one person a unit, one message a person. */
export const audienceOf = async (trx: Trx, units: readonly Unit[]): Promise<Audience> => {
  const told = addressees(await readDigestSource(trx))
  const people = new Map<Reachable, number[]>()
  for (const unit of units) {
    const person = told.get(unit.id)
    if (person === undefined) continue
    const own = people.get(person)
    if (own === undefined) people.set(person, [unit.id])
    else own.push(unit.id)
  }
  return { units, people, unreached: units.filter(({ id }) => !told.has(id)) }
}

/** Queues one push a person within the day's quota; returns each unit's message and how many had to wait. */
export const pushTo = async (
  trx: Trx,
  ctx: CommandContext,
  { people, unreached }: Audience,
  push: { readonly keyPrefix: string; readonly body: Message },
): Promise<{
  readonly units: { readonly unitId: number; readonly messageKey: string | null }[]
  readonly queued: number
  readonly merged: number
}> => {
  const units: { unitId: number; messageKey: string | null }[] = unreached.map(({ id }) => ({
    unitId: id,
    messageKey: null,
  }))
  const within = inWindow(ctx.calendar, ctx.now)
  const pushes = [...people].flatMap(([person, unitIds]) => {
    const [to] = person.addresses
    if (to === undefined) return []
    const key = `${push.keyPrefix}/member ${person.id}`
    units.push(...unitIds.map((unitId) => ({ unitId, messageKey: key })))
    return [
      {
        kind: 'broadcast' as const,
        key,
        cause: `inbox/${ctx.incoming.id}`,
        memberId: person.id,
        to,
        numbers: [],
        at: ctx.now,
        today: ctx.today,
        inWindow: within,
        body: push.body,
      },
    ]
  })
  const placed = [...(await enqueuePushes(trx, pushes)).values()]
  const queued = placed.filter((place) => place === 'queued').length
  return { units, queued, merged: placed.length - queued }
}
