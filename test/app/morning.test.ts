import { afterEach, describe, expect, it } from 'vitest'

import { plain } from '#src/domain/message.ts'

import { office, reviewer, trialApp, type TrialApp } from '../support/app.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
  trial = undefined
})

const saidTo = async ({ db }: TrialApp, chat: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('message')
    .where('chat', '=', chat)
    .where('member_id', 'is not', null)
    .select(['key', 'body'])
    .orderBy('id')
    .execute()
  return rows.map(({ key, body }) => `${key.split('/').slice(0, 2).join(' ')}\n${plain(body)}`)
}

describe('a morning', () => {
  it('is one message for somebody with several posts, and 发布 does not take its place', async () => {
    const made = (trial = await trialApp())
    const who = await made.db
      .selectFrom('address')
      .where('id', '=', office)
      .select('member_id')
      .executeTakeFirstOrThrow()
    const post = made.db.updateTable('appointment').set({ member_id: who.member_id }).where('role', '=', 'liaison')
    const unit = made.db.selectFrom('unit').where('name', '=', '县民政局').select('id')
    await post.where('unit_id', '=', unit).execute()
    await made.publish()
    await made.clock('2021-06-07T08:41')
    const said = await saidTo(made, office)
    expect(said.map((one) => one.split('\n')[0]!.replace(/ \d+$/, ''))).toEqual(['publish', 'digest 2021-06-07'])
    for (const part of ['督查室日报', '今早8:30 65/65', '县民政局 待办13条']) expect(said[1]).toContain(part)
  })

  it('tells who judges only when something waits', async () => {
    const made = (trial = await trialApp())
    await made.publish()
    await made.clock('2021-06-07T09:00')
    expect(await saidTo(made, reviewer)).toEqual([])
    await made.say('县公安局', '整改 共同 都已公开')
    await made.clock('2021-06-08T09:00')
    expect((await saidTo(made, reviewer)).map((one) => one.split('\n')[1])).toEqual(['【督办】待您审核12条'])
  })

  it('tells the head from the first day overdue, and of what nobody acknowledged', async () => {
    const made = (trial = await trialApp())
    await made.publish()
    await made.say('县公安局', '收到')
    await made.clock('2021-06-08T09:00')
    const heads = await Promise.all(['县公安局:head', '县民政局:head'].map((chat) => saidTo(made, chat)))
    const titles = heads.map((said) => said.map((one) => one.split('\n')[1]))
    // 县公安局 has a self-criticism that was due on the day of publication.
    expect(titles).toEqual([['【督办】县公安局 逾期1条', '【督办】县公安局 逾期1条'], ['【督办】县民政局 未签收13条']])
    expect((await made.digests('2021-06-08')).get('县民政局')).toContain('有13条还没签收,请回「收到」')
    expect((await made.digests('2021-06-08')).get('县公安局')).not.toContain('还没签收')
  })

  it('says in red what the office has left unanswered', async () => {
    const made = (trial = await trialApp())
    await made.publish()
    await made.db
      .updateTable('assignment')
      .set({ state: 'disputed', state_before: 'open' })
      .where('number', '=', 42)
      .execute()
    const line = JSON.stringify({ at: '2021-06-04T02:00:00.000Z', by: 9, what: 'dispute', assignments: [42] })
    await made.db
      .insertInto('event')
      .values({ line, hash: Buffer.alloc(32) })
      .execute()
    await made.clock('2021-06-08T08:41')
    const said = await saidTo(made, office)
    expect(said[0]).not.toContain('🔴')
    expect(said[1]).toContain('🔴 异议超过1个工作日没有答复:#42')
  })
})
