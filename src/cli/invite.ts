import { parseArgs } from 'node:util'

import { appendEvents } from '#db/events.ts'
import { makeInvite } from '#db/invites.ts'
import { readSettings } from '#db/settings.ts'
import { allUnits } from '#db/units.ts'
import { instantFromMillis, wallClock } from '#src/domain/instant.ts'
import type { Appointment } from '#src/domain/member.ts'
import { needsUnit, postName, readDuty, roleOrLiaison } from '#src/domain/post.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { resolveUnit, type Unit } from '#src/domain/unit.ts'

import { type CliCommand, Usage } from './command.ts'
import { openStore } from './store.ts'

const roleWords = 'liaison、deputy、head、officer、leader、admin(或 联络员、B岗、负责人、审核员、县领导、管理员)'

const unitOf = (written: string, units: readonly Unit[]): Unit => {
  const found = resolveUnit(written, units)
  if (found.unit !== null) return found.unit
  const near = found.candidates.slice(0, 3).join('、')
  throw new Refusal(`名册里没有「${written}」。${near === '' ? '' : `是${near}吗?`}`)
}

/** The post that is meant. `-` is no unit, for leader and admin only. */
const postOf = (written: string, role: string | undefined, units: readonly Unit[]): [Appointment, Unit | null] => {
  const duty = role === undefined ? roleOrLiaison(null) : readDuty(role)
  if (duty === null) throw new Usage(`「${role}」不是角色,应为 ${roleWords}`)
  const isDash = /^[-—–-]+$/.test(written)
  if (isDash !== !needsUnit(duty.role))
    throw new Usage(
      isDash ? '只有 leader 和 admin 不属单位,例:duban invite - leader' : `${role} 不属单位,例:duban invite - ${role}`,
    )
  const unit = isDash ? null : unitOf(written, units)
  return [{ ...duty, unitId: unit?.id ?? null }, unit]
}

/** '2021-06-05T09:00:00+08:00', to the minute below. */
const shanghai = (at: string): string => `${wallClock(at).replace(' ', 'T')}:00+08:00`

export default {
  name: 'invite',
  summary: '发一个一次性邀请码',
  usage: `duban invite <单位> [角色] [--json]
角色:${roleWords},不写是联络员;县领导和管理员的单位写 -。
码 24 小时内有效,只能用一次;同一岗位原来的码随即作废。不必先启动 duban。
例:duban invite 县卫健局;duban invite 县卫健局 deputy;duban invite - leader`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    })
    const [written, role, ...more] = positionals
    if (written === undefined || more.length > 0) throw new Usage('要写单位,角色可不写')
    const store = await openStore(io)
    try {
      const { mode, clock } = await readSettings(store.db)
      if (mode === undefined) throw new Refusal('这个数据库还是空的。请先启动一次:npm start')
      const now = (mode === 'trial' ? clock : undefined) ?? instantFromMillis(Date.now())
      const made = await store.db.transaction().execute(async (trx) => {
        const [post, unit] = postOf(written, role, await allUnits(trx))
        const { id, ...said } = await makeInvite(trx, { post, name: null, phone: null, by: null, at: now })
        await appendEvents(trx, [{ at: now, by: null, what: 'invite', after: { invite: id, ...post } }])
        return { ...said, post, unit }
      })
      const { code, post, unit } = made
      const expiresAt = shanghai(made.expiresAt)
      const called = postName(unit?.name ?? null, post)
      io.out(
        values.json
          ? JSON.stringify({ code, unit: unit?.name ?? null, role: post.deputy ? 'deputy' : post.role, expiresAt })
          : `邀请码 ${code}:${called},${wallClock(made.expiresAt)} 前有效,只能用一次。\n请转给本人:「请找到"督办机器人",单独给它发:绑定 ${code}」${made.replaced ? '\n同一岗位原来的邀请码已作废。' : ''}`,
      )
      return 0
    } finally {
      await store.close()
    }
  },
} satisfies CliCommand
