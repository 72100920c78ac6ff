import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { Api, GrammyError } from 'grammy'
import type { Update } from 'grammy/types'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import { type Person, startTelegram, type TelegramStandin } from '../standin/telegram/index.ts'

let telegram: TelegramStandin
let api: Api
let person: Person

beforeEach(async () => {
  telegram = await startTelegram({ limits: 'off', slowPolls: false })
  api = new Api(telegram.token, { apiRoot: telegram.root, timeoutSeconds: 60 })
  person = telegram.addPerson('王建国', { started: true })
})
afterEach(() => telegram.stop())

/** Stands still until it is moved. */
const still = { now: () => 1_700_000_000_000, sleep: () => new Promise<void>(() => {}) }
const texts = (updates: readonly Update[]): unknown[] =>
  updates.map((one) => one.message?.text ?? one.callback_query?.data)
const say = (text: string): Promise<number> => telegram.says(person, text)
/** A getUpdates that waits. */
const longPoll = async (offset = 0): Promise<{ readonly answer: Promise<Update[]> }> => {
  const answer = api.getUpdates({ offset, timeout: 50 })
  answer.catch(() => {})
  await telegram.waitFor(() => telegram.polling())
  return { answer }
}
const conflict = async (call: Promise<unknown>): Promise<string> => {
  const error: unknown = await call.catch((reason: unknown) => reason)
  if (!(error instanceof GrammyError)) throw error
  expect(error.error_code).toBe(409)
  return error.description
}

describe('the Telegram stand-in, getUpdates', () => {
  it('waits until something is there', async () => {
    const { answer } = await longPoll()
    await say('事项')
    await say('收到')
    expect(texts(await answer)).toEqual(['事项', '收到'])
  })

  it('answers with nothing when its time is over', async () => {
    const { answer } = await longPoll()
    telegram.moveClock(50_000)
    expect(await answer).toEqual([])
    expect(telegram.polling()).toBe(false)
  })

  it('gives again what is not acknowledged', async () => {
    const first = await say('一')
    const second = await say('二')
    expect(texts(await api.getUpdates())).toEqual(['一', '二'])
    expect(texts(await api.getUpdates({ limit: 1 }))).toEqual(['一'])
    expect(telegram.handedOut(first)).toBe(2)
    expect(texts(await api.getUpdates({ offset: second }))).toEqual(['二'])
    await telegram.acknowledged(first)
    expect(telegram.pending()).toBe(1)
    expect(await api.getUpdates({ offset: second + 1 })).toEqual([])
    await telegram.acknowledged(second)
  })

  it('forgets all but the last with a negative offset', async () => {
    const ids = [await say('一'), await say('二'), await say('三')]
    expect(texts(await api.getUpdates({ offset: -1 }))).toEqual(['三'])
    await expect(telegram.acknowledged(ids[0]!)).rejects.toThrow('dropped unheard')
    expect(texts(await api.getUpdates())).toEqual(['三'])
  })

  it('ignores an offset far beyond what there is, as after a jump to a smaller id', async () => {
    const high = await say('旧')
    await api.getUpdates({ offset: high + 1 })
    telegram.jumpTo(41)
    expect(await say('新')).toBe(41)
    expect(texts(await api.getUpdates({ offset: high + 1 }))).toEqual(['新'])
    expect(telegram.pending()).toBe(1)
    expect(await api.getUpdates({ offset: 42 })).toEqual([])
    await telegram.acknowledged(41)
  })

  it('lets a second poller end the first', async () => {
    const { answer } = await longPoll()
    const { answer: second } = await longPoll()
    expect(await conflict(answer)).toMatch(/^Conflict: terminated by other getUpdates request/)
    await say('给后来的')
    expect(texts(await second)).toEqual(['给后来的'])
  })

  it('forgets a poller that went away', async () => {
    const gone = new AbortController()
    const answer = api.getUpdates({ timeout: 50 }, gone.signal as never)
    await telegram.waitFor(() => telegram.polling())
    gone.abort()
    await expect(answer).rejects.toThrow('getUpdates')
    await telegram.waitFor(() => !telegram.polling())
    await say('还在')
    expect(texts(await api.getUpdates())).toEqual(['还在'])
  })

  it('keeps a message for 24 hours and a press for 150 seconds', async () => {
    await say('事项')
    const press = await telegram.presses(person, 1, '收到')
    expect(texts(await api.getUpdates())).toEqual(['事项', '收到'])
    telegram.moveClock(150_001)
    expect(texts(await api.getUpdates())).toEqual(['事项'])
    await expect(telegram.acknowledged(press)).rejects.toThrow('dropped unheard')
    telegram.moveClock(24 * 3_600_000)
    expect(await api.getUpdates()).toEqual([])
  })

  it('remembers which types are wanted', async () => {
    await api.getUpdates({ allowed_updates: ['callback_query'] })
    expect(await say('没人听')).toBe(0)
    await telegram.presses(person, 1, '收到')
    expect(texts(await api.getUpdates())).toEqual(['收到'])
    await api.getUpdates({ allowed_updates: [] })
    expect(await say('听到了')).toBeGreaterThan(0)
  })

  it('hands out whatever was put in raw', async () => {
    const id = telegram.sendRaw({ message: { message_id: 'x' } })
    expect(await api.getUpdates()).toEqual([{ update_id: id, message: { message_id: 'x' } }])
    telegram.sendRaw({ update_id: 2_000_000_000 })
    await api.getUpdates({ offset: 2_000_000_001 })
    expect(telegram.pending()).toBe(0)
  })

  it('slows down whoever repeats an offset too quickly', async () => {
    const strict = await startTelegram({ clock: still })
    onTestFinished(() => strict.stop())
    const hasty = new Api(strict.token, { apiRoot: strict.root })
    expect(await hasty.getUpdates()).toEqual([])
    const again = hasty.getUpdates()
    await strict.waitFor(() => strict.polling())
    strict.moveClock(3000)
    expect(await again).toEqual([])
    strict.moveClock(3000)
    await strict.says(strict.addPerson(), '一')
    await strict.says(strict.addPerson(), '二')
    expect(await hasty.getUpdates()).toHaveLength(2)
    strict.moveClock(400)
    expect(await hasty.getUpdates()).toHaveLength(1)
  })

  it('makes pollers that fight wait', async () => {
    const strict = await startTelegram({ clock: still })
    onTestFinished(() => strict.stop())
    const poll = (): Promise<string> => {
      const one = new Api(strict.token, { apiRoot: strict.root }).getUpdates({ timeout: 30 })
      return one.then(
        () => 'ok',
        (reason: GrammyError) => `${reason.error_code}`,
      )
    }
    const first = poll()
    await strict.waitFor(() => strict.polling())
    const second = poll()
    expect(await first).toBe('409')
    let ended = false
    const over = second.finally(() => (ended = true))
    const third = poll()
    await strict.waitFor(() => strict.calls('getUpdates') === 3)
    await strict.says(strict.addPerson(), '一')
    expect(await third).toBe('ok')
    expect(ended).toBe(false)
    strict.moveClock(3000)
    expect(await over).toBe('409')
  })
})

describe('the Telegram stand-in, a press', () => {
  it('is answered while it lives', async () => {
    const { message_id: id } = await api.sendMessage(person.id, '请回', {
      reply_markup: { inline_keyboard: [[{ text: '收到', callback_data: '收到' }]] },
    })
    const updateId = await telegram.presses(person, id, '通过 12')
    const [update] = await api.getUpdates()
    const press = update!.callback_query!
    expect(press).toMatchObject({ from: { id: person.id }, data: '通过 12', message: { message_id: id, text: '请回' } })
    await api.answerCallbackQuery(press.id, { text: '好' })
    expect(telegram.answers).toMatchObject([{ updateId, text: '好', alert: false }])
    telegram.moveClock(150_001)
    await expect(api.answerCallbackQuery(press.id)).rejects.toThrow('query is too old')
    await expect(api.answerCallbackQuery('1')).rejects.toThrow('query ID is invalid')
  })

  it('on a message that is gone is told without it', async () => {
    const { message_id: id } = await api.sendMessage(person.id, '请回')
    await api.deleteMessage(person.id, id)
    await telegram.presses(person, id, '收到')
    const [update] = await api.getUpdates()
    expect(update?.callback_query?.message).toMatchObject({ date: 0, message_id: id })
  })
})

describe('the Telegram stand-in, a webhook', () => {
  /** A receiver that answers as told, and what it got. */
  const receiver = async (statusFor: (update: Update) => number) => {
    const got: { readonly update: Update; readonly secret: unknown }[] = []
    const server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const update = JSON.parse(Buffer.concat(parts).toString()) as Update
        got.push({ update, secret: request.headers['x-telegram-bot-api-secret-token'] })
        response.writeHead(statusFor(update)).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/telegram` }
  }

  it('gets the updates of a chat one after the other, each until it is taken', async () => {
    let failures = 2
    const { got, url } = await receiver(() => (failures-- > 0 ? 503 : 200))
    await api.setWebhook(url, { secret_token: 'geheim_1' })
    const first = await say('一')
    const second = await say('二')
    await telegram.waitFor(() => telegram.handedOut(first) === 2)
    await telegram.waitFor(() => telegram.webhook().lastError !== undefined && got.length === 2)
    expect(telegram.handedOut(second)).toBe(0)
    expect((await api.getWebhookInfo()).pending_update_count).toBe(2)
    await telegram.waitFor(() => {
      telegram.moveClock(2000)
      return telegram.pending() === 0
    })
    expect(texts(got.map(({ update }) => update))).toEqual(['一', '一', '一', '二'])
    expect(got.map(({ secret }) => secret)).toEqual(Array(4).fill('geheim_1'))
    await telegram.acknowledged(second)
  })

  it('and getUpdates exclude each other', async () => {
    const { url } = await receiver(() => 200)
    const { answer } = await longPoll()
    await api.setWebhook(url)
    expect(await conflict(answer)).toBe('Conflict: terminated by setWebhook request')
    expect(await conflict(api.getUpdates())).toMatch(/can't use getUpdates method while webhook is active/)
    await api.deleteWebhook()
    expect(await api.getUpdates()).toEqual([])
    expect(await api.getWebhookInfo()).toMatchObject({ url: '', pending_update_count: 0 })
  })

  it('needs an address that is safe, and a secret that fits a header', async () => {
    await expect(api.setWebhook('http://example.com/')).rejects.toThrow('An HTTPS URL must be provided for webhook')
    await expect(api.setWebhook('https://a.cn/', { secret_token: '密' })).rejects.toThrow('unallowed characters')
    await say('一')
    await api.deleteWebhook({ drop_pending_updates: true })
    expect(telegram.pending()).toBe(0)
  })
})
