import { expect, it } from 'vitest'

import type { Claimed } from '#db/sending.ts'
import { createPacer } from '#src/delivery/pacing.ts'
import { createPump } from '#src/delivery/pump.ts'

import { virtualMachine } from '../support/machine.ts'

const limits = { perSecond: 25, windows: () => [{ most: 1, withinMs: 1000 }] }

/** When each of so many messages to as many chats left, where every fiftieth statement that marks them takes so long. */
const leave = async (count: number, stallMs: number): Promise<readonly number[]> => {
  const machine = virtualMachine()
  const from = machine.now()
  const left: number[] = []
  const waiting = new Set(Array.from({ length: count }, (_, at) => at + 1))
  let marks = 0
  await new Promise<void>((resolve) => {
    const pump = createPump({
      limits,
      pacer: createPacer(limits),
      machine,
      closedUntil: () => null,
      look: async (limit, except) =>
        [...waiting]
          .filter((id) => !except.includes(id))
          .slice(0, limit)
          .map((id) => ({ id, lane: 1, chat: `chat ${id}` })),
      nextRetry: async () => Infinity,
      defer: async () => {},
      mark: async (ids) => {
        marks += 1
        await machine.sleep(marks % 50 === 0 ? stallMs : 5)
        return ids.map((id) => ({ id, lane: 1, chat: `chat ${id}` }) as Claimed)
      },
      carry: async ({ id }, turn) => {
        left.push(machine.now() - from)
        waiting.delete(id)
        await machine.sleep(60)
        turn.ended()
      },
      onError: () => {},
      onTurn: () => {
        if (left.length === count) resolve()
      },
    })
    pump.wake()
  })
  return left
}

it.each([0, 100, 400, 900])(
  'a database that stalls for %i ms makes no burst beyond the rate of the bot',
  async (ms) => {
    const left = await leave(300, ms)
    const inSecond = left.map((at, first) => left.slice(first).filter((other) => other < at + 1000).length)
    expect(Math.max(...inSecond)).toBeLessThanOrEqual(28)
    // Fifty messages take two seconds; no more is lost than the stall itself.
    expect((left.length - 1) / (left.at(-1)! / 1000)).toBeGreaterThan((0.98 * 25 * 2000) / (2000 + ms))
  },
)
