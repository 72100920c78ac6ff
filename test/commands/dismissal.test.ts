import { afterEach, describe, expect, it } from 'vitest'

import { enqueue } from '#db/messages.ts'
import { plain, say } from '#src/domain/message.ts'

import { dialogue, office, trialApp, type TrialApp } from '../support/app.ts'
import { createFaulty, type FaultyChannel } from '../support/faulty-channel.ts'
import { speaker } from '../support/speaker.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
  trial = undefined
})

interface Town extends TrialApp {
  readonly wecom: FaultyChannel
  readonly from: (account: string, text: string) => Promise<string>
  /** Invites to a post and binds the account to it. */
  readonly bind: (account: string, post: string) => Promise<void>
  /** Puts a message for the member of this account in the queue, to be sent at this hour. */
  readonly plan: (account: string, key: string, at: string) => Promise<void>
}

const start = async (): Promise<Town> => {
  const wecom = createFaulty('wecom')
  const made = await trialApp({ channels: [wecom] })
  trial = made
  const from = speaker(made, wecom)
  const member = async (account: string): Promise<number> =>
    (await made.db.selectFrom('address').where('id', '=', account).select('member_id').executeTakeFirstOrThrow())
      .member_id
  return {
    ...made,
    wecom,
    from,
    bind: async (account, post) => {
      const { text } = await made.say(office, `邀请 ${post}`)
      await from(account, `绑定 ${/邀请码 (\w{6})/.exec(text)?.[1]}`)
    },
    plan: async (account, key, at) => {
      const memberId = await member(account)
      await made.db.transaction().execute((trx) =>
        enqueue(trx, [
          {
            key: key.replace('me', `member ${memberId}`),
            cause: 'test',
            memberId,
            to: { channel: 'wecom', id: account },
            lane: 'bulk',
            at: `${at}:00.000Z`,
            body: say(`内容 ${key}`),
          },
        ]),
      )
    },
  }
}

const states = async ({ db }: TrialApp): Promise<Record<string, string>> => {
  const rows = await db.selectFrom('message').where('cause', '=', 'test').select(['body', 'state', 'chat']).execute()
  return Object.fromEntries(
    rows.map(({ body, state, chat }) => [JSON.stringify(body).match(/内容 ([^"]+)/)?.[1] ?? '', `${state} ${chat}`]),
  )
}

/** What a chat's digest of a day says; '' where there is none. */
const digestOf = async ({ db }: TrialApp, day: string, chat: string): Promise<string> => {
  const row = await db
    .selectFrom('message')
    .where('key', 'like', `digest/${day}/%`)
    .where('chat', '=', chat)
    .select('body')
    .executeTakeFirst()
  return row === undefined ? '' : plain(row.body)
}

describe('failure story 9: left in May', () => {
  it('a leaver is silent at once; what waits and what comes goes to the deputy', async () => {
    const town = await start()
    await town.publish()
    await town.bind('wang', '县卫健局 联络员 王芳')
    await town.bind('li', '县卫健局 B岗 李平')
    await town.plan('wang', 'digest/2021-06-05/me', '2021-06-04T12:00')
    await dialogue(town, [
      [
        office,
        '停用 王芳',
        '将停用王芳(企业微信)',
        '待办19条,改由联络员(B岗)李平收信',
        '还没发出的1条',
        '「停用 王芳 确认」',
      ],
      [office, '停用 王芳 确认', '已停用王芳的县卫健局联络员(A岗)', '1条转给接替的人', '邀请 县卫健局 联络员'],
    ])
    expect(await states(town)).toEqual({ 'digest/2021-06-05/me': 'queued li' })
    expect(await town.from('wang', '事项')).toContain('您的身份已停用')
    expect(await town.from('wang', '整改 1 已办')).toContain('您的身份已停用')
    expect(await town.from('li', '事项')).toContain('待办19条')
    const before = town.wecom.ledger.length
    await town.clock('2021-06-08T08:31')
    const sent = town.wecom.ledger.slice(before)
    expect(sent.filter(({ to }) => to === 'wang')).toEqual([])
    expect(sent.some(({ to, text }) => to === 'li' && text.includes('县卫健局 待办'))).toBe(true)
    const ended = await town.db.selectFrom('appointment').where('ended_at', 'is not', null).select('id').execute()
    expect(ended.length).toBe(2) // hers, and the trial's person who gave way to her
    const lines = await town.db.selectFrom('event').select('line').execute()
    expect(lines.some(({ line }) => line.includes('"what":"dismiss"'))).toBe(true)
  })

  it('without a deputy it goes to the head, and without him on the call sheet', async () => {
    const town = await start()
    await town.publish()
    await town.bind('wang', '县卫健局 联络员 王芳')
    await town.plan('wang', 'digest/2021-06-05/me', '2021-06-04T12:00')
    await dialogue(town, [
      [office, '停用 县卫健局 联络员', '待办19条,改由县卫健局负责人收信', '「停用 县卫健局 联络员 王芳 确认」'],
      [office, '停用 县卫健局 联络员 王芳 确认', '1条转给接替的人'],
      [office, '停用 县卫健局 联络员 王芳 确认', '名册里没有'],
    ])
    expect(await states(town)).toEqual({ 'digest/2021-06-05/me': 'queued 县卫健局:head' })
    await town.clock('2021-06-07T08:31')
    expect(await digestOf(town, '2021-06-07', '县卫健局:head')).toContain('县卫健局 待办19条')
    await town.plan('县卫健局:head', 'digest/2021-06-09/me', '2021-06-07T12:00')
    await dialogue(town, [
      [office, '停用 县卫健局 负责人', '没有其他可达的人,列入电话单'],
      [office, '停用 县卫健局 负责人 确认', '1条列入电话单'],
      [office, '单位', '未开通1:县卫健局'],
    ])
    expect((await states(town))['digest/2021-06-09/me']).toMatch(/^phone/)
    await town.clock('2021-06-08T08:31')
    expect(await digestOf(town, '2021-06-08', '县卫健局:head')).toBe('')
  })

  it('what speaks of several units is given up, and said anew the next morning', async () => {
    const town = await start()
    await town.publish()
    await town.bind('wang', '县卫健局 联络员 王芳')
    await town.bind('wang', '县医保局 联络员')
    await town.plan('wang', 'digest/2021-06-05/me', '2021-06-04T12:00')
    await dialogue(town, [
      [office, '停用 县卫健局 联络员 确认', '1条并入下一次提醒'],
      [office, '名册 县医保局', '王芳 联络员(A岗) 企业微信'],
    ])
    expect((await states(town))['digest/2021-06-05/me']).toMatch(/^obsolete/)
    await town.clock('2021-06-07T08:31')
    expect(await digestOf(town, '2021-06-07', '县卫健局:head')).toContain('县卫健局 待办19条')
    expect(await digestOf(town, '2021-06-07', 'wang')).toContain('县医保局')
    expect(await digestOf(town, '2021-06-07', 'wang')).not.toContain('县卫健局')
  })
})

describe('A岗 and B岗', () => {
  it('both see and act; the digest goes to A', async () => {
    const town = await start()
    await town.publish()
    await town.bind('wang', '县卫健局 联络员 王芳')
    await town.bind('li', '县卫健局 B岗 李平')
    expect(await town.from('li', '整改 1 已更新 http://a.gov.cn')).toContain('#1 已报')
    expect(await town.from('wang', '详情 1')).toContain('已更新')
    await town.clock('2021-06-07T08:31')
    expect(await digestOf(town, '2021-06-07', 'wang')).toContain('县卫健局 待办18条')
    expect(await digestOf(town, '2021-06-07', 'li')).toBe('')
  })
})

describe('停用', () => {
  it('asks which one, refuses oneself and nobody', async () => {
    const town = await start()
    await dialogue(town, [
      [office, '停用', /停用 张三|请写/],
      [office, '停用 县卫健局', '有2个岗位符合', '回「停用 县卫健局 负责人」'],
      [office, '停用 县卫健局负责人', '将停用县卫健局负责人'],
      [office, '停用 张三', '名册里没有「张三」'],
      [office, '停用 县政府督查室 审核员 确认', '不能停用自己'],
      ['admin', '停用 县卫健局 联络员', '将停用'],
      ['县卫健局', '停用 县卫健局 负责人', '不在您的权限内'],
    ])
  })
})
