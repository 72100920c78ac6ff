import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { eventsOf, verifyRecord } from '#db/audit.ts'
import { appendEvents, recordHead } from '#db/events.ts'
import { eventSaid } from '#src/views/record.ts'

import { office, trialApp, type TrialApp } from '../support/app.ts'
import { type FreshDatabase, freshDatabase } from '../support/store.ts'

let store: FreshDatabase
beforeEach(async () => {
  store = await freshDatabase()
})
afterEach(() => store.close())

/** Rows of the record, one minute apart. */
const record = async (count: number, note = '已办'): Promise<void> => {
  for (let minute = 0; minute < count; minute++) {
    const at = `2021-06-07T01:${String(minute).padStart(2, '0')}:00.000Z`
    const event = { at, by: null, what: 'submit', assignments: [minute + 1, 42], after: { note } }
    await store.db.transaction().execute((trx) => appendEvents(trx, minute === 3 ? [event, event] : [event]))
  }
}

/** What only the owner of the database can do: changes rows behind the triggers. */
const forge = async (statement: string): Promise<void> => {
  await sql`alter table event disable trigger all`.execute(store.db)
  await sql.raw(statement).execute(store.db)
  await sql`alter table event enable trigger all`.execute(store.db)
}

describe('the record', () => {
  it('refuses to be changed, deleted from or emptied', async () => {
    await record(2)
    for (const statement of ["update event set line = '{}'", 'delete from event', 'truncate event']) {
      await expect(sql.raw(statement).execute(store.db)).rejects.toThrow('append-only')
    }
    expect(await verifyRecord(store.db)).toMatchObject({ events: 2, broken: null, anchored: null })
  })

  it('is whole when nothing is recorded yet', async () => {
    expect(await verifyRecord(store.db)).toEqual({ events: 0, head: '', broken: null, anchored: null })
    expect(await recordHead(store.db)).toBe('00000000')
  })

  it('counts lines, and finds every head it had', async () => {
    await record(3)
    const anchor = await recordHead(store.db)
    expect(anchor).toMatch(/^[0-9a-f]{8}$/)
    await record(5)
    const verified = await verifyRecord(store.db, anchor)
    expect(verified).toMatchObject({ events: 9, broken: null, anchored: true })
    expect(verified.head.slice(0, 8)).toBe(await recordHead(store.db))
    expect(await verifyRecord(store.db, 'deadbeef')).toMatchObject({ broken: null, anchored: false })
  })

  it.each([
    ['an edited row', "update event set line = replace(line, '已办', '未办') where id = 4", { row: 4, kind: 'edited' }],
    ['a row that is no event any more', "update event set line = 'x' where id = 4", { row: 4, kind: 'edited' }],
    ['a deleted row', 'delete from event where id = 4', { row: 5, kind: 'deleted' }],
    ['a deleted beginning', 'delete from event where id < 3', { row: 3, kind: 'deleted' }],
    [
      'a row dated back',
      "update event set line = replace(line, '2021-06-07T01:03', '2021-06-04T01:03') where id = 4",
      { row: 4, kind: 'redated' },
    ],
    [
      'a row dated forward',
      "update event set line = replace(line, '2021-06-07T01:03', '2021-06-09T01:03') where id = 4",
      { row: 4, kind: 'redated' },
    ],
    ['a truncated tail', 'delete from event where id > 4', { row: 4, kind: 'tail' }],
    ['nothing left', 'truncate event', { row: 0, kind: 'tail' }],
    [
      'a row edited together with its hash',
      "update event set line = 'x', hash = sha256((select hash from event where id = 3) || 'x'::bytea) where id = 4",
      { row: 5, kind: 'edited' },
    ],
  ])('finds %s', async (_what, statement, broken) => {
    await record(8)
    await forge(statement)
    expect((await verifyRecord(store.db)).broken).toMatchObject(broken)
  })

  it('a record forged as a whole is found by the anchor alone', async () => {
    await record(4)
    const anchor = await recordHead(store.db)
    await forge('truncate event')
    await sql`update chain set hash = '\\x'`.execute(store.db)
    await record(5, '未办')
    expect(await verifyRecord(store.db, anchor)).toMatchObject({ broken: null, anchored: false })
  })
})

describe('the record of one assignment', () => {
  let trial: TrialApp | undefined
  afterEach(async () => {
    await trial?.app.stop()
    await trial?.close()
  })

  it('says who, what, when, before and after, and is found by an index', async () => {
    trial = await trialApp()
    await trial.publish()
    await trial.say('县公安局', '收到')
    await trial.say('县公安局', '整改 42 1 平台已注销')
    await trial.say('县公安局', '整改 42 2 3 "assignments":[7]')
    await trial.say('县公安局', '撤回 42')
    await trial.say('县公安局', '整改 42 全部 已注销')
    await trial.say('县政务服务和大数据管理局:officer', '退回 42 请附截图')
    const names = { unit: (id: number) => `单位${id}`, member: () => '某人' }
    const events = await eventsOf(trial.db, 42)
    expect(events.map((event) => eventSaid(event, 42, names).replace(/单位\d+/g, '某单位'))).toEqual([
      '2021-06-04 09:00 某人 发布:状态 待整改;期限 6月8日;承办 某单位;审核 某单位',
      '2021-06-04 09:00 某人 签收:签收 未签收→已签收',
      '2021-06-04 09:00 某人 报整改:状态 待整改;说明 平台已注销;账号 ①',
      '2021-06-04 09:00 某人 报整改:状态 待整改→待审核;说明 "assignments":[7];账号 ②③',
      '2021-06-04 09:00 某人 撤回:状态 待审核→待整改',
      '2021-06-04 09:00 某人 报整改:状态 待整改→待审核;说明 已注销;账号 ①②③',
      '2021-06-04 09:00 某人 退回:状态 待审核→已退回;理由 请附截图',
    ])
    expect((await eventsOf(trial.db, 7)).map(({ what }) => what)).toEqual(['publish'])
    const plan = await trial.db.transaction().execute(async (trx) => {
      await sql`set local enable_seqscan = off`.execute(trx)
      return sql`explain select id from event where event_numbers(line) @> array['42']`.execute(trx)
    })
    expect(JSON.stringify(plan.rows)).toContain('event_numbers')
    expect((await trial.say(office, '汇总')).text).toContain('退回1')
  })
})
