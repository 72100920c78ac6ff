import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { office, reviewer } from '../support/app.ts'
import { cutDatabase } from '../support/cut-database.ts'
import { wecomHouse, type WecomHouse } from '../support/wecom-house.ts'

let house: WecomHouse

/** Two units that have one item of the first part each, #36 and #35. */
beforeEach(async () => {
  house = await wecomHouse()
  await house.bind('wangfang', '县卫健局')
  await house.bind('zhangwei', '县教育局')
  await house.trial.publish()
})
afterEach(() => house.close())

const submissions = async (number: number) =>
  house.trial.db
    .selectFrom('submission')
    .innerJoin('assignment', 'assignment.id', 'submission.assignment_id')
    .where('assignment.number', '=', number)
    .select(['submission.note', 'submission.outcome'])
    .orderBy('submission.id')
    .execute()
const stateOf = async (number: number): Promise<string> =>
  (await house.trial.db.selectFrom('assignment').where('number', '=', number).select('state').executeTakeFirstOrThrow())
    .state
const acknowledged = async (): Promise<number> =>
  (await house.trial.db.selectFrom('acknowledgement').select('assignment_id').execute()).length
const cardOf = (user: string) => house.standin.seen(user).find(({ kind }) => kind === 'card')!
/** What is said when a button is pressed. */
const presses = async (user: string, taskId: string, key: string): Promise<string> => {
  const before = house.shown(user).length
  await house.done(house.standin.userClicks(user, taskId, key))
  return house.shown(user).slice(before).join('\n')
}

describe('what the platform delivers otherwise than it was said', () => {
  it('F8: twice, with another req_id, also after a restart: one change, one answer', async () => {
    const again = { msgid: 'the-same-message' }
    expect(await house.asks('wangfang', '整改 36 已公开', again)).toContain('#36 已报')
    await house.standin.userSays('wangfang', '整改 36 已公开', again)
    expect(await house.asks('wangfang', '帮助')).not.toContain('#36')
    await house.restart()
    await house.standin.userSays('wangfang', '整改 36 已公开', again)
    expect(await house.asks('wangfang', '帮助')).not.toContain('#36')
    expect(await submissions(36)).toHaveLength(1)
    const { taskId } = cardOf('wangfang')
    for (let time = 0; time < 3; time += 1)
      await house.standin.userClicks('wangfang', taskId!, '收到', { msgid: 'the-same-press' })
    expect(await house.asks('wangfang', '帮助')).toContain('帮助')
    expect(house.shown('wangfang').filter((text) => text.includes('已签收'))).toHaveLength(1)
  })

  it('F9: out of order: what comes of it is the same', async () => {
    const delay = { kind: 'ack', how: 'late', ms: 300 } as const
    const words = (number: number) => [`整改 ${number} 已公开 http://www.example.gov.cn`, '收到', '事项']
    const says = async (user: string, texts: readonly string[]): Promise<void> => {
      for (const id of await Promise.all(texts.map((text) => house.standin.userSays(user, text)))) await house.done(id)
    }
    await says('zhangwei', words(35))
    house.standin.faults.add({ cmd: 'aibot_msg_callback', chat: 'wangfang', action: delay })
    await says('wangfang', words(36))
    const heard = await house.trial.db
      .selectFrom('inbox')
      .where('channel', '=', 'wecom')
      .where('text', 'not like', '绑定%')
      .select('text')
      .orderBy('id')
      .execute()
    const order = heard.map(({ text }) => text.slice(0, 2))
    expect(order).toEqual(['整改', '收到', '事项', '收到', '事项', '整改'])
    const left = async (unit: string) =>
      house.trial.db
        .selectFrom('assignment')
        .innerJoin('unit', 'unit.id', 'assignment.unit_id')
        .leftJoin('acknowledgement', 'acknowledgement.assignment_id', 'assignment.id')
        .where('unit.name', '=', unit)
        .select(['state', 'acknowledgement.at as seen'])
        .execute()
    for (const [unit, number] of [
      ['县教育局', 35],
      ['县卫健局', 36],
    ] as const) {
      expect(await stateOf(number)).toBe('submitted')
      const rows = await left(unit)
      expect(rows.every(({ seen }) => seen !== null)).toBe(true)
      expect(rows.filter(({ state }) => state === 'submitted')).toHaveLength(1)
    }
  })
})

describe('a button', () => {
  it('F16: pressed twice, by somebody else, after a restart, after its item was closed: nothing is done twice or for another', async () => {
    const { taskId } = cardOf('wangfang')
    expect(await presses('wangfang', taskId!, '收到')).toContain('已签收')
    // Its buttons are gone: the platform took the update, which it does for five seconds.
    expect(cardOf('wangfang').buttons).toEqual([])
    const before = await acknowledged()
    expect(before).toBeGreaterThan(0)
    expect(await presses('wangfang', taskId!, '收到')).not.toBe('')
    expect(await acknowledged()).toBe(before)
    const mine = house.shown('wangfang').length
    expect(await presses('zhangwei', taskId!, '事项')).toContain('县教育局')
    expect(await presses('a-stranger', taskId!, '收到')).toBe('')
    expect(await acknowledged()).toBe(before)
    expect(house.shown('wangfang')).toHaveLength(mine)
    await house.restart()
    expect(await presses('zhangwei', cardOf('zhangwei').taskId!, '收到')).toContain('已签收')
    expect(cardOf('zhangwei').buttons).toEqual([])
    await house.asks('wangfang', '整改 36 已公开 http://www.example.gov.cn')
    expect((await house.trial.say(reviewer, '通过 36')).text).toContain('#36 已销号')
    for (const key of ['整改 36 又办了', '撤回 36']) expect(await presses('wangfang', taskId!, key)).toContain('36')
    expect(await stateOf(36)).toBe('closed')
    expect(await submissions(36)).toHaveLength(1)
  })

  it('forged for another unit’s item is refused in words, and nothing of the item is shown', async () => {
    const { title } = await house.trial.db
      .selectFrom('assignment')
      .innerJoin('item', 'item.id', 'assignment.item_id')
      .where('assignment.number', '=', 36)
      .select('item.title')
      .executeTakeFirstOrThrow()
    const mine = house.shown('wangfang').length
    for (const key of ['详情 36', '整改 36 已办', '撤回 36', '收到 36', '通过 36', '转办 36 县教育局']) {
      const answer = await presses('zhangwei', cardOf('wangfang').taskId!, key)
      expect(answer).not.toBe('')
      expect(answer).not.toContain('县卫健局')
      expect(answer).not.toContain(title)
    }
    expect(await stateOf(36)).toBe('open')
    expect(await submissions(36)).toEqual([])
    expect(house.shown('wangfang')).toHaveLength(mine)
  })
})

describe('a house in trouble', () => {
  it('F17: without its database: whoever writes is asked to write again, and an alarm is raised', async () => {
    const restore = await cutDatabase(house.trial)
    await house.standin.userSays('wangfang', '整改 36 已公开')
    await house.standin.userClicks('zhangwei', cardOf('zhangwei').taskId!, '收到')
    await house.standin.waitFor((one) => one.seen('wangfang').at(-1)!.text.includes('请过几分钟再发一次'))
    await house.standin.waitFor((one) => one.seen('zhangwei').at(-1)!.text.includes('请过几分钟再按一次'))
    expect(house.alarms).toEqual([expect.stringContaining('请查数据库')])
    expect(cardOf('zhangwei').buttons).not.toEqual([])
    await restore()
    expect(await house.asks('wangfang', '整改 36 已公开')).toContain('#36 已报')
    expect(await presses('zhangwei', cardOf('zhangwei').taskId!, '收到')).toContain('已签收')
    expect(await submissions(36)).toHaveLength(1)
  })

  it(
    'F21: five hundred callbacks at once: none is lost, each chat’s are done in order',
    { timeout: 60_000 },
    async () => {
      const numbers = { wangfang: 36, zhangwei: 35, lina: 12, sunli: 9, hejun: 34 }
      const units = { lina: '县财政局', sunli: '县司法局', hejun: '县审计局' }
      for (const [user, unit] of Object.entries(units)) await house.bind(user, unit)
      const { db } = house.trial
      const { last } = await db
        .selectFrom('inbox')
        .select((eb) => eb.fn.max('id').as('last'))
        .executeTakeFirstOrThrow()
      /** Ten reports, each taken back, and talk between them. */
      const saidBy = (number: number): string[] =>
        Array.from({ length: 10 }, (_, at) => [
          `整改 ${number} 第${at}次`,
          ...Array.from({ length: 8 }, () => '我'),
          `撤回 ${number}`,
        ]).flat()
      const said = Object.entries(numbers).flatMap(([user, number]) =>
        saidBy(number).map((text) => [user, text] as const),
      )
      expect(said).toHaveLength(500)
      await Promise.all(said.map(([user, text]) => house.standin.userSays(user, text)))
      const handled = () =>
        db
          .selectFrom('inbox')
          .where('id', '>', last)
          .where('handled_at', 'is not', null)
          .select(['chat', 'text'])
          .orderBy('id')
          .execute()
      await expect.poll(async () => (await handled()).length, { timeout: 50_000, interval: 200 }).toBe(500)
      const stored = Map.groupBy(await handled(), ({ chat }) => chat)
      for (const [user, number] of Object.entries(numbers)) {
        expect(stored.get(user)!.map(({ text }) => text)).toEqual(saidBy(number))
        const notes = (await submissions(number)).map(({ note, outcome }) => `${note} ${outcome}`)
        expect(notes).toEqual(Array.from({ length: 10 }, (_, at) => `第${at}次 withdrawn`))
      }
    },
  )
})

it('F22: a clock that passes midnight: what is due is said by the day in Shanghai', async () => {
  await house.trial.clock('2021-06-07T15:59:59Z')
  expect(await house.asks('wangfang', '详情 36')).toContain('还有1个工作日')
  await house.trial.clock('2021-06-07T16:00:00Z')
  expect(await house.asks('wangfang', '详情 36')).toContain('今天到期')
  // A machine that slept: limits, connections and files count by another clock.
  await house.machine.move(9 * 3_600_000)
  await house.trial.clock('2021-06-08T15:59:59Z')
  expect(await house.asks('wangfang', '详情 36')).toContain('今天到期')
  await house.trial.clock('2021-06-08T16:00:00Z')
  expect(await house.asks('wangfang', '详情 36')).toContain('已逾期1个工作日')
})

describe('what a liaison sends', () => {
  it('is shown to the officer as it was typed, whatever it looks like', async () => {
    await house.bind('officer', '县政务服务和大数据管理局 审核员')
    const hostile =
      '<b>已办</b> **加粗** _斜_ [点这里](http://evil.example) `码` | 格 | <script>alert(1)</script> &lt; ~~删~~ # 题'
    await house.asks('wangfang', `整改 36 ${hostile}`)
    expect(await house.asks('officer', '详情 36')).toContain(hostile)
    // A list shows the beginning of it.
    expect(await house.asks('officer', '待审')).toContain(hostile.slice(0, 50))
  })

  it('as a file of 30 MB is refused in words, and not kept', async () => {
    const before = house.shown('wangfang').length
    await house.done(house.standin.userSendsFile('wangfang', '录像.mp4', new Uint8Array(30_000_000)))
    expect(house.shown('wangfang').slice(before)).toEqual([expect.stringContaining('超过20兆')])
    expect(await house.trial.db.selectFrom('file').select('sha256').execute()).toEqual([])
    expect(await house.asks('wangfang', '整改 36 已公开')).not.toContain('附件')
    expect((await house.trial.say(office, '状态')).text).toContain('企业微信在线')
  })
})
