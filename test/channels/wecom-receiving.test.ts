import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { mayFetch } from '#src/channels/wecom/media.ts'
import { nameIn, safeName } from '#src/channels/wecom/download.ts'
import { say } from '#src/domain/message.ts'
import { Refusal } from '#src/domain/refusal.ts'

import { openWecom, type WecomBench } from '../support/wecom.ts'

const bytes = new TextEncoder().encode('整改说明')

describe('what comes over WeCom', () => {
  let bench: WecomBench
  beforeEach(async () => {
    bench = await openWecom()
    bench.standin.addGroup('wrGROUP', ['wangfang'])
    await bench.start()
  })
  afterEach(() => bench.close())

  const heard = async (msgid: Promise<string>) => bench.arrived(await msgid)

  it('is a text, a transcript, words with pictures, or a file', async () => {
    const { standin } = bench
    expect(await heard(standin.userSays('wangfang', '收到', { voice: true }))).toMatchObject({
      text: '收到',
      files: [],
    })
    expect(await heard(standin.userSendsFile('wangfang', 'x.png', bytes, { caption: '整改 12' }))).toMatchObject({
      kind: 'text',
      text: '整改 12',
      files: [{ name: '图片.jpg', size: null }],
    })
    expect(await heard(standin.userSendsFile('wangfang', '说明.docx', bytes))).toMatchObject({
      text: '',
      files: [{ name: '文件', size: null }],
    })
    expect(await heard(standin.userOpens('wangfang'))).toMatchObject({ kind: 'opened', text: '', from: 'wangfang' })
  })

  it('has its mention taken off in a group, and its quote beside it', async () => {
    const said = await heard(
      bench.standin.userSays('wangfang', '确认 12 @小李', { group: 'wrGROUP', quote: '今天到期 #12' }),
    )
    expect(said).toMatchObject({
      chat: { id: 'wrGROUP', kind: 'group' },
      from: 'wangfang',
      text: '确认 12 @小李',
      quoted: '今天到期 #12',
    })
    const frame = (msgid: string, content: string) => ({
      cmd: 'aibot_msg_callback',
      headers: { req_id: `R${msgid}` },
      body: {
        msgid,
        chattype: 'group',
        chatid: 'wrGROUP',
        from: { userid: 'wangfang' },
        msgtype: 'text',
        text: { content },
      },
    })
    bench.standin.sendRaw(frame('m1', '@督办机器人\u2005事项'))
    bench.standin.sendRaw(frame('m2', '整改 12 已更新 @督办机器人'))
    bench.standin.sendRaw(frame('m3', '@督办机器人'))
    expect((await bench.arrived('m1')).text).toBe('事项')
    expect((await bench.arrived('m2')).text).toBe('整改 12 已更新')
    expect((await bench.arrived('m3')).text).toBe('')
    // Alone with the bot nobody is mentioned: what looks so is what was meant.
    expect((await heard(bench.standin.userSays('wangfang', '@张三 收到'))).text).toBe('@张三 收到')
  })

  it('is answered in its own group', async () => {
    const said = await heard(bench.standin.userSays('wangfang', '事项', { group: 'wrGROUP' }))
    const outcome = await bench.channel.send('wrGROUP', say('请单独发给我。'), { key: 'reply/1', answers: said.id })
    expect(outcome.kind).toBe('sent')
    expect(bench.standin.ledger).toMatchObject([{ chat: 'wrGROUP', cmd: 'aibot_respond_msg', text: '请单独发给我。' }])
    await bench.channel.send('wrGROUP', say('再说一次。'), { key: 'reply/2' })
    expect(bench.standin.ledger[1]).toMatchObject({ chat: 'wrGROUP', cmd: 'aibot_send_msg' })
  })

  it('is dropped with a line in the log, and without its words, where it is not understood', async () => {
    const { standin } = bench
    const base = { msgid: 'bad', chattype: 'single', from: { userid: 'wangfang' } }
    const bodies: unknown[] = [
      { ...base, msgtype: 'location', location: { name: '机密地点' } },
      { ...base, msgtype: 'text', text: { content: 7, secret: '机密' } },
      { msgid: 'bad', chattype: 'single', msgtype: 'text', text: { content: '机密无名' } },
      { ...base, chattype: 'group', msgtype: 'text', text: { content: '机密无群' } },
      { ...base, msgtype: 'text' },
      null,
      '机密',
    ]
    for (const body of bodies) standin.sendRaw({ cmd: 'aibot_msg_callback', headers: { req_id: 'R' }, body })
    const events = [{ eventtype: 'enter_check_update', x: '机密' }, { eventtype: 'template_card_event' }, {}]
    for (const event of events)
      standin.sendRaw({
        cmd: 'aibot_event_callback',
        headers: { req_id: 'R' },
        body: { ...base, msgtype: 'event', event },
      })
    standin.sendRaw('{"cmd":"aibot_msg_callback","body":{"text":"机密\n"}}')
    standin.sendRaw('机密 not JSON')
    standin.sendRaw({ headers: { req_id: 'nobody asked' }, errcode: 0, errmsg: '机密' })
    await standin.userFeedback('wangfang', 'trace_1', 2)
    expect((await heard(standin.userSays('wangfang', '事项'))).text).toBe('事项')
    expect(bench.received).toHaveLength(1)
    expect(bench.logged()).toContain('frame not understood')
    expect(bench.logged()).toContain('location')
    expect(bench.logged()).not.toMatch(/机密|事项/)
    expect(bench.logged()).not.toContain(standin.bot.secret)
  })

  it('keeps its order within a chat, however much comes at once', async () => {
    const people = ['a', 'b', 'c', 'd', 'e'].map((name) => `user-${name}`)
    const sent = people.flatMap((user) => Array.from({ length: 100 }, (_, at) => [user, `${at}`] as const))
    const ids = await Promise.all(sent.map(([user, words]) => bench.standin.userSays(user, words)))
    await Promise.all(ids.map((id) => bench.arrived(id)))
    for (const user of people) {
      const said = bench.received.filter(({ from }) => from === user).map(({ text }) => text)
      expect(said).toEqual(Array.from({ length: 100 }, (_, at) => `${at}`))
    }
  })

  it('that could not be stored is asked for again, and the office is told once', async () => {
    bench.store.failing = true
    await heard(bench.standin.userSays('wangfang', '整改 12 已更新'))
    await bench.standin.userClicks('wangfang', 'task', '收到')
    await bench.standin.waitFor(({ seen }) => seen('wangfang').length === 2)
    expect(bench.standin.seen('wangfang').map(({ text }) => text)).toEqual([
      '刚才这条没有收下,系统正忙。请过几分钟再发一次。',
      '刚才按的「收到」没有收下,系统正忙。请过几分钟再按一次。',
    ])
    expect(bench.alarms).toEqual(['收到的企业微信消息存不进数据库,已请发信人重发。请查数据库。'])
    bench.store.failing = false
    await heard(bench.standin.userSays('wangfang', '事项'))
    bench.store.failing = true
    await heard(bench.standin.userSays('wangfang', '事项'))
    await bench.standin.waitFor(({ seen }) => seen('wangfang').length === 3)
    expect(bench.alarms).toHaveLength(2)
  })

  it('is told to come again where more comes than can be kept, and the rest is stored', async () => {
    const gate = Promise.withResolvers<void>()
    bench.store.gate = gate.promise
    const words = { cmd: 'aibot_msg_callback', headers: { req_id: 'R' } }
    for (let at = 0; at < 5010; at++) {
      const from = { userid: `user-${at % 400}` }
      const body = { msgid: `flood-${at}`, chattype: 'single', from, msgtype: 'text', text: { content: '收到' } }
      bench.standin.sendRaw({ ...words, body })
    }
    await expect.poll(() => bench.logged().match(/too many updates at once/g)?.length).toBe(10)
    gate.resolve()
    await expect.poll(() => bench.received.length).toBe(5000)
    expect((await heard(bench.standin.userSays('wangfang', '事项'))).text).toBe('事项')
  })

  it('tells when each kind of chat was last heard', async () => {
    expect(bench.channel.state!().heard).toEqual({})
    await heard(bench.standin.userSays('wangfang', '事项'))
    expect(bench.channel.state!()).toMatchObject({ connected: true, heard: { single: expect.any(Number) } })
    await heard(bench.standin.userSays('wangfang', '事项', { group: 'wrGROUP' }))
    expect(bench.channel.state!().heard?.group).toEqual(expect.any(Number))
  })

  describe('a file', () => {
    it('brings its own name with its bytes', async () => {
      const { files } = await heard(bench.standin.userSendsFile('wangfang', '整改说明 "终".docx', bytes))
      const got = await bench.channel.fetch(files[0]!)
      expect(Buffer.from(got.bytes).toString()).toBe('整改说明')
      expect(got.name).toBe('整改说明 终.docx')
    })

    it('is refused in words when it is gone, too large or does not arrive', async () => {
      const fetched = async (how: Parameters<typeof bench.standin.userSendsFile>[3] = {}, size = 10) => {
        const said = await heard(bench.standin.userSendsFile('wangfang', '录像.mp4', new Uint8Array(size), how))
        return bench.channel.fetch(said.files[0]!).then(
          () => '',
          (error: unknown) => (error instanceof Refusal ? error.message : `not a refusal: ${String(error)}`),
        )
      }
      expect(await fetched({}, 30_000_000)).toContain('超过20兆')
      expect(await fetched({ chunked: true }, 21_000_000)).toContain('超过20兆')
      bench.standin.faults.add({ cmd: 'download', action: { kind: 'refuse', errcode: 404 } })
      expect(await fetched()).toBe('这个文件已经不在了,请再发一次。')
      bench.standin.faults.add({ cmd: 'download', action: { kind: 'drop', when: 'before' } })
      expect(await fetched()).toBe('文件没有下载成功,请再发一次。')
      const { files } = await heard(bench.standin.userSendsFile('wangfang', '说明.docx', bytes))
      bench.moveClock(300_001)
      await expect(bench.channel.fetch(files[0]!)).rejects.toThrow('这个文件已经不在了,请再发一次。')
    })

    it('is fetched from the platform only', () => {
      const official = 'wss://openws.work.weixin.qq.com'
      const may = (url: string, gateway = official): boolean => mayFetch(new URL(url), gateway)
      expect(may('https://ww-aibot-img-1258476243.cos.ap-guangzhou.myqcloud.com/a?sign=1')).toBe(true)
      expect(may('https://evil.example/a')).toBe(false)
      expect(may('http://ww-aibot.myqcloud.com/a')).toBe(false)
      expect(may('https://qq.com.evil.example/a')).toBe(false)
      expect(may('https://files.gov.local/a', 'wss://wecom.gov.local/ws')).toBe(true)
      for (const host of ['localhost', '127.0.0.1', '169.254.169.254', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0'])
        expect(may(`https://${host}/a`, 'wss://wecom.gov.local/ws')).toBe(false)
      expect(may('http://127.0.0.1:8080/a', 'ws://127.0.0.1:9000')).toBe(true)
    })

    it('has a name that can stand anywhere', () => {
      expect(safeName('../../etc/passwd')).toBe('passwd')
      expect(safeName('C:\\文档\\说明.docx')).toBe('说明.docx')
      expect(safeName('..')).toBeUndefined()
      expect(safeName('\u202E\u0000 ')).toBeUndefined()
      expect(safeName(`${'长'.repeat(200)}.docx`)).toHaveLength(100)
      expect(nameIn('attachment; filename="a b.txt"')).toBe('a b.txt')
      expect(nameIn('attachment; filename="x"; filename*=UTF-8\'\'%E8%AF%B4.txt')).toBe('说.txt')
      expect(nameIn('attachment; filename=100%.txt')).toBe('100%.txt')
      expect(nameIn(Buffer.from('attachment; filename="说明.txt"').toString('latin1'))).toBe('说明.txt')
      expect(nameIn('inline')).toBeUndefined()
    })
  })
})

describe('a bot that was created by somebody who is no super-administrator', () => {
  it('hears accounts that nobody can be bound to', async () => {
    const bench = await openWecom({ createdBySuperAdmin: false })
    await bench.start()
    const said = await bench.arrived(await bench.standin.userSays('wangfang', '绑定 7K3F92'))
    expect(said).toMatchObject({ kind: 'hidden', text: '', from: bench.standin.idOf('wangfang') })
    await bench.arrived(await bench.standin.userSays('wangfang', '在吗'))
    expect(bench.alarms).toEqual([expect.stringContaining('超级管理员')])
    const outcome = await bench.channel.send(said.chat.id, say('请管理员重新创建机器人。'), {
      key: 'reply/1',
      answers: said.id,
    })
    expect(outcome.kind).toBe('sent')
    await bench.close()
  })
})
