import { afterEach, describe, expect, it } from 'vitest'

import { storeIncoming } from '#db/inbox.ts'
import { readSettings } from '#db/settings.ts'
import { createLocal } from '#src/channels/local/index.ts'

import { dialogue, office, reviewer, trialApp, type TrialApp } from '../support/app.ts'
import { statements } from '../support/statements.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
  trial = undefined
})
const start = async (): Promise<TrialApp> => (trial = await trialApp())

const update = (id: string, text: string, as = '县卫健局') => ({
  id,
  channel: 'local',
  chat: { id: as, kind: 'single' as const },
  from: as,
  kind: 'text' as const,
  text,
  files: [],
})

const countOf = async (
  { db }: TrialApp,
  table: 'submission' | 'message' | 'event' | 'acknowledgement',
): Promise<number> =>
  (
    await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
  ).n

describe('an update', () => {
  it('delivered twice has one effect and one answer', async () => {
    const made = await start()
    await made.publish()
    await Promise.all([
      made.app.receive(update('twice', '整改 36 已公开')),
      made.app.receive(update('twice', '整改 36 已公开')),
    ])
    await made.app.receive(update('twice', '整改 36 已公开'))
    await made.app.idle()
    expect(await countOf(made, 'submission')).toBe(1)
    const replies = await made.db
      .selectFrom('message')
      .where('key', 'like', 'reply/%')
      .where('chat', '=', '县卫健局')
      .select('id')
      .execute()
    expect(replies.length).toBe(1)
  })

  it('left by a crash is handled at the next start', async () => {
    const made = await start()
    await made.publish()
    await storeIncoming(made.db, {
      channel: 'local',
      incomingId: 'left',
      chat: '县卫健局',
      chatKind: 'single',
      sender: '县卫健局',
      kind: 'text',
      text: '收到',
      quoted: null,
      files: [],
      receivedAt: made.app.now(),
    })
    await made.app.handlePending()
    await made.app.idle()
    expect(await countOf(made, 'acknowledgement')).toBe(19)
  })

  it('is not handled by a process that has lost the lease', async () => {
    const made = await start()
    await made.publish()
    await made.db.updateTable('lease').set({ epoch: 99 }).execute()
    const before = await countOf(made, 'message')
    await made.app.receive(update('late', '收到'))
    await made.app.idle()
    expect(await countOf(made, 'acknowledgement')).toBe(0)
    expect(await countOf(made, 'message')).toBe(before)
    const row = await made.db
      .selectFrom('inbox')
      .where('incoming_id', '=', 'late')
      .select('handled_at')
      .executeTakeFirstOrThrow()
    expect(row.handled_at).toBeNull()
  })

  it('whose command fails is answered with a number, and nothing is half done', async () => {
    const made = await start()
    await made.publish()
    await made.db.schema.alterTable('acknowledgement').renameTo('elsewhere').execute()
    await made.say('县卫健局', '整改 36 已公开').then(({ text }) => expect(text).toMatch(/出错了,编号 \d+-\d+/))
    expect(await countOf(made, 'submission')).toBe(0)
    await made.db.schema.alterTable('elsewhere').renameTo('acknowledgement').execute()
    await dialogue(made, [['县卫健局', '整改 36 已公开', '#36 已报']])
  })

  it('costs at most two commits and twelve statements from receipt to answer', async () => {
    const made = await start()
    await made.publish()
    const seen = await statements(made, async () => {
      await made.app.receive(update('measured', '整改 36 已公开 http://www.example.gov.cn'))
      await made.app.idle()
    })
    expect(seen.commits).toBe(2)
    expect(seen.all.slice(12)).toEqual([])
  })

  it('from one chat is handled in order, however fast it comes', async () => {
    const made = await start()
    await made.publish()
    const texts = ['整改 36 第一次', '撤回 36', '整改 36 第二次', '撤回 36', '整改 36 第三次']
    // Stored one after the other, none of them waited for.
    for (const [at, text] of texts.entries()) await made.app.receive(update(`fast-${at}`, text))
    await made.app.idle()
    const rows = await made.db.selectFrom('submission').select(['note', 'outcome']).orderBy('id').execute()
    expect(rows.map(({ outcome }) => outcome)).toEqual(['withdrawn', 'withdrawn', null])
  })
})

describe('files', () => {
  const photo = { name: '截图.png', bytes: Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]) }

  it('sent one after the other all belong to the report that follows, and to no other', async () => {
    const made = await start()
    await made.publish()
    for (const name of ['图1.png', '图2.png', '说明.pdf'])
      await made.say('县卫健局', '', [{ name, bytes: new TextEncoder().encode(name) }])
    await dialogue(made, [
      ['县卫健局', '整改 36 见图', '附件3个已存'],
      ['县卫健局', '整改 41 已公开', /^(?!.*附件)/s],
    ])
  })

  it('come with a command, or wait ten minutes for it', async () => {
    const made = await start()
    await made.publish()
    expect((await made.say('县卫健局', '整改 36 已公开', [photo])).text).toContain('附件1个已存')
    expect((await made.say('县卫健局', '', [photo])).text).toContain('是哪一条的')
    expect((await made.say('县卫健局', '整改 41 已公开')).text).toContain('附件1个已存')
    expect((await made.say('县卫健局', '整改 1 已公开')).text).not.toContain('附件')
    expect((await made.say(reviewer, '详情 41')).text).toContain('[文件] 截图.png')
    const kept = await made.db.selectFrom('file').select(['type', 'size']).execute()
    expect(kept).toEqual([{ type: 'image/png', size: 7 }])
  })

  it('sent alone are not taken by somebody else', async () => {
    const made = await start()
    await made.publish()
    await made.say('县公安局', '', [photo])
    expect((await made.say('县卫健局', '整改 36 已公开')).text).not.toContain('附件')
  })
})

describe('the same circular again', () => {
  it('opens the old one, whether it is the same text or the same index number', async () => {
    const made = await start()
    const { text } = await made.db.selectFrom('notice').select('text').executeTakeFirstOrThrow()
    await dialogue(made, [
      [office, `导入 ${text}`, '已经导入过', '没有重复导入'],
      [office, `导入\n${text.replaceAll('\n', '\r\n')}`, '已经导入过'],
      [office, `导入 ${text.replace('6月8日前', '6月10日前')}`, '文字有改动', '+ '],
    ])
    expect((await made.db.selectFrom('notice').select('id').execute()).length).toBe(1)
  })
})

describe('a second birth', () => {
  it('changes nothing', async () => {
    const made = await start()
    const before = await readSettings(made.db)
    const again = await trialApp({ store: made, at: '2022-01-01T09:00' })
    expect(again.app.now()).toBe(before.clock)
    await again.app.stop()
    expect(createLocal().name).toBe('local')
  })
})
