import type { Transaction } from 'kysely'

import { findAssignments } from '#db/assignments.ts'
import type { Database } from '#db/schema.ts'
import { isLeader, unitsAs } from '#src/domain/member.ts'

import { actingUnits } from '../acting.ts'
import type { CommandContext } from '../command.ts'

/** More than any message of ours names. */
const most = 200

/** The numbers a message of ours names, written #12 or #15–#20; at most so many. */
export const numbersIn = (quoted: string): number[] => {
  const numbers = new Set<number>()
  for (const [, from, to] of quoted.matchAll(/#\s?(\d{1,7})(?:\s?[–—~-]\s?#(\d{1,7}))?/g)) {
    const last = to === undefined ? Number(from) : Number(to)
    for (let number = Number(from); number <= last && numbers.size < most; number += 1) numbers.add(number)
  }
  return [...numbers].slice(0, most)
}

/**
 * Which of them concern the speaker: his units' items, those he judges, any where he may see all. It only says what he
 * may have meant; his rights are checked by the command as if he had typed the number.
 */
export const quotedNumbers = async (trx: Transaction<Database>, ctx: CommandContext): Promise<number[]> => {
  const numbers = ctx.incoming.quoted === null ? [] : numbersIn(ctx.incoming.quoted)
  if (numbers.length === 0) return []
  const { member, supervisionOfficeId } = ctx
  const acts = unitsAs(member, 'liaison', 'head').length > 0
  const own = acts ? (await actingUnits(trx, ctx)).all : []
  const offices = unitsAs(member, 'officer')
  const seesAll = isLeader(member) || (supervisionOfficeId !== null && offices.includes(supervisionOfficeId))
  const found = await findAssignments(trx, { numbers })
  const concerned = new Set(
    found.flatMap(({ number, unitId, receiverUnitId }) =>
      seesAll || own.includes(unitId) || (receiverUnitId !== null && offices.includes(receiverUnitId)) ? [number] : [],
    ),
  )
  return numbers.filter((number) => concerned.has(number))
}
