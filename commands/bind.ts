import type { Transaction } from 'kysely'

import { findAssignments, markAnnounced } from '#db/assignments.ts'
import { addBoundMember, appoint, dropLocalAddress, endAppointments, holders, setPhone } from '#db/appointments.ts'
import { addWrongTry, type Invite, lockInvite, useInvite, wrongTries } from '#db/invites.ts'
import { memberAt } from '#db/members.ts'
import type { Database } from '#db/schema.ts'
import { unitName } from '#db/units.ts'
import { mostTries, readCode } from '#src/domain/code.ts'
import { type Member, nobody, unitsAs } from '#src/domain/member.ts'
import type { Message } from '#src/domain/message.ts'
import { heldByOne, isSamePost, postName } from '#src/domain/post.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { digestSaid } from '#src/views/digest.ts'
import { unboundSaid } from '#src/views/help.ts'
import { alreadyBoundSaid, boundBareSaid, tooManyTriesSaid, welcomeSaid, wrongCodeSaid } from '#src/views/people.ts'

import { actingUnits, namesOf } from './acting.ts'
import { rest } from './args.ts'
import { type CommandContext, defineCommand } from './command.ts'
import { waitingFor } from './judging.ts'
import { endPosts } from './people/leaving.ts'
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

/** What is open for him, said as the day's digest would. */
const openSaid = async (trx: Trx, ctx: CommandContext, member: Member): Promise<Message | null> => {
  if (unitsAs(member, 'liaison', 'head').length === 0) return null
  const { all, units } = await actingUnits(trx, { ...ctx, member })
  const assignments = await findAssignments(trx, { unitIds: all, states: ['open', 'returned'] })
  if (assignments.length === 0) return null
  // Told is told: the next digest comes when a day asks for it.
  if (unitsAs(member, 'liaison').length > 0) await markAnnounced(trx, all, ctx.today)
  return digestSaid({ ...ctx, unitIds: all, assignments, names: await namesOf(trx, units) })
}

const hintFor = async (trx: Trx, member: Member, open: Message | null): Promise<string> => {
  const waiting = (await waitingFor(trx, member)).length
  if (waiting > 0) return `\n待审${waiting}条,回「待审」。`
  if (open === null && unitsAs(member, 'liaison', 'head').length > 0) return '\n现在没有待办。'
  return ''
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
  const open = await openSaid(trx, ctx, member)
  return welcomeSaid(await postNames(trx, member), open, await hintFor(trx, member, open))
}

export default defineCommand({
  name: '绑定',
  aliases: ['start', 'bind'],
  summary: '用邀请码绑定身份',
  examples: ['绑定 7K3F92'],
  rights: 'everyone',
  args: { typed: rest('邀请码') },
  run: async (trx, ctx, { typed }) => {
    if (ctx.incoming.chatKind === 'group') throw new Refusal('请单独给机器人发「绑定 邀请码」,不要发在群里。')
    if (typed === '') return ctx.member === nobody ? unboundSaid : boundBareSaid(await postNames(trx, ctx.member))
    const account = { channel: ctx.incoming.channel, id: ctx.incoming.sender }
    const tries = await wrongTries(trx, account, ctx.now)
    if (tries >= mostTries) return tooManyTriesSaid
    const code = readCode(typed)
    if (code === null) throw new Refusal('邀请码是6位字母和数字(没有0、1、I、L、O)。请照原样回,例:绑定 7K3F92')
    const invite = await lockInvite(trx, code, ctx.now)
    if (invite?.open === true) return bind(trx, ctx, invite)
    if (invite !== undefined && invite.usedBy === ctx.member.id)
      return alreadyBoundSaid((await postNames(trx, ctx.member)).join('、'))
    // A refusal would roll this back.
    await addWrongTry(trx, account, ctx.now)
    return wrongCodeSaid(mostTries - tries - 1)
  },
})
