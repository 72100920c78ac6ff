import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { writeSetting } from '#db/settings.ts'

import { instant, leader, office, trialApp, type TrialApp } from '../support/app.ts'
import { createFaulty } from '../support/faulty-channel.ts'

let trial: TrialApp
beforeEach(async () => {
  const cut = { ...createFaulty('wecom'), state: () => ({ connected: false }) }
  trial = await trialApp({ channels: [cut] })
})
afterEach(async () => {
  await trial.app.stop()
  await trial.close()
})

describe('状态', () => {
  it('says in plain words how it stands', async () => {
    const before = (await trial.say('admin', '状态')).text
    for (const said of [
      '企业微信断线',
      '主用进程:test',
      '早间提醒:还没有运行过',
      '还没有备份过',
      '日历已知到2026-12-31',
    ])
      expect(before).toContain(said)
    await trial.publish()
    await trial.clock('2021-06-07T08:31')
    await writeSetting(trial.db, 'lastBackup', { at: instant('2021-06-07T02:00'), file: '/backup/x', bytes: 1 })
    const after = (await trial.say(office, '状态')).text
    for (const said of ['队列0', '今早8:30 66/66', '上次备份 2021-06-07 02:00 ✓', '版本 0.1.0'])
      expect(after).toContain(said)
    expect(after).toMatch(/记录链头 [0-9a-f]{8}/)
    await trial.clock('2021-06-08T08:00')
    expect((await trial.say('admin', '状态')).text).toContain('6月7日8:30 66/66')
  })

  it('names what is wrong first', async () => {
    await trial.publish()
    await trial.db
      .updateTable('message')
      .set({ state: 'queued', retry_at: instant('2027-02-01'), not_before: instant('2021-06-04T08:40') })
      .where('key', 'like', 'digest/%')
      .execute()
    const { text } = await trial.say('admin', '状态')
    expect(text.split('\n')[0]).toContain('注意:企业微信断线、有消息该发没发')
    expect(text).toContain('队列66,最早一条自6月4日 8:40')
  })

  it('is the administrator’s and the supervision office’s', async () => {
    for (const other of ['县公安局', leader, '县政务服务和大数据管理局:officer']) {
      expect((await trial.say(other, '状态')).text).not.toContain('主用进程')
    }
  })
})
