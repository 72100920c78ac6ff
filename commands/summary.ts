import { findAssignments } from '#db/assignments.ts'
import { publishedNotices } from '#db/notices.ts'
import { allUnits } from '#db/units.ts'
import { isLeader } from '#src/domain/member.ts'
import { resolveUnit } from '#src/domain/unit.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { countsInGroupSaid } from '#src/views/group.ts'
import { summaryOf } from '#src/views/standing.ts'
import { summarySaid } from '#src/views/summary.ts'

import { namesOf } from './acting.ts'
import { rest } from './args.ts'
import { defineCommand } from './command.ts'

export default defineCommand({
  name: '汇总',
  aliases: ['status'],
  summary: '办到哪里了,谁最慢',
  examples: ['汇总', '汇总 县公安局'],
  english: 'How far things are, and who is slowest',
  rights: ['leader', 'supervision'],
  where: 'anywhere',
  args: { about: rest('通报或单位') },
  run: async (trx, ctx, { about }) => {
    const units = await allUnits(trx)
    const notices = await publishedNotices(trx)
    const notice = notices.find(({ shortName }) => shortName === about)
    const unit = about === '' || notice !== undefined ? null : resolveUnit(about, units).unit
    if (about !== '' && notice === undefined && unit === null) {
      const known = notices
        .slice(0, 3)
        .map(({ shortName }) => shortName)
        .join('、')
      throw new Refusal(`没有叫「${about}」的通报或单位。${known === '' ? '' : `通报有:${known}。`}例:汇总 县公安局`)
    }
    const all = await findAssignments(trx, {
      states: ['open', 'submitted', 'returned', 'disputed', 'closed'],
      ...(notice === undefined ? {} : { noticeId: notice.id }),
      ...(unit === null ? {} : { unitIds: [unit.id] }),
    })
    if (ctx.inGroup && unit !== null) throw new Refusal('单位的情况不在群里发,请单独问我。')
    const counted = summaryOf(all, {
      about: unit?.name ?? notice?.shortName ?? (notices.length === 1 ? notices[0]!.shortName : '全部通报'),
      today: ctx.today,
      calendar: ctx.calendar,
      names: await namesOf(trx, units),
      withCommon: !isLeader(ctx.member),
    })
    return ctx.inGroup ? countsInGroupSaid(counted) : summarySaid(counted)
  },
})
