import type { Transaction } from 'kysely'

import { type Holder, holders, setPhone } from '#db/appointments.ts'
import { keepFile } from '#db/files.ts'
import { makeInvite } from '#db/invites.ts'
import { dropSheet } from '#db/roster.ts'
import type { Database } from '#db/schema.ts'
import { dateAt, type Instant, minutesAfter, wallClock } from '#src/domain/instant.ts'
import { codeMinutes } from '#src/domain/code.ts'
import type { FileRef, Message } from '#src/domain/message.ts'
import { dutyName, heldByOne, isSamePost, postName } from '#src/domain/post.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { type Listed, readRoster } from '#src/domain/roster.ts'
import type { Unit } from '#src/domain/unit.ts'
import { phoneSaid } from '#src/views/people.ts'
import { type RosterCheck, rosterCountWrong, rosterDone } from '#src/views/roster-import.ts'
import { type Slip, slipsPage, slipsSheet } from '#src/views/slips.ts'

import type { CommandContext } from '../command.ts'
import { seesPhones } from './listing.ts'

type Trx = Transaction<Database>

export interface CheckedRoster {
  readonly fresh: readonly Listed[]
  /** Listed ones who are bound to their post already, with the one they are. */
  readonly bound: readonly (readonly [Listed, Holder])[]
  readonly check: RosterCheck
}

/** Reads a roster's file against the register as it stands now. */
export const checkRoster = async (
  trx: Trx,
  ctx: CommandContext,
  file: FileRef,
  units: readonly Unit[],
): Promise<CheckedRoster> => {
  const { listed, faults } = readRoster(await ctx.readSheet(file), units)
  const held = await holders(trx)
  const fresh: Listed[] = []
  const bound: [Listed, Holder][] = []
  for (const one of listed) {
    const same = held.find(({ name, post }) => name === one.name && isSamePost(post, one.post))
    if (same === undefined) fresh.push(one)
    else bound.push([one, same])
  }
  const names = new Map(units.map(({ id, name }) => [id, name]))
  const succeeding = fresh
    .filter(({ post }) => heldByOne(post.role) && held.some((one) => isSamePost(one.post, post)))
    .map(({ post }) => postName(post.unitId === null ? null : (names.get(post.unitId) ?? '?'), post))
  const byDuty = [...Map.groupBy(fresh, ({ post }) => dutyName(post))].map(
    ([duty, some]) => [duty, some.length] as const,
  )
  return { fresh, bound, check: { fresh: fresh.length, byDuty, bound: bound.length, faults, succeeding } }
}

const keepSlips = async (trx: Trx, slips: readonly Slip[], now: Instant): Promise<FileRef[]> => {
  const name = `邀请码-${dateAt(now)}`
  const encode = (said: string): Uint8Array => new TextEncoder().encode(said)
  return [
    await keepFile(trx, { name: `${name}.csv`, type: 'text/csv', bytes: encode(slipsSheet(slips)) }),
    await keepFile(trx, { name: `${name}-打印.html`, type: 'text/html', bytes: encode(slipsPage(slips)) }),
  ]
}

/** Makes a code for everybody who has none, when the count typed is theirs. Refuses another count. */
export const importRoster = async (
  trx: Trx,
  ctx: CommandContext,
  { fresh, bound, check }: CheckedRoster,
  count: number,
  units: readonly Unit[],
): Promise<Message> => {
  if (count !== fresh.length || count === 0) throw new Refusal(rosterCountWrong(count, fresh.length))
  const names = new Map(units.map(({ id, name }) => [id, name]))
  const whole = seesPhones(ctx)
  const slips: Slip[] = []
  const calls: string[] = []
  const invites: number[] = []
  for (const { post, name, phone } of fresh) {
    const { id, code, expiresAt } = await makeInvite(trx, { post, name, phone, by: ctx.member.id, at: ctx.now })
    const unit = post.unitId === null ? '' : (names.get(post.unitId) ?? '?')
    const said = phone === null ? '' : phoneSaid(phone, whole)
    slips.push({ unit, duty: dutyName(post), name, phone: said, code, until: wallClock(expiresAt) })
    calls.push(`${unit}${dutyName(post)} ${name} ${said === '' ? '没有电话' : said}`)
    invites.push(id)
  }
  for (const [{ phone }, { memberId, phone: before }] of bound)
    if (phone !== null && phone !== before) await setPhone(trx, memberId, phone)
  await dropSheet(trx, { memberId: ctx.member.id, kind: 'people' })
  ctx.record({ what: 'roster', after: { invites, bound: bound.length, faults: check.faults.length } })
  return rosterDone(check, minutesAfter(ctx.now, codeMinutes), await keepSlips(trx, slips, ctx.now), calls)
}
