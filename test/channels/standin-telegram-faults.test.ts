import { Api, GrammyError, HttpError } from 'grammy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import {
  type Fault,
  type FaultDeed,
  type Person,
  startTelegram,
  type TelegramOptions,
  type TelegramStandin,
} from '../standin/telegram/index.ts'

let telegram: TelegramStandin
let api: Api
let person: Person

/** Stands still until it is moved. */
const still = { now: () => 1_700_000_000_000, sleep: () => new Promise<void>(() => {}) }

const begin = async (options: TelegramOptions): Promise<void> => {
  telegram = await startTelegram({ clock: still, ...options })
  api = new Api(telegram.token, { apiRoot: telegram.root, timeoutSeconds: 5 })
  person = telegram.addPerson('王建国', { started: true })
}
afterEach(() => telegram.stop())

const send = (text = '一', to = person.id): Promise<unknown> => api.sendMessage(to, text)
/** What became of one call: what the client knows. */
const became = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call
    return 'ok'
  } catch (error) {
    if (error instanceof GrammyError) return `${error.error_code}/${error.parameters.retry_after ?? '-'}`
    if (error instanceof HttpError) return 'unknown'
    throw error
  }
}
const again = async (times: number, call: () => Promise<unknown>): Promise<string[]> => {
  const outcomes: string[] = []
  for (let time = 0; time < times; time++) outcomes.push(await became(call()))
  return outcomes
}

describe('the Telegram stand-in, limits', () => {
  it('30 a second of the whole bot, and nothing before the wait is over', async () => {
    await begin({ limits: {} })
    const people = Array.from({ length: 40 }, () => telegram.addPerson(undefined, { started: true }))
    const outcomes = await Promise.all(people.map(({ id }) => became(send('通报', id))))
    expect(outcomes.filter((one) => one === 'ok')).toHaveLength(30)
    expect(outcomes.filter((one) => one === '429/1')).toHaveLength(10)
    telegram.moveClock(1100)
    expect(await became(send())).toBe('ok')
    expect(telegram.refusals[0]).toMatchObject({ code: 429, retryAfter: 1, planned: false })
    expect(telegram.ledger).toHaveLength(31)
  })

  it('one a second in a chat, with a burst of three or strictly', async () => {
    await begin({})
    expect(await again(4, send)).toEqual(['ok', 'ok', 'ok', '429/1'])
    await telegram.stop()
    await begin({ limits: { chatBurst: 1 } })
    expect(await again(2, send)).toEqual(['ok', '429/1'])
    telegram.moveClock(1000)
    expect(await again(1, send)).toEqual(['ok'])
  })

  it('20 a minute in a group, by the moved clock', async () => {
    await begin({})
    const group = telegram.addGroup([person])
    for (let minute = 0; minute < 2; minute++) {
      for (let each = 0; each < 20; each++) {
        expect(await became(send(`第${each}条`, group.id))).toBe('ok')
        telegram.moveClock(1000)
      }
      expect(await became(send('多了', group.id))).toBe('429/40')
      telegram.moveClock(40_000)
    }
    expect(telegram.seen(group.id)).toHaveLength(40)
  })

  it('edits have limits of their own', async () => {
    await begin({ limits: { chatBurst: 1 } })
    const { message_id: id } = await api.sendMessage(person.id, '一')
    expect(await became(api.editMessageText(person.id, id, '二'))).toBe('ok')
    expect(await became(api.editMessageText(person.id, id, '三'))).toBe('429/1')
  })
})

describe('the Telegram stand-in, faults', () => {
  beforeEach(() => begin({ limits: 'off', slowPolls: false }))

  const sendWith = async (deed: FaultDeed, more: Partial<Fault> = {}) => {
    telegram.faults.add({ method: 'sendMessage', ...more, deed })
    return [await became(send()), telegram.seen(person.id).length]
  }

  it.each<[FaultDeed, string, number]>([
    [{ kind: 'refuse', code: 429, retryAfter: 7 }, '429/7', 0],
    [{ kind: 'refuse', code: 500 }, '500/-', 0],
    [{ kind: 'refuse', code: 403 }, '403/-', 0],
    [{ kind: 'html502', accepted: false }, 'unknown', 0],
    [{ kind: 'html502', accepted: true }, 'unknown', 1],
    [{ kind: 'error500-accepted' }, '500/-', 1],
    [{ kind: 'close', when: 'before-reading' }, 'unknown', 0],
    [{ kind: 'close', when: 'after-reading' }, 'unknown', 0],
    [{ kind: 'close', when: 'after-accepting' }, 'unknown', 1],
    [{ kind: 'truncated' }, 'unknown', 1],
  ])('%j', async (deed, outcome, arrived) => {
    expect(await sendWith(deed)).toEqual([outcome, arrived])
    expect(await became(send())).toBe('ok')
    expect(Object.values(telegram.faults.counts())).toEqual([1])
  })

  it('an answer comes late, or never', async () => {
    telegram.faults.add({ method: 'sendMessage', deed: { kind: 'late', ms: 20_000 } })
    const late = send()
    await telegram.waitFor(() => telegram.ledger.length === 1)
    telegram.moveClock(20_000)
    await late
    const planned = telegram.faults.add({ method: 'getUpdates', deed: { kind: 'half-open' } })
    const aborter = new AbortController()
    const poll = api.getUpdates({ timeout: 30 }, aborter.signal as never)
    await telegram.waitFor(() => planned.hits() === 1)
    telegram.moveClock(3_600_000)
    expect(telegram.polling()).toBe(false)
    aborter.abort()
    expect(await became(poll)).toBe('unknown')
  })

  it('by chat, by the nth call, so many times', async () => {
    const other = telegram.addPerson('李秀英', { started: true })
    const planned = telegram.faults.add({ chat: other.id, nth: 2, times: 2, deed: { kind: 'refuse', code: 500 } })
    expect(await again(4, () => send('一', other.id))).toEqual(['ok', '500/-', '500/-', 'ok'])
    expect(await became(send())).toBe('ok')
    expect(planned.hits()).toBe(2)
  })

  it('by chance, the same for the same seed', async () => {
    const run = async (seed: number): Promise<string[]> => {
      await telegram.stop()
      await begin({ limits: 'off', seed })
      telegram.faults.add({ probability: 0.3, deed: { kind: 'refuse', code: 500 } })
      return again(40, send)
    }
    const first = await run(7)
    expect(await run(7)).toEqual(first)
    expect(await run(8)).not.toEqual(first)
    expect(first.filter((one) => one !== 'ok').length).toBeGreaterThan(4)
  })

  it('batches come twice, again, out of order', async () => {
    const ids = [
      await telegram.says(person, '一'),
      await telegram.says(person, '二'),
      await telegram.says(person, '三'),
    ]
    const poll = async (offset: number): Promise<number[]> =>
      (await api.getUpdates({ offset })).map((update) => update.update_id)
    telegram.faults.add({ deed: { kind: 'twice' } })
    const doubled = await poll(0)
    expect([doubled.length, new Set(doubled).size]).toEqual([4, 3])
    telegram.faults.add({ deed: { kind: 'again' } })
    expect(await poll(0)).toEqual(ids)
    expect(await poll(ids[2]! + 1)).toEqual(ids)
    expect(telegram.pending()).toBe(0)
    expect(await poll(ids[2]! + 1)).toEqual([])
    for (let each = 0; each < 20; each++) await telegram.says(person, `${each}`)
    telegram.faults.add({ deed: { kind: 'shuffled' } })
    const shuffled = await poll(0)
    expect(shuffled).not.toEqual(shuffled.toSorted((a, b) => a - b))
    expect(shuffled).toHaveLength(20)
  })
})
