import { afterEach, describe, expect, it } from 'vitest'

import { dialogue, office, trialApp, type TrialApp } from '../support/app.ts'
import { createFaulty } from '../support/faulty-channel.ts'
import { speaker } from '../support/speaker.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
  trial = undefined
})

const stateOf = async ({ db }: TrialApp, number: number): Promise<string> =>
  (await db.selectFrom('assignment').where('number', '=', number).select('state').executeTakeFirstOrThrow()).state

describe('failure story 8: a unit closes its own item', () => {
  it('neither as liaison, nor by a button that was forwarded, nor by a second post in the reviewing office', async () => {
    const wecom = createFaulty('wecom')
    const town = (trial = await trialApp({ channels: [wecom] }))
    const from = speaker(town, wecom)
    const bind = async (account: string, post: string): Promise<void> => {
      const { text } = await town.say(office, `邀请 ${post}`)
      await from(account, `绑定 ${/邀请码 (\w{6})/.exec(text)?.[1]}`)
    }
    await town.publish()
    const reviewOffice = '县政务服务和大数据管理局'
    // One person: liaison of the health bureau and reviewer of the office that judges it.
    await bind('wang', '县卫健局 联络员 王芳')
    await bind('li', `${reviewOffice} 审核员 李平`)
    await bind('zhao', '县卫健局 B岗 赵六')
    await from('wang', '整改 1 已更新 http://a.gov.cn')

    // A button says what one would have typed, and carries no right.
    for (const account of ['wang', 'zhao']) expect(await from(account, '通过 1')).toContain('不在您的权限内')
    expect(await stateOf(town, 1)).toBe('submitted')

    await bind('wang', `${reviewOffice} 审核员 王芳`)
    expect(await from('wang', '通过 1')).toContain('是贵单位(或上下级)自己的')
    expect(await from('wang', '通过 1、1')).toContain('自己的')
    expect(await from('wang', '通过 县卫健局 全部 1')).toContain('没有待审的')
    expect(await stateOf(town, 1)).toBe('submitted')

    expect(await from('li', '通过 1')).toContain('#1 已销号')
    expect(await stateOf(town, 1)).toBe('closed')
    // A right that has ended is no right, whatever the button in the old chat says.
    await from('wang', '整改 36 已更新 http://a.gov.cn')
    await dialogue(town, [[office, '停用 李平 确认', '已停用李平']])
    expect(await from('li', '通过 36')).toContain('您的身份已停用')
    expect(await stateOf(town, 36)).toBe('submitted')
  })
})
