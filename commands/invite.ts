import type { Transaction } from 'kysely'

import { holders } from '#db/appointments.ts'
import { makeInvite, revokeInvites, unusedInvites } from '#db/invites.ts'
import type { Database } from '#db/schema.ts'
import { allUnits } from '#db/units.ts'
import type { Appointment } from '#src/domain/member.ts'
import { looksLikeName } from '#src/domain/person-name.ts'
import { dutyWord, heldByOne, isSamePost, needsUnit, postName, roleOrLiaison } from '#src/domain/post.ts'
import { Refusal } from '#src/domain/refusal.ts'
import type { Unit } from '#src/domain/unit.ts'
import { invitedSaid, invitesSaid, neitherRoleNorName, revokedSaid } from '#src/views/people.ts'

import { unitNamed } from './acting.ts'
import { defineCommand } from './command.ts'
import { appsOf } from './people/listing.ts'
import { type SaidOfPerson, saidOfPerson } from './people/words.ts'

const example = '例:邀请 县卫健局 联络员,或 邀请 - 县领导'

/** The post that is meant, and the name of whom it is for. Refuses what is no post. */
const postMeant = (said: SaidOfPerson, words: readonly string[], units: readonly Unit[]) => {
  const duty = roleOrLiaison(said.duty)
  const [unit, name = null, ...more] = needsUnit(duty.role) ? words : [undefined, ...words]
  if (needsUnit(duty.role) && unit === undefined) throw new Refusal(`请写单位。${example}`)
  const found = unit === undefined ? null : unitNamed(unit, units)
  if (more.length > 0 || (name !== null && name.length > 20))
    throw new Refusal(`没看懂「${said.typed.slice(0, 40)}」。${example}`)
  if (said.duty === null && name !== null && !looksLikeName(name))
    throw new Refusal(neitherRoleNorName(name, unit ?? ''))
  if (!needsUnit(duty.role) && name !== null && units.some((one) => one.name === name))
    throw new Refusal(`${postName(null, duty)}不属于单位。${example}`)
  const post: Appointment = { ...duty, unitId: found?.id ?? null }
  return { post, name, called: postName(found?.name ?? null, post) }
}

const listOpen = async (trx: Transaction<Database>, now: string, units: readonly Unit[]) => {
  const names = new Map(units.map(({ id, name }) => [id, name]))
  const open = (await unusedInvites(trx, now)).filter((invite) => invite.open)
  return invitesSaid(
    open.map(({ post, name, expiresAt }) => ({
      called: postName(post.unitId === null ? null : (names.get(post.unitId) ?? '?'), post),
      name,
      expiresAt,
      revokes: [
        '邀请 作废',
        post.unitId === null ? '-' : (names.get(post.unitId) ?? '?'),
        dutyWord(post),
        ...(heldByOne(post.role) || name === null ? [] : [name]),
      ].join(' '),
    })),
  )
}

export default defineCommand({
  name: '邀请',
  aliases: ['invite'],
  summary: '发一次性邀请码;「邀请」看还没用的,「邀请 作废 …」收回',
  examples: [
    '邀请 县卫健局',
    '邀请 县卫健局 B岗',
    '邀请 县卫健局 负责人 张三 13812345678',
    '邀请 - 县领导',
    '邀请 作废 县卫健局',
  ],
  english: 'Make a one-time code for a person',
  rights: ['supervision', 'admin'],
  where: 'private',
  args: { said: saidOfPerson('单位 [角色] [姓名] [手机]') },
  run: async (trx, ctx, { said }) => {
    const units = await allUnits(trx)
    if (said.typed === '') return listOpen(trx, ctx.now, units)
    const revokes = said.words[0] === '作废' || said.words[0] === '撤销'
    const { post, name, called } = postMeant(said, revokes ? said.words.slice(1) : said.words, units)
    if (revokes) {
      const revoked = await revokeInvites(trx, post, name, ctx.now)
      if (revoked.length === 0) throw new Refusal(`${called}没有还能用的邀请码。回「邀请」看还没用的。`)
      ctx.record({ what: 'revoke', before: { invites: revoked, ...post } })
      return revokedSaid(called)
    }
    const made = await makeInvite(trx, { post, name, phone: said.phone, by: ctx.member.id, at: ctx.now })
    ctx.record({ what: 'invite', after: { invite: made.id, ...post } })
    const holding = heldByOne(post.role)
      ? (await holders(trx, { unitId: post.unitId! })).filter((one) => isSamePost(one.post, post))
      : []
    return invitedSaid({ ...made, called, name, holding: holding[0] ?? null, apps: appsOf(ctx) })
  },
})
