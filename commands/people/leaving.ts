import type { Transaction } from 'kysely'

import { endAppointments, type Holder, holders, peopleOfUnit } from '#db/appointments.ts'
import { dropWaiting, moveWaiting, phoneWaiting, type Rerouted, unannounce } from '#db/rerouting.ts'
import type { Database } from '#db/schema.ts'
import { readRegister } from '#db/units.ts'
import type { Instant } from '#src/domain/instant.ts'
import { type Reachable, recipientsOf } from '#src/domain/recipients.ts'
import { carriedUnits } from '#src/domain/routing.ts'

type Trx = Transaction<Database>

const answersForUnit = ({ post }: Holder): boolean => post.role === 'liaison' || post.role === 'head'

/** Who is written to for a unit when these posts are gone; null: nobody of it can be reached. */
export const successorIn = async (trx: Trx, unitId: number, without: readonly Holder[]): Promise<Reachable | null> => {
  const gone = new Set(without.filter(({ post }) => post.unitId === unitId).map(({ memberId }) => memberId))
  const people = (await peopleOfUnit(trx, unitId)).filter(({ id }) => !gone.has(id))
  return recipientsOf(unitId, people)[0] ?? null
}

/** The units somebody answers for by these posts, with the sub-units carried there. */
export const unitsBehind = async (trx: Trx, posts: readonly Holder[]): Promise<number[]> => {
  const own = posts.filter(answersForUnit).flatMap(({ post }) => post.unitId ?? [])
  const { units, reachable } = await readRegister(trx)
  const carried = carriedUnits(units, new Set([...reachable, ...own]))
  return [...new Set(own.flatMap((id) => carried.get(id) ?? [id]))]
}

/**
 * Ends posts of one person at once, and gives what still waits for him to whoever is written to for the unit now: the
 * deputy, else the head, else the call sheet.
 */
export const endPosts = async (trx: Trx, posts: readonly Holder[], now: Instant, reason: string): Promise<Rerouted> => {
  const [first] = posts
  if (first === undefined) return { moved: 0, phone: 0, dropped: 0 }
  const { memberId } = first
  const behind = await unitsBehind(trx, posts)
  await endAppointments(
    trx,
    posts.map(({ appointmentId }) => appointmentId),
    now,
  )
  const rest = await holders(trx, { memberId })
  const left = posts.filter(answersForUnit)
  // An officer who stays something else keeps what waits: it cannot be told which post it was for.
  if (left.length === 0)
    return rest.length > 0 ? { moved: 0, phone: 0, dropped: 0 } : dropWaiting(trx, memberId, reason)
  const unitIds = [...new Set(left.flatMap(({ post }) => post.unitId ?? []))]
  const successors = await Promise.all(unitIds.map((id) => successorIn(trx, id, left)))
  const [successor = null] = successors
  const goesOneWay = successors.every((one) => one?.id === successor?.id) && !rest.some(answersForUnit)
  if (goesOneWay && successor === null) return phoneWaiting(trx, memberId, reason)
  const address = successor?.addresses[0]
  const rerouted =
    goesOneWay && successor !== null && address !== undefined
      ? await moveWaiting(trx, memberId, { memberId: successor.id, address }, reason)
      : await dropWaiting(trx, memberId, reason)
  if (rerouted.dropped > 0) await unannounce(trx, behind)
  return rerouted
}
