import { afterAll, beforeAll, expect, it } from 'vitest'

import type { Person } from '../standin/telegram/index.ts'
import { telegramTown, type TelegramTown } from '../support/telegram-town.ts'

let town: TelegramTown
beforeAll(async () => {
  town = await telegramTown()
})
afterAll(() => town.end())

const each = 100

it('answers a thousand updates at once, each once and in the order of its chat', { timeout: 60_000 }, async () => {
  const { standin, app, db } = town
  const units = [
    '县公安局',
    '县卫健局',
    '县教育局',
    '县司法局',
    '县医保局',
    '县发改局',
    '县人社局',
    '县民政局',
    '县财政局',
  ]
  const people: Person[] = []
  for (const unit of units) people.push(await town.binds(unit))
  people.push(standin.addPerson('路人', { started: true }))
  const marks = people.map(({ id }) => standin.lastMessageId(id))

  // Some come twice, and some batches come out of order.
  standin.faults.add({ method: 'getUpdates', probability: 0.2, deed: { kind: 'twice' } })
  standin.faults.add({ method: 'getUpdates', probability: 0.2, deed: { kind: 'shuffled' } })
  standin.faults.add({ method: 'getUpdates', probability: 0.2, deed: { kind: 'again' } })
  const ids: number[] = []
  for (let at = 0; at < each; at += 1) for (const person of people) ids.push(await standin.says(person, `问${at}号`))
  expect(ids.length).toBe(1000)
  await Promise.all(ids.map((id) => standin.acknowledged(id)))
  await app.idle()

  const asked = Array.from({ length: each }, (_, at) => `问${at}号`)
  const answered = people.map(({ id }, at) =>
    standin
      .seen(id)
      .filter(({ messageId }) => messageId > marks[at]!)
      .map(({ text }) => /没看懂「(问\d+号)」/.exec(text)?.[1] ?? text),
  )
  for (const answers of answered.slice(0, -1)) expect(answers).toEqual(asked)
  // Whoever is bound to nothing is told once an hour.
  expect(answered.at(-1)).toEqual([expect.stringContaining('还没有绑定身份')])
  const { heard } = await db
    .selectFrom('inbox')
    .where('text', 'like', '问%')
    .select((eb) => eb.fn.countAll<number>().as('heard'))
    .executeTakeFirstOrThrow()
  expect(heard).toBe(1000)
  expect(standin.refusals).toEqual([])
})
