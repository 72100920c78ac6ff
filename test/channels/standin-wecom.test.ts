import { type WSClient, generateReqId } from '@wecom/aibot-node-sdk'
import { afterEach, describe, expect, it } from 'vitest'

import { type WecomOptions, type WecomStandin, startWecom } from '../standin/wecom/index.ts'
import { type SdkClient, connectSdk, markdown } from '../standin/wecom/sdk-client.ts'

const open: { standin?: WecomStandin; clients: SdkClient[] } = { clients: [] }

const start = async (options: WecomOptions = {}): Promise<{ standin: WecomStandin; sdk: SdkClient }> => {
  open.standin = await startWecom(options)
  open.clients = [await connectSdk(open.standin)]
  return { standin: open.standin, sdk: open.clients[0]! }
}

const another = async (standin: WecomStandin, options: Parameters<typeof connectSdk>[1] = {}): Promise<SdkClient> => {
  const sdk = await connectSdk(standin, options)
  open.clients.push(sdk)
  return sdk
}

afterEach(async () => {
  for (const sdk of open.clients.splice(0)) sdk.close()
  await open.standin?.stop()
})

const heard = (client: WSClient, event: 'disconnected' | 'error'): Promise<unknown> =>
  new Promise((resolve) => client.once(event, resolve))

describe('the connection', () => {
  it('takes the right secret and answers pings; the transcript hides the secret', async () => {
    const { standin } = await start()
    await another(standin, { heartbeatInterval: 10 })
    await standin.waitFor(
      ({ transcript }) => transcript.filter(({ frame }) => (frame as { cmd?: string }).cmd === 'ping').length >= 4,
    )
    // The SDK ends the evicted one itself.
    await standin.waitFor((s) => s.connections() === 1)
    expect(standin.online()).toBe(true)
    expect(JSON.stringify(standin.transcript)).not.toContain(standin.bot.secret)
  })

  it('refuses a wrong secret with 853000 and leaves the socket open', async () => {
    const { standin } = await start()
    const wrong = new WebSocket(standin.url)
    await new Promise((resolve) => wrong.addEventListener('open', resolve))
    const answer = new Promise<string>((resolve) =>
      wrong.addEventListener('message', ({ data }) => resolve(String(data))),
    )
    const headers = { req_id: generateReqId('aibot_subscribe') }
    wrong.send(JSON.stringify({ cmd: 'aibot_subscribe', headers, body: { bot_id: standin.bot.id, secret: 'x' } }))
    expect(JSON.parse(await answer)).toMatchObject({ headers, errcode: 853_000 })
    expect([wrong.readyState, standin.connections()]).toEqual([WebSocket.OPEN, 2])
    expect(standin.subscribes).toHaveLength(2)
    wrong.close()
  })

  it('evicts: the event at once, the end of the socket later, and nothing for the old one in between', async () => {
    const { standin, sdk } = await start({ evictionDelay: 40 })
    const gone = heard(sdk.client, 'disconnected')
    const rival = await standin.evict()
    await gone
    expect(sdk.frames.at(-1)).toMatchObject({ body: { event: { eventtype: 'disconnected_event' } } })
    await standin.waitFor((s) => s.connections() === 0)
    await standin.userSays('zhang', '事项')
    expect([sdk.frames.length, standin.missed(), standin.online()]).toEqual([1, 0, false])
    await rival.leave()
    await standin.userSays('zhang', '事项')
    expect(standin.missed()).toBe(1)
    expect(standin.subscribes).toHaveLength(1)
  })

  it('answers an evicted and a forgotten connection with 846609', async () => {
    const { standin, sdk } = await start()
    await standin.userSays('zhang', '你好')
    standin.faults.forget()
    await expect(sdk.push('zhang', markdown('一'))).rejects.toMatchObject({ errcode: 846_609 })
    expect(standin.connections()).toBe(1)
  })

  it('drops what comes while the bot is away, or keeps it where the option says so', async () => {
    const { standin, sdk } = await start({ redeliver: true })
    sdk.close()
    await standin.waitFor((s) => s.connections() === 0)
    const msgid = await standin.userSays('zhang', '事项')
    const again = await another(standin)
    expect(await again.frame(1)).toMatchObject({ body: { msgid, text: { content: '事项' } } })
  })

  it('resets connections while TCP is refused; the SDK comes back after', async () => {
    const { standin, sdk } = await start()
    standin.faults.refuseTcp()
    await new Promise((resolve) => sdk.client.on('reconnecting', (attempt) => attempt === 2 && resolve(attempt)))
    expect(standin.connections()).toBe(0)
    const back = new Promise<void>((resolve) => sdk.client.once('authenticated', resolve))
    standin.faults.acceptTcp()
    await back
    expect(standin.subscribes).toHaveLength(2)
  })

  it('closes with 1003 on what is no frame, and refuses an unknown cmd', async () => {
    const { standin, sdk } = await start()
    const unknown = sdk.client.reply(
      { headers: { req_id: 'x' } },
      { msgtype: 'stream', stream: { id: 'x' } },
      'aibot_dance',
    )
    await expect(unknown).rejects.toMatchObject({ errcode: standin.codes.badCmd })
    const raw = new WebSocket(standin.url)
    const closed = new Promise<number>((resolve) => raw.addEventListener('close', ({ code }) => resolve(code)))
    raw.addEventListener('open', () => raw.send('{"cmd":"ping"'))
    expect(await closed).toBe(1003)
  })
})

describe('replies', () => {
  it('brings a message and shows the stream that answers it, each frame in place of the last', async () => {
    const { standin, sdk } = await start()
    await standin.userSays('zhang', '事项', { quote: '第 12 条' })
    const frame = await sdk.frame(1)
    expect(frame.body).toMatchObject({
      chattype: 'single',
      from: { userid: 'zhang' },
      text: { content: '事项' },
      quote: { text: { content: '第 12 条' } },
    })
    await sdk.client.replyStream(frame, 's1', '正在查…')
    expect(standin.seen('zhang')).toMatchObject([{ text: '正在查…', finished: false }])
    await sdk.client.replyStream(frame, 's1', '**12** 整改\\_一', true)
    expect(standin.seen('zhang')).toMatchObject([{ kind: 'stream', text: '12 整改_一', finished: true }])
    expect(standin.ledger.map(({ update }) => update)).toEqual([false, true])
    await expect(sdk.client.replyStream(frame, 's1', '又', true)).rejects.toMatchObject({ errcode: 846_608 })
    await sdk.client.replyStream(frame, 's2', '第二条', true)
    expect(standin.talk('zhang').map((line) => ('message' in line ? line.message.text : line.text))).toEqual([
      '事项',
      '12 整改_一',
      '第二条',
    ])
  })

  it('ends a stream after its lifetime and a req_id after 24 hours', async () => {
    const { standin, sdk } = await start()
    await standin.userSays('zhang', '事项')
    const frame = await sdk.frame(1)
    await sdk.client.replyStream(frame, 's1', '正在查…')
    standin.moveClock(361_000)
    await expect(sdk.client.replyStream(frame, 's1', '好了', true)).rejects.toMatchObject({ errcode: 846_608 })
    await sdk.client.replyStream(frame, 's2', '好了', true)
    standin.moveClock(24 * 3_600_000)
    await expect(sdk.client.replyStream(frame, 's3', '晚了', true)).rejects.toMatchObject({ errcode: 846_605 })
  })

  it('knows no req_id of an earlier connection, unless the option says so', async () => {
    const { standin, sdk } = await start()
    await standin.userSays('zhang', '事项')
    const frame = await sdk.frame(1)
    const back = new Promise<void>((resolve) => sdk.client.once('authenticated', resolve))
    standin.faults.drop()
    await back
    await expect(sdk.client.replyStream(frame, 's1', '好', true)).rejects.toMatchObject({ errcode: 846_605 })
  })

  it('takes a welcome within five seconds of opening the chat, once', async () => {
    const { standin, sdk } = await start()
    const hello = { msgtype: 'text', text: { content: '您好' } } as const
    await standin.userOpens('zhang')
    await sdk.client.replyWelcome(await sdk.frame(1), hello)
    expect(standin.seen('zhang')).toMatchObject([{ kind: 'text', text: '您好' }])
    await expect(sdk.client.replyWelcome(await sdk.frame(1), hello)).rejects.toMatchObject({ errcode: 846_606 })
    await standin.userOpens('zhang')
    standin.moveClock(5001)
    await expect(sdk.client.replyWelcome(await sdk.frame(2), hello)).rejects.toMatchObject({ errcode: 846_605 })
    await expect(sdk.client.replyStream(await sdk.frame(2), 's', '您好', true)).rejects.toMatchObject({
      errcode: 846_605,
    })
  })
})

describe('pushes', () => {
  it('reach a member only after the member wrote; opening the chat is not enough', async () => {
    const { standin, sdk } = await start()
    standin.addUser('zhang')
    await expect(sdk.push('nobody', markdown('一'))).rejects.toMatchObject({ errcode: 93_006 })
    await standin.userOpens('zhang')
    await expect(sdk.push('zhang', markdown('一'))).rejects.toMatchObject({ errcode: standin.codes.locked })
    await standin.userSays('zhang', '绑定 123456')
    await sdk.push('ZHANG', markdown('## 今日\n- 一'))
    expect(standin.seen('zhang')).toMatchObject([{ kind: 'markdown', text: '今日\n• 一' }])
    standin.removeUser('zhang')
    await expect(sdk.push('zhang', markdown('二'))).rejects.toMatchObject({ errcode: 93_006 })
  })

  it('to groups: the @name before the words, chat_type, and a bot that was removed', async () => {
    const { standin, sdk } = await start()
    standin.addGroup('wrGroup', ['zhang', 'li'])
    await standin.userSays('li', '汇总', { group: 'wrGroup' })
    const { body } = await sdk.frame(1)
    expect(body).toMatchObject({ chattype: 'group', chatid: 'wrGroup', from: { userid: 'li' } })
    expect(body.text.content).toBe(`@${standin.bot.name} 汇总`)
    await sdk.push('wrGroup', markdown('通报'), 2)
    await sdk.push('wrGroup', markdown('通报'), 0)
    await expect(sdk.push('wrGroup', markdown('通报'), 1)).rejects.toMatchObject({ errcode: 93_006 })
    standin.removeBot('wrGroup')
    await expect(sdk.push('wrGroup', markdown('通报'), 2)).rejects.toMatchObject({ errcode: 93_008 })
  })

  it('carries encrypted ids unless a super-administrator made the bot', async () => {
    const { standin, sdk } = await start({ createdBySuperAdmin: false })
    await standin.userSays('zhang', '绑定 123456')
    const { from } = (await sdk.frame(1)).body
    expect(from.userid).toMatch(/^wo/)
    await sdk.push(from.userid, markdown('好'))
    expect(standin.seen('zhang')).toHaveLength(1)
  })

  it('30 a minute and 1,000 an hour of one conversation, replies and pushes together', async () => {
    const { standin, sdk } = await start()
    await standin.userSays('zhang', '一')
    await standin.userSays('li', '一')
    await sdk.client.replyStream(await sdk.frame(1), 's', '一', true)
    for (let n = 2; n <= 30; n += 1) await sdk.push('zhang', markdown(`${n}`))
    await expect(sdk.push('zhang', markdown('31'))).rejects.toMatchObject({ errcode: 846_607 })
    await sdk.push('li', markdown('1'))
    standin.moveClock(59_000)
    await expect(sdk.push('zhang', markdown('31'))).rejects.toMatchObject({ errcode: 846_607 })
    standin.moveClock(1500)
    for (let n = 31; n <= 1000; n += 1) {
      if (n % 29 === 0) standin.moveClock(60_001)
      await sdk.push('zhang', markdown(`${n}`))
    }
    standin.moveClock(60_001)
    await expect(sdk.push('zhang', markdown('1001'))).rejects.toMatchObject({ errcode: 846_607 })
    standin.moveClock(3_600_000)
    await sdk.push('zhang', markdown('1001'))
    expect(standin.ledger.filter(({ chat }) => chat === 'zhang')).toHaveLength(1001)
  })

  it('a pace of the whole bot where the option says so', async () => {
    const { standin, sdk } = await start({ botPerMinute: 2 })
    for (const user of ['a', 'b', 'c']) await standin.userSays(user, '一')
    await sdk.push('a', markdown('一'))
    await sdk.push('b', markdown('一'))
    await expect(sdk.push('c', markdown('一'))).rejects.toMatchObject({ errcode: 846_607 })
  })

  it('refuses text, emptiness and 20,481 bytes', async () => {
    const { standin, sdk } = await start()
    await standin.userSays('zhang', '一')
    const { badBody } = standin.codes
    await sdk.push('zhang', markdown('x'.repeat(20_480)))
    for (const body of [
      markdown('x'.repeat(20_481)),
      markdown('督'.repeat(6827)),
      markdown(' '),
      { msgtype: 'text', text: { content: '一' } },
      { msgtype: 'markdown_v2', markdown_v2: { content: '一' } },
    ]) {
      await expect(sdk.push('zhang', body)).rejects.toMatchObject({ errcode: badBody })
    }
  })
})
