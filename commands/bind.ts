import type { Transaction } from 'kysely'

import { accountsOf, addAccount, dropChannel } from '#db/accounts.ts'
import { markAnnounced } from '#db/assignments.ts'
import { addBoundMember, appoint, dropLocalAddress, endAppointments, holders, setPhone } from '#db/appointments.ts'
import { addWrongTry, wrongTries } from '#db/attempts.ts'
import { type AccountCode, type Invite, lockInvite, useInvite } from '#db/invites.ts'
import { memberAt } from '#db/members.ts'
import type { Database } from '#db/schema.ts'
import { unitName } from '#db/units.ts'
import { mostTries, readCode } from '#src/domain/code.ts'
import { nobody, unitsAs } from '#src/domain/member.ts'
import type { Message } from '#src/domain/message.ts'
import { heldByOne, isSamePost, postName } from '#src/domain/post.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { accountAddedSaid, accountTakenSaid, otherAppSaid, sameAppSaid } from '#src/views/accounts.ts'
import { unboundSaid } from '#src/views/help.ts'
import {
  alreadyBoundSaid,
  boundBareSaid,
  houseRules,
  leaderRules,
  tooManyTriesSaid,
  welcomeSaid,
  wrongCodeSaid,
} from '#src/views/people.ts'

import { rest } from './args.ts'
import { type CommandContext, defineCommand } from './command.ts'
import { endPosts } from './people/leaving.ts'
import { hintFor, openItems } from './people/open-items.ts'
import { postNames } from './speaker.ts'

type Trx = Transaction<Database>

/** Whoever held the post gives way: of a trial always, of a post that one person holds always. */
const giveWay = async (trx: Trx, ctx: CommandContext, { post }: Invite, memberId: number): Promise<void> => {
  const isReal = ctx.incoming.channel !== 'local'
  const others = (await holders(trx, post.unitId === null ? {} : { unitId: post.unitId })).filter(
    (one) => one.memberId !== memberId && isSamePost(one.post, post),
  )
  for (const other of others) {
    const isVirtual = isReal && other.channels.length > 0 && other.channels.every((channel) => channel === 'local')
    if (!isVirtual && !heldByOne(post.role)) continue
    await endPosts(trx, [other], ctx.now, '岗位已由他人接任')
    if (isVirtual) await dropLocalAddress(trx, other.memberId)
    ctx.record({ what: 'succeed', by: memberId, before: { member: other.memberId, ...post } })
  }
}

/** Binds the speaker's account to the post of a valid code. */
const bind = async (trx: Trx, ctx: CommandContext, invite: Invite): Promise<Message> => {
  const { post } = invite
  const called = postName(post.unitId === null ? null : await unitName(trx, post.unitId), post)
  const account = { channel: ctx.incoming.channel, id: ctx.incoming.sender }
  const known = ctx.member.appointments.find(({ unitId, role }) => unitId === post.unitId && role === post.role)
  if (known !== undefined && isSamePost(known, post)) return alreadyBoundSaid(called)
  const isNew = ctx.member === nobody
  const memberId = isNew
    ? await addBoundMember(trx, { name: invite.name ?? called, phone: invite.phone }, account)
    : ctx.member.id
  if (!isNew && invite.phone !== null) await setPhone(trx, memberId, invite.phone)
  if (known !== undefined) {
    // From B岗 to A岗, or back.
    const before = (await holders(trx, { memberId })).filter(({ post: held }) => isSamePost(held, known))
    await endAppointments(trx, before.map(({ appointmentId }) => appointmentId), ctx.now) // prettier-ignore
  }
  await appoint(trx, memberId, post)
  await useInvite(trx, invite.id, memberId, ctx.now)
  ctx.record({
    what: 'bind',
    by: memberId,
    after: { member: memberId, invite: invite.id, channel: account.channel, ...post },
  })
  await giveWay(trx, ctx, invite, memberId)
  const member = (await memberAt(trx, account))!
  const { digest, unitIds } = await openItems(trx, ctx, member)
  // Told is told: the next digest comes when a day asks for it.
  if (digest !== null && unitsAs(member, 'liaison').length > 0) await markAnnounced(trx, unitIds, ctx.today)
  const onlyLeads = member.appointments.every(({ role }) => role === 'leader')
  const rules = onlyLeads ? leaderRules : houseRules
  return welcomeSaid(await postNames(trx, member), rules, digest, await hintFor(trx, ctx, member, digest))
}

/** Binds the speaker's account as a further one of the member who made the code; nobody's posts change. */
const bindAccount = async (trx: Trx, ctx: CommandContext, { id, memberId }: AccountCode): Promise<Message> => {
  const account = { channel: ctx.incoming.channel, id: ctx.incoming.sender }
  const before = await accountsOf(trx, memberId)
  if (ctx.member.id === memberId) return otherAppSaid(account.channel)
  if (ctx.member.appointments.length > 0) return accountTakenSaid(await postNames(trx, ctx.member))
  const same = before.filter(({ channel }) => channel === account.channel)
  if (same.some(({ gone }) => gone === null)) return sameAppSaid(account.channel)
  const first = before.find(({ gone }) => gone === null)
  // A dead account of the same app gives way to the living one.
  if (same.length > 0) await dropChannel(trx, memberId, account.channel, account)
  await addAccount(trx, memberId, account)
  await useInvite(trx, id, memberId, ctx.now)
  ctx.record({ what: 'bindAccount', by: memberId, after: { member: memberId, invite: id, channel: account.channel } })
  const member = (await memberAt(trx, account))!
  if (member.appointments.length === 0) throw new Refusal('发这个码的人已经停用,码不能用了。请向督查室要邀请码。')
  return accountAddedSaid(await postNames(trx, member), account.channel, first?.channel ?? account.channel)
}

export default defineCommand({
  name: '绑定',
  aliases: ['start', 'bind'],
  summary: '用邀请码绑定身份',
  examples: ['绑定 7K3F92'],
  english: 'Bind your account with a one-time code',
  rights: 'everyone',
  where: 'private',
  args: { typed: rest('邀请码') },
  run: async (trx, ctx, { typed }) => {
    if (typed === '') return ctx.member === nobody ? unboundSaid : boundBareSaid(await postNames(trx, ctx.member))
    const account = { channel: ctx.incoming.channel, id: ctx.incoming.sender }
    const tries = await wrongTries(trx, account, ctx.now)
    if (tries >= mostTries) return tooManyTriesSaid
    const code = readCode(typed)
    if (code === null) throw new Refusal('邀请码是6位字母和数字(没有0、1、I、L、O)。请照原样回,例:绑定 7K3F92')
    const invite = await lockInvite(trx, code, ctx.now)
    if (invite?.open === true) return invite.post === null ? bindAccount(trx, ctx, invite) : bind(trx, ctx, invite)
    if (invite !== undefined && invite.usedBy === ctx.member.id)
      return alreadyBoundSaid((await postNames(trx, ctx.member)).join('、'))
    // A refusal would roll this back.
    await addWrongTry(trx, account, ctx.now)
    return wrongCodeSaid(mostTries - tries - 1)
  },
})
