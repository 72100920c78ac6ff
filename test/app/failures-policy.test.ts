import { afterEach, describe, expect, it } from 'vitest'

import { morningCounts } from '#db/morning.ts'
import { plain } from '#src/domain/message.ts'

import { dialogue, instant, leader, office, reviewer, trialApp, type TrialApp } from '../support/app.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
  trial = undefined
})

const start = async (at = '2021-06-04T09:00'): Promise<TrialApp> => {
  trial = await trialApp({ at })
  await trial.publish()
  return trial
}

interface Row {
  readonly chat: string
  readonly key: string
  readonly state: string
  readonly text: string
}

/** Everything nobody asked for, with who got it. */
const unasked = async ({ db }: TrialApp): Promise<Row[]> => {
  const rows = await db
    .selectFrom('message')
    .where('member_id', 'is not', null)
    .select(['chat', 'key', 'state', 'body'])
    .orderBy('id')
    .execute()
  return rows.map(({ chat, key, state, body }) => ({ chat: chat ?? '', key, state, text: plain(body) }))
}
const to = (rows: readonly Row[], chat: string): Row[] => rows.filter((row) => row.chat === chat)

const unbind = async ({ db }: TrialApp, ...chats: readonly string[]): Promise<void> => {
  await db.deleteFrom('address').where('id', 'in', chats).execute()
}

describe('the failure stories', () => {
  it('4: no reminder on Dragon Boat Monday, though many are overdue', async () => {
    const made = await start()
    await made.clock('2021-06-14T18:00')
    const days = (await unasked(made)).map(({ key }) => /^digest\/(\S+)\//.exec(key)?.[1])
    expect(days.filter((day) => day !== undefined && day >= '2021-06-12')).toEqual([])
    await made.clock('2021-06-15T08:31')
    expect((await made.digests('2021-06-15')).size).toBe(66)
  })

  it('5: what is suppressed on a rest day is said on the next working day', async () => {
    const made = await start()
    await made.say('县教育局', '整改 35 已公开 http://www.example.gov.cn')
    await made.clock('2021-06-12T10:00')
    await dialogue(made, [
      [reviewer, '退回 35 缺录取结果', '已退回1条'],
      [office, '催办 184', '下一次8:30的提醒'],
    ])
    const held = (await unasked(made)).filter(({ key }) => !key.startsWith('digest/'))
    expect(held.map(({ state }) => state)).toEqual(['merged', 'merged'])
    await made.clock('2021-06-15T08:31')
    const digest = (await made.digests('2021-06-15')).get('县教育局')!
    for (const part of ['#35', '已退回:缺录取结果', '6月12日退回:#35', '6月12日催办:#184'])
      expect(digest).toContain(part)
    await made.clock('2021-06-16T08:31')
    expect((await made.digests('2021-06-16')).get('县教育局')).not.toContain('6月12日')
  })

  it('6: nobody gets the same reminder twice, however often the morning is run', async () => {
    const made = await start()
    await made.clock('2021-06-07T08:30')
    for (let again = 0; again < 12; again += 1) await made.app.tick(made.app.now())
    await made.db.deleteFrom('run').execute()
    await made.app.tick(made.app.now())
    await made.app.idle()
    const monday = (await unasked(made)).filter(({ key }) => key.startsWith('digest/2021-06-07/'))
    expect(new Set(monday.map(({ chat }) => chat)).size).toBe(monday.length)
    expect((await made.digests('2021-06-07')).size).toBe(66)
  })

  it('7: silence is noticed: the office reads how the morning went, also when it did not', async () => {
    const made = await start()
    await made.clock('2021-06-07T08:41')
    const [monday] = to(await unasked(made), office)
    expect(monday!.text).toContain('今早8:30 66/66,未送达0,电话单0家')
    expect(monday!.text).toMatch(/记录链头 [0-9a-f]{8}/)
    // The next morning is lost: its run is recorded as skipped.
    const lost = { job: 'digest', slot: instant('2021-06-08T08:30'), result: '错过', skipped: true }
    await made.db.insertInto('run').values(lost).execute()
    expect((await morningCounts(made.db, '2021-06-08')).ran).toBe(false)
    await made.clock('2021-06-08T08:41')
    expect(to(await unasked(made), office).at(-1)!.text).toContain('今早8:30的提醒没有发出')
  })

  it('10: where a head is missing nothing climbs: publishing says so, the office is to ring', async () => {
    trial = await trialApp()
    const made = trial
    await unbind(made, '县公安局:head')
    await made.say(office, '答 1 是')
    await dialogue(made, [[office, '发布', '缺单位负责人1家:县公安局', '列入电话单,不往上报']])
    await made.say(office, '发布 891')
    await made.clock('2021-06-10T08:41')
    const rows = await unasked(made)
    expect(to(rows, '县公安局:head')).toEqual([])
    // Nobody above hears of it: the leader has had one summary, on Monday.
    expect(to(rows, leader).map(({ key }) => key.slice(0, 17))).toEqual(['digest/2021-06-07'])
    expect(to(rows, office).at(-1)!.text).toContain('电话单1家')
    await dialogue(made, [[office, '电话单', '县公安局(负责人没有绑定)', '逾期2个工作日', '缺可达负责人1家:县公安局']])
  })

  it('11: nobody reads what another unit has, in any message; lists are not given to a group', async () => {
    const made = await start()
    await made.clock('2021-06-11T08:41')
    const names = (await made.db.selectFrom('unit').select('name').execute()).map(({ name }) => name)
    const offices = new Set(['县政府督查室', '县政务服务和大数据管理局', '县政府办公室'])
    // A name within a longer one (县公安局交警大队) is not that unit's.
    const read = (text: string): string[] => {
      let rest = text
      return names
        .toSorted((a, b) => b.length - a.length)
        .filter((name) => {
          const found = rest.includes(name)
          rest = rest.replaceAll(name, '')
          return found
        })
    }
    const wrong = (await unasked(made))
      .filter(({ chat }) => chat !== leader && !chat.endsWith(':officer'))
      .flatMap(({ chat, text }) => {
        const own = chat.split(':')[0]!
        return read(text).flatMap((name) => (name === own || offices.has(name) ? [] : [`${chat}: ${name}`]))
      })
    expect(wrong).toEqual([])
    for (const ask of ['约谈', '电话单']) {
      await made.app.receive({
        id: `group ${ask}`,
        channel: 'local',
        chat: { id: 'a group', kind: 'group' },
        from: office,
        kind: 'text',
        text: ask,
        files: [],
      })
    }
    await made.app.idle()
    const said = await made.db.selectFrom('message').where('chat', '=', 'a group').select('body').execute()
    expect(said.length).toBe(2)
    for (const { body } of said) expect(plain(body)).toContain('不在群里发,请单独发给我。')
  })

  it('18: no view counts what a person has read or answered, and nobody gets a third message', async () => {
    const made = await start()
    await made.say('县公安局', '收到')
    for (const line of ['催办 42', '催办 43', '催办 44', '催办 45']) await made.say(office, line)
    await made.clock('2021-06-11T08:41')
    const asked = await Promise.all(['约谈', '逾期', '汇总', '电话单', '策略'].map((line) => made.say(office, line)))
    const rows = await unasked(made)
    const text = [...rows.map((row) => row.text), ...asked.map((answer) => answer.text)].join('\n')
    expect(text).not.toMatch(/已读|未读|阅读|回复率|响应时间|活跃|打分|积分|星级/)
    const people = await made.db.selectFrom('member').select('name').execute()
    // The only list of persons is the one of whom to ring.
    const named = [...rows.map((row) => row.text), ...asked.filter((_, at) => at !== 3).map((answer) => answer.text)]
    expect(people.filter(({ name }) => name.includes('联络员') && named.some((one) => one.includes(name)))).toEqual([])
    const friday = to(rows, '县公安局').filter(
      ({ state, key }) => state === 'sent' && !key.startsWith('digest/2021-06-0'),
    )
    expect(friday.filter(({ key }) => key.startsWith('chase/')).length).toBe(1)
  })
})
