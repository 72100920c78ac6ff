import { expect, it } from 'vitest'

import { freshDatabase } from '../support/store.ts'
import { broadcastRun } from '../support/telegram-broadcast-run.ts'

it('广播 to 600 chats at the limits of Telegram, some of them blocked; people are answered meanwhile (bench/broadcast.ts: 10,000)', async () => {
  const store = await freshDatabase()
  const figures = await broadcastRun(store, { chats: 600, blocked: 20 })
  await store.close()
  expect(figures.preview).toContain('600家单位,600人可达')
  expect(figures.confirmed).toContain('已发600人')
  // Each whose bot is not blocked has it once; nothing was too fast, and hardly a turn was left out.
  expect(figures).toMatchObject({ once: 580, again: [], tooFast: 0, states: { sent: 580, phone: 20 } })
  expect(figures.rate).toBeGreaterThan(0.98 * 25)
  expect(figures.rate).toBeLessThan(26)
  expect(figures.shortestGap).toBeGreaterThanOrEqual(1000)
  expect(figures.answerMs).toHaveLength(12)
  expect(Math.max(...figures.answerMs)).toBeLessThanOrEqual(2000)
  // Those who had blocked the bot before and those who do it in the middle, in one message.
  expect(figures.gone).toEqual([expect.stringContaining('20人收不到消息,已列入电话单')])
  expect(figures.callSheet).toContain('电话单20家')
}, 120_000)
