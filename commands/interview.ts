import type { Transaction } from 'kysely'

import { findAssignments } from '#db/assignments.ts'
import { everybody } from '#db/everybody.ts'
import { remindedDays } from '#db/reminded.ts'
import type { Database } from '#db/schema.ts'
import { readStrikes, restoreName, strikeOff } from '#db/strikes.ts'
import { readRegister } from '#db/units.ts'
import { dateAt } from '#src/domain/instant.ts'
import { type InterviewCase, interviewList } from '#src/domain/interview.ts'
import { type ReachableMember } from '#db/members.ts'
import { unitsAs } from '#src/domain/member.ts'
import { isSupervision } from '#src/domain/morning.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { carrierOf } from '#src/domain/routing.ts'
import type { Unit } from '#src/domain/unit.ts'
import { type InterviewFacts, interviewSaid, restoredSaid, struckSaid } from '#src/views/interview.ts'

import { namesOf, unitNamed } from './acting.ts'
import { rest } from './args.ts'
import { type CommandContext, defineCommand } from './command.ts'
import { foldWidth } from './cursor.ts'

type Trx = Transaction<Database>

const readList = async (trx: Trx, ctx: CommandContext) =>
  interviewList(
    ctx.calendar,
    await findAssignments(trx, { states: ['open', 'submitted', 'returned', 'disputed', 'closed'] }),
    await readStrikes(trx),
    ctx.today,
  )

/** When the unit was told, when it acknowledged, and on how many days it was reminded since. */
const factsOf = async (
  trx: Trx,
  one: InterviewCase,
  people: readonly ReachableMember[],
  carrier: number | null,
): Promise<InterviewFacts> => {
  const late = one.late.map(({ assignment }) => assignment)
  const first = (days: readonly string[]): string | null => days.toSorted()[0] ?? null
  const told = first(late.flatMap(({ announcedOn }) => announcedOn ?? []))
  const tellers = people.filter((person) =>
    unitsAs(person, 'liaison').some((id) => id === one.unitId || id === carrier),
  )
  return {
    ...one,
    told,
    acknowledged: first(late.flatMap(({ acknowledgedAt }) => (acknowledgedAt === null ? [] : dateAt(acknowledgedAt)))),
    unacknowledged: late.filter(({ acknowledgedAt }) => acknowledgedAt === null).length,
    reminded:
      told === null
        ? 0
        : await remindedDays(
            trx,
            tellers.map(({ id }) => id),
            told,
          ),
  }
}

const strike = async (trx: Trx, ctx: CommandContext, unit: Unit, reason: string) => {
  if (reason === '') throw new Refusal(`请写明理由,例:约谈 除 ${unit.name} 正在抗洪`)
  const found = (await readList(trx, ctx)).listed.find(({ unitId }) => unitId === unit.id)
  if (found === undefined) throw new Refusal(`${unit.name}不在约谈名单里。回「约谈」看名单。`)
  const numbers = found.late.map(({ assignment }) => assignment.number)
  await strikeOff(trx, { unitId: unit.id, numbers, reason, by: ctx.member.id, at: ctx.now })
  ctx.record({ what: 'strike', assignments: numbers, after: { unit: unit.id, reason } })
  return struckSaid(unit.name, numbers)
}

const restore = async (trx: Trx, ctx: CommandContext, unit: Unit) => {
  if (!(await restoreName(trx, unit.id))) throw new Refusal(`${unit.name}没有被划去。回「约谈」看名单。`)
  ctx.record({ what: 'restore', after: { unit: unit.id } })
  return restoredSaid(unit.name)
}

export default defineCommand({
  name: '约谈',
  aliases: ['interview'],
  summary: '够约谈条件的单位和依据;督查室可以划去',
  examples: ['约谈', '约谈 除 县公安局 正在抗洪', '约谈 恢复 县公安局'],
  english: 'Units due for an interview, with the facts',
  rights: ['leader', 'supervision'],
  where: 'private',
  args: { what: rest('除|恢复 单位 理由') },
  run: async (trx, ctx, { what }) => {
    const register = await readRegister(trx)
    const office = isSupervision(ctx.member, ctx.supervisionOfficeId)
    const act = /^(除|恢复)\s*(\S+)\s*([^]*)$/.exec(foldWidth(what))
    if (act !== null) {
      if (!office) throw new Refusal('划去和恢复由督查室办。')
      const unit = unitNamed(act[2]!, register.units)
      return act[1] === '除' ? strike(trx, ctx, unit, act[3]!.trim()) : restore(trx, ctx, unit)
    }
    if (what !== '') throw new Refusal('只回「约谈」看名单。划去例:约谈 除 县公安局 正在抗洪')
    const { listed, struck } = await readList(trx, ctx)
    const people = await everybody(trx)
    const byId = new Map(register.units.map((unit) => [unit.id, unit]))
    const cases: InterviewFacts[] = []
    for (const one of listed) {
      cases.push(await factsOf(trx, one, people, carrierOf(one.unitId, byId, register.reachable)))
    }
    return interviewSaid({ cases, struck, office, names: await namesOf(trx, register.units) })
  },
})
