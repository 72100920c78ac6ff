import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Limits } from '#src/channels/channel.ts'
import { createPacer } from '#src/delivery/pacing.ts'

interface Sent {
  readonly chat: string
  readonly at: number
  readonly arrived: number
}

/** The most that arrived, or began, within any stretch of this length. */
const densest = (times: readonly number[], withinMs: number): number => {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.max(0, ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + withinMs).length))
}

/** Sends as fast as the pacer allows, at the moments somebody looks; each takes its time to arrive. */
const flood = (
  limits: Limits,
  chats: readonly string[],
  looks: readonly number[],
  flightMs: readonly number[],
): Sent[] => {
  const pacer = createPacer(limits)
  const sent: Sent[] = []
  const flying: { chat: string; at: number; arrives: number }[] = []
  const waiting = [...chats]
  let now = 1_000_000
  for (const [turn, rest] of looks.entries()) {
    now += rest
    for (const one of flying.splice(0).toSorted((a, b) => a.arrives - b.arrives)) {
      if (one.arrives > now) flying.push(one)
      else {
        pacer.end(one.chat, one.at, one.arrives)
        sent.push({ chat: one.chat, at: one.at, arrived: one.arrives })
      }
    }
    while (pacer.botFree() <= now) {
      // As in the queue: one of a chat at a time.
      const next = waiting.findIndex((chat) => pacer.chatFree(chat) <= now && !flying.some((one) => one.chat === chat))
      if (next < 0) break
      const [chat] = waiting.splice(next, 1) as [string]
      pacer.begin(chat, now)
      flying.push({ chat, at: now, arrives: now + flightMs[turn % flightMs.length]! })
    }
  }
  return sent
}

const limitsOf = (perSecond: number, windows: readonly { most: number; withinMs: number }[]): Limits => ({
  perSecond,
  windows: () => windows,
})

describe('the pace', () => {
  it('holds every window of every chat, however late and however long the sends take', () => {
    const window = fc.record({ most: fc.integer({ min: 1, max: 6 }), withinMs: fc.integer({ min: 500, max: 20_000 }) })
    fc.assert(
      fc.property(
        fc.array(window, { maxLength: 3 }),
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 200, maxLength: 200 }),
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 5 }),
        (windows, chats, looks, flights) => {
          const sent = flood(limitsOf(20, windows), chats, looks, flights)
          for (const some of Map.groupBy(sent, ({ chat }) => chat).values())
            for (const { most, withinMs } of windows)
              expect(
                densest(
                  some.map(({ arrived }) => arrived),
                  withinMs,
                ),
              ).toBeLessThanOrEqual(most)
        },
      ),
    )
  })

  it('is never more than the rate and a tenth of a second’s worth, after a rest neither', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 500, max: 20_000 })), {
          minLength: 150,
          maxLength: 150,
        }),
        (perSecond, looks) => {
          const chats = Array.from({ length: 400 }, (_, at) => `chat${at}`)
          const sent = flood(limitsOf(perSecond, []), chats, looks, [1])
          const begun = sent.map(({ at }) => at)
          expect(densest(begun, 1000)).toBeLessThanOrEqual(Math.ceil(perSecond * 1.08) + 1)
        },
      ),
    )
  })

  it('holds 99 of 100 of the rate, as long as nobody is later than 80 ms', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 100 }),
        fc.array(fc.integer({ min: 1, max: 79 }), { minLength: 1, maxLength: 20 }),
        (perSecond, pauses) => {
          const looks = Array.from({ length: 3000 }, (_, at) => pauses[at % pauses.length]!)
          const chats = Array.from({ length: 600 }, (_, at) => `chat${at}`)
          const sent = flood(limitsOf(perSecond, []), chats, looks, [1])
          // The last of them may be late, too.
          const seconds = (sent.at(-1)!.at - sent[0]!.at) / 1000 - 0.08
          fc.pre(sent.length > 100)
          expect(sent.length / (seconds + 1 / perSecond)).toBeGreaterThan(perSecond * 0.99)
        },
      ),
    )
  })

  it('slows down by a fifth when the platform says so, and comes back in minutes', () => {
    const pacer = createPacer(limitsOf(20, []))
    const gapAt = (now: number): number => {
      pacer.begin('a', now)
      return pacer.botFree() - now
    }
    expect(gapAt(0)).toBeCloseTo(50)
    pacer.slowDown(1_000_000)
    expect(gapAt(1_000_000)).toBeCloseTo(62.5)
    pacer.slowDown(1_000_000)
    expect(gapAt(1_300_000)).toBeGreaterThan(50)
    expect(gapAt(10_000_000)).toBeCloseTo(50)
  })

  it('lets some answers go before their turn, and makes room for them afterwards', () => {
    const pacer = createPacer({ ...limitsOf(2, []), answersAhead: 3 })
    for (let at = 0; at < 3; at++) {
      expect(pacer.botFree(true)).toBeLessThanOrEqual(10_000)
      pacer.begin('a', 10_000)
    }
    pacer.begin('b', 10_000)
    expect(pacer.botFree(true)).toBeGreaterThan(10_000)
    expect(pacer.botFree()).toBe(12_000)
  })

  it('gives a turn back that was not used, and holds a chat that the platform wants left alone', () => {
    const pacer = createPacer(limitsOf(10, [{ most: 1, withinMs: 1000 }]))
    pacer.begin('a', 5000)
    expect(pacer.chatFree('a')).toBe(6000)
    pacer.giveBack('a', 5000)
    expect(pacer.chatFree('a')).toBeLessThanOrEqual(5000)
    expect(pacer.botFree()).toBeLessThanOrEqual(5000)
    pacer.hold('a', 65_000)
    expect(pacer.chatFree('a')).toBe(65_000)
    expect(pacer.chatFree('b')).toBe(-Infinity)
  })
})
