import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import { recordHead } from '#db/events.ts'
import { readSettings, writeSetting } from '#db/settings.ts'

import { trialApp, type TrialApp } from '../support/app.ts'
import { cli } from '../support/cli.ts'
import { newDataDir } from '../support/data-dir.ts'
import { emptyDatabase, urlOf } from '../support/store.ts'

let trial: TrialApp
let env: { readonly DATABASE_URL: string; readonly DATA_DIR: string; readonly PORT: string }
const failing = (out: string): string[] => out.split('\n').filter((line) => line.startsWith('✗'))

beforeEach(async () => {
  trial = await trialApp()
  await trial.publish()
  env = { DATABASE_URL: urlOf(trial), DATA_DIR: newDataDir(), PORT: '0' }
})
afterEach(async () => {
  await trial.app.stop()
  await trial.close()
})

const forge = async (statement: string): Promise<void> => {
  await sql`alter table event disable trigger all`.execute(trial.db)
  await sql.raw(statement).execute(trial.db)
}

describe('audit', () => {
  it('verify keeps its contract', async () => {
    const head = await recordHead(trial.db)
    const { code, out } = await cli(env, 'audit', 'verify', '--json')
    expect([code, JSON.parse(out)]).toEqual([0, { events: 2, head: expect.stringMatching(`^${head}.{56}$`), ok: true }])
    await trial.say('县公安局', '收到')
    expect(await cli(env, 'audit', 'verify', '--anchor', head)).toMatchObject({ code: 0 })
    const wrong = await cli(env, 'audit', 'verify', '--anchor', 'deadbeef', '--json')
    expect([wrong.code, JSON.parse(wrong.out)]).toMatchObject([1, { ok: false, anchorFound: false }])
  })

  it('says at which row and what was done, and exits 1', async () => {
    await forge("update event set line = replace(line, '2021-06-08', '2021-06-18') where id = 2")
    const { code, out } = await cli(env, 'audit', 'verify')
    expect(code).toBe(1)
    expect(out).toContain('第2行(业务时间 2021-06-04 09:00)被改过')
    const json = await cli(env, 'audit', 'verify', '--json')
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, brokenAt: 2, kind: 'edited' })
  })

  it('shows one assignment, in words and as data', async () => {
    await trial.say('县公安局', '整改 42 1 平台已注销')
    const words = await cli(env, 'audit', 'show', '#42')
    expect(words.out).toContain('2021-06-04 09:00 县政府督查室审核员 发布:状态 待整改;期限 6月8日;承办 县公安局')
    expect(words.out).toContain('县公安局联络员 报整改:状态 待整改;说明 平台已注销;账号 ①')
    const { events } = JSON.parse((await cli(env, 'audit', 'show', '42', '--json')).out) as { events: unknown[] }
    expect(events).toMatchObject([
      { row: 2, what: 'publish', by: { name: '县政府督查室审核员' }, after: { states: 'open', dueOn: '2021-06-08' } },
      { row: 3, what: 'submit', before: { states: 'open' }, after: { note: '平台已注销', boxes: [1] } },
    ])
    await trial.db.updateTable('assignment').set({ due_on: '2021-06-18' }).where('number', '=', 42).execute()
    const strayed = await cli(env, 'audit', 'show', '42')
    expect([strayed.code, strayed.out]).toEqual([1, expect.stringContaining('期限是2021-06-18,记录里是2021-06-08')])
    expect(await cli(env, 'audit', 'show', '999')).toMatchObject({ code: 1, err: '没有 #999。' })
  })
})

describe('backup and restore', () => {
  it('goes from a DATABASE_URL to the embedded database and back', async () => {
    const folder = newDataDir()
    const taken = await cli(env, 'backup', folder)
    expect(taken).toMatchObject({ code: 0, out: expect.stringContaining('备份好了') })
    const [name = ''] = readdirSync(folder)
    expect(name).toMatch(/^duban-\d{8}-\d{4}\.jsonl\.gz$/)
    expect((await readSettings(trial.db)).lastBackup).toMatchObject({ file: join(folder, name) })

    const embedded = { DATA_DIR: newDataDir(), PORT: '0' }
    const put = await cli(embedded, 'restore', join(folder, name))
    expect(put).toMatchObject({ code: 0, out: expect.stringContaining('任务891') })
    const again = await cli(embedded, 'backup', join(folder, 'back.gz'), '--json')
    const { url } = await emptyDatabase()
    const there = { ...env, DATABASE_URL: url }
    const back = await cli(there, 'restore', join(folder, 'back.gz'), '--json')
    expect(JSON.parse(back.out)).toMatchObject({ head: (JSON.parse(again.out) as { head: string }).head })
    const verified = await cli(there, 'audit', 'verify', '--json')
    expect(verified.out).toBe((await cli(env, 'audit', 'verify', '--json')).out)
    expect(await cli(embedded, 'restore', join(folder, name))).toMatchObject({ code: 1 })
  })

  it('refuses in words what it cannot do', async () => {
    const away = { ...env, DATABASE_URL: 'postgres://duban@127.0.0.1:1/x' }
    expect(await cli(away, 'audit', 'verify')).toMatchObject({ code: 1, err: expect.stringContaining('连不上数据库') })
    const { url } = await emptyDatabase()
    const empty = await cli({ ...env, DATABASE_URL: url }, 'audit', 'verify')
    expect(empty).toMatchObject({ code: 1, err: expect.stringContaining('还没有升级') })
  })
})

describe('doctor', () => {
  it('finds a trial in order', async () => {
    const { code, out } = await cli(env, 'doctor')
    expect([code, failing(out)]).toEqual([0, []])
    for (const about of ['Node', '磁盘', '数据库', '时钟', '主用进程:test', '模式:试用', '日历旁证', '联络员:68家'])
      expect(out).toContain(about)
  })

  it('says what is wrong and what to do', async () => {
    const { db } = trial
    await db.deleteFrom('address').where('id', '=', '县公安局').execute()
    await db
      .updateTable('message')
      .set({ state: 'queued', not_before: '2021-06-03T01:00:00.000Z' })
      .where('key', 'like', 'digest/%')
      .execute()
    await writeSetting(db, 'mode', 'live')
    const blocker = createServer()
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void blocker.close())
    await sql`update lease set expires_at = '-infinity'`.execute(db)
    const port = String((blocker.address() as AddressInfo).port)
    const { code, out } = await cli({ ...env, PORT: port }, 'doctor')
    expect(code).toBe(1)
    const said = failing(out).join('\n')
    for (const part of ['1家没有可达的联络员(县公安局)', '还没有备份过', '没发出去', `请换一个,例:PORT=`])
      expect(said).toContain(part)
    const json = await cli({ ...env, PORT: port }, 'doctor', '--json')
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, findings: expect.any(Array) })
  })

  it('a database that is away is one finding', async () => {
    const away = await cli({ ...env, DATABASE_URL: 'postgres://duban@127.0.0.1:1/x' }, 'doctor')
    expect([away.code, failing(away.out).length]).toEqual([1, 1])
  })
})
