import { parseArgs } from 'node:util'

import { findAssignments } from '#db/assignments.ts'
import { eventsOf, memberNames, type Verified, verifyRecord } from '#db/audit.ts'
import { allUnits } from '#db/units.ts'
import { factsAbout, recordedStanding } from '#src/domain/record.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { namesFrom } from '#src/views/names.ts'
import { brokenSaid, eventSaid, strayedSaid } from '#src/views/record.ts'

import { type CliCommand, type CliIo, Usage } from './command.ts'
import { openStore, type Store } from './store.ts'

const verdict = ({ events, head, broken, anchored }: Verified, anchor: string | null) => ({
  events,
  head,
  ok: broken === null && anchored !== false,
  ...(anchor === null ? {} : { anchor, anchorFound: anchored === true }),
  ...(broken === null ? {} : { brokenAt: broken.row, kind: broken.kind }),
})

const inWords = ({ events, head, broken, anchored }: Verified, anchor: string | null): string => {
  const said = [
    broken === null
      ? `完好:${events}条记录,一条接一条都对得上。链头 ${head.slice(0, 8) || '(还没有记录)'}`
      : `不完好:${brokenSaid(broken.row, broken.kind, broken.at)}`,
  ]
  if (anchored === true) said.push(`锚点 ${anchor} 在链上:那天之前的记录没有改过。`)
  if (anchored === false) {
    said.push(
      broken === null
        ? `锚点 ${anchor} 不在链上:整条链可能被换过,或锚点抄错了。请核对日报上的 8 位字符。`
        : `断开之前没有遇到锚点 ${anchor}。`,
    )
  }
  return said.join('\n')
}

const verify = async ({ db }: Store, io: CliIo, anchor: string | null, json: boolean): Promise<number> => {
  const verified = await verifyRecord(db, anchor)
  const answer = verdict(verified, anchor)
  io.out(json ? JSON.stringify(answer) : inWords(verified, anchor))
  return answer.ok ? 0 : 1
}

const show = async ({ db }: Store, io: CliIo, number: number, json: boolean): Promise<number> => {
  const [assignment] = await findAssignments(db, { numbers: [number] })
  const events = await eventsOf(db, number)
  if (assignment === undefined && events.length === 0) throw new Refusal(`没有 #${number}。`)
  const strayed = assignment === undefined ? null : strayedSaid(recordedStanding(events, number), assignment)
  const members = await memberNames(db)
  const member = (id: number): string => members.get(id) ?? `${id}号`
  if (json) {
    const said = events.map(({ row, at, by, what, before, after }) => ({
      row,
      at,
      by: by === null ? null : { id: by, name: member(by) },
      what,
      before: factsAbout(before, number),
      after: factsAbout(after, number),
    }))
    io.out(JSON.stringify({ assignment: number, ok: strayed === null, events: said }))
    return strayed === null ? 0 : 1
  }
  const names = { ...namesFrom(await allUnits(db), new Map()), member }
  const title = assignment === undefined ? `#${number}` : `#${number} ${assignment.title}`
  io.out(
    [
      `${title}|${events.length}条记录`,
      ...events.map((event) => `${event.row}. ${eventSaid(event, number, names)}`),
      ...(strayed === null ? [] : [strayed]),
    ].join('\n'),
  )
  return strayed === null ? 0 : 1
}

export default {
  name: 'audit',
  summary: '核对记录有没有被改过,看一条事项的全部经过',
  usage: `duban audit verify [--anchor H] [--json]   逐条重算记录;H 是日报上的 8 位链头,应在链上
duban audit show 12 [--json]               #12 的每条记录:谁、何时、做了什么、之前、之后
服务器在不在运行都可以。退出码 0 完好,1 被改过。
例:duban audit verify --anchor 3fa9c21b`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { anchor: { type: 'string' }, json: { type: 'boolean', default: false } },
    })
    const [what, typed, ...more] = positionals
    const { anchor = null, json } = values
    if (more.length > 0) throw new Usage(`多了「${more.join(' ')}」。`)
    if (what !== 'verify' && what !== 'show') throw new Usage('要写 verify 或 show。')
    if (what === 'verify' && typed !== undefined) throw new Usage(`多了「${typed}」。`)
    if (what === 'show' && anchor !== null) throw new Usage('--anchor 用在 audit verify。')
    if (anchor !== null && !/^[0-9a-f]{8,64}$/i.test(anchor)) throw new Usage('锚点是日报上的 8 位十六进制字符。')
    const number = /^#?([1-9]\d{0,8})$/.exec(typed ?? '')?.[1]
    if (what === 'show' && number === undefined) throw new Usage('缺编号,例:duban audit show 12')
    const store = await openStore(io)
    try {
      return what === 'verify' ? await verify(store, io, anchor, json) : await show(store, io, Number(number), json)
    } finally {
      await store.close()
    }
  },
} satisfies CliCommand
