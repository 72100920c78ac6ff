import { beforeEach, describe, expect, it } from 'vitest'

import { storeIncoming } from '#db/inbox.ts'
import { enqueue } from '#db/messages.ts'
import { writeSetting } from '#db/settings.ts'
import { createLocal, type LocalChannel } from '#src/channels/local/index.ts'
import { say } from '#src/domain/message.ts'
import { bearTrial } from '#src/trial.ts'
import { createWeb } from '#src/web/index.ts'

import { calendar, instant } from '../support/app.ts'
import { type EventStream, openEvents } from '../support/events.ts'
import { type FreshDatabase, freshDatabase } from '../support/store.ts'
import { listenAt, trialWeb } from '../support/web.ts'

const chat = '县公安局'
const at = instant('2021-06-04T09:00')
const events = (base: string, as = chat): string => `${base}/chat/events?as=${encodeURIComponent(as)}`

/** What the page would show, by key: 'user/1 事项'. */
const lines = (stream: EventStream): string[] =>
  stream.all
    .filter(({ event }) => event === 'line')
    .map(({ data }) => {
      const { key, html } = JSON.parse(data) as { key: string; html: string }
      return `${key} ${/<p>([^<]*)<\/p>/.exec(html)?.[1]}`
    })
const ready = (stream: EventStream) => stream.until(({ event }) => event === 'ready')
const shown = (stream: EventStream, words: string) => stream.until(({ data }) => data.includes(words))

describe('the stream of a chat', () => {
  let store: FreshDatabase
  let local: LocalChannel
  let base: string

  beforeEach(async () => {
    store = await freshDatabase()
    await bearTrial(store.db, at, calendar)
    local = createLocal()
    await local.start(async () => {})
    base = await listenAt(createWeb({ db: store.db, local, advance: async () => at }))
  })

  const said = async (words: string, as = chat): Promise<number> =>
    (await storeIncoming(store.db, {
      channel: 'local',
      incomingId: words,
      chat: as,
      chatKind: 'single',
      sender: as,
      kind: 'text',
      text: words,
      quoted: null,
      files: [],
      receivedAt: at,
    }))!
  /** Queues a message and returns how it is brought out, as delivery does. */
  const queued = async (words: string, cause: string, to = chat): Promise<() => Promise<void>> => {
    const row = {
      key: words,
      cause,
      memberId: null,
      to: { channel: 'local', id: to },
      lane: 'answer',
      at,
      body: say(words),
    } as const
    await store.db.transaction().execute((trx) => enqueue(trx, [row]))
    return async () => {
      await store.db.updateTable('message').set({ state: 'sent', sent_at: at }).where('key', '=', words).execute()
      await local.send(to, say(words), { key: words })
    }
  }
  const answered = async (words: string, cause: string, to = chat): Promise<void> => (await queued(words, cause, to))()

  it('begins with the transcript, each answer after what it answers, then goes on', async () => {
    const first = await said('事项')
    const second = await said('帮助')
    await answered('可以这样说', `inbox/${second}`)
    await answered('您有两条', `inbox/${first}`)
    await answered('给别人的', `inbox/${first}`, 'leader')
    const stream = await openEvents(events(base))
    await ready(stream)
    expect(lines(stream)).toEqual(['user/1 事项', 'bot/2 您有两条', 'user/2 帮助', 'bot/1 可以这样说'])
    await answered('每日提醒', 'run/digest/2021-06-07')
    await shown(stream, '每日提醒')
    expect(lines(stream)).toHaveLength(5)
  })

  it('resumes where the browser was: nothing lost, nothing twice', async () => {
    await said('事项')
    const bringOut = await queued('慢的提醒', 'run/digest/2021-06-04')
    await answered('快的回答', 'inbox/1')
    const before = await openEvents(events(base))
    await ready(before)
    expect(lines(before)).toEqual(['user/1 事项', 'bot/2 快的回答'])
    before.close()
    await bringOut()
    await said('收到')
    const { id } = before.all.findLast(({ event }) => event === 'line')!
    const after = await openEvents(events(base), id)
    await ready(after)
    expect(lines(after).toSorted()).toEqual(['bot/1 慢的提醒', 'user/2 收到'])
    const again = await openEvents(events(base), after.all.findLast(({ event }) => event === 'line')!.id)
    await ready(again)
    expect(lines(again)).toEqual([])
  })

  it('can be resumed after every single line', async () => {
    for (const words of ['一', '二', '三']) await answered(`答${words}`, `inbox/${await said(words)}`)
    const whole = await openEvents(events(base))
    await ready(whole)
    const ids = whole.all.filter(({ event }) => event === 'line').map(({ id }) => id)
    for (const [index, id] of ids.entries()) {
      const rest = await openEvents(events(base), id)
      await ready(rest)
      expect(lines(rest)).toEqual(lines(whole).slice(index + 1))
    }
  })

  it('begins anew when the database is another one', async () => {
    await said('事项')
    const stream = await openEvents(events(base), '70.80.75')
    await ready(stream)
    expect(stream.all.map(({ event }) => event).slice(0, 2)).toEqual(['reset', 'line'])
  })

  it('tells who else got something, and when the clock was moved beside us', async () => {
    const stream = await openEvents(events(base))
    expect((await stream.until(({ event }) => event === 'clock')).data).toBe('2021-06-04 星期五 09:00')
    await writeSetting(store.db, 'clock', instant('2021-06-07T08:30'))
    await answered('全县汇总', 'run/digest/2021-06-07', 'leader')
    expect((await stream.until(({ event }) => event === 'elsewhere')).data).toBe('leader')
    expect((await shown(stream, '2021-06-07')).data).toBe('2021-06-07 星期一 08:30')
    expect(lines(stream)).toEqual([])
  })

  it('is for people of the trial only', async () => {
    expect((await fetch(events(base, '县没有局'))).status).toBe(400)
  })
})

it('what is said on the page is answered on the stream', async () => {
  const trial = await trialWeb()
  const base = await listenAt(trial.web)
  const stream = await openEvents(events(base))
  await ready(stream)
  const body = new FormData()
  body.set('as', chat)
  body.set('text', '帮助')
  const response = await fetch(`${base}/chat/say`, { method: 'POST', body, headers: { origin: base } })
  expect(response.status).toBe(200)
  await stream.until(({ data }) => data.includes('可以这样说'))
  expect(lines(stream).map((line) => line.split(' ')[0])).toEqual(['user/1', 'bot/1'])
})
