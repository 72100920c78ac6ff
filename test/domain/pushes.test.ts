import { describe, expect, it } from 'vitest'

import { nationalCalendar } from '#src/calendar.ts'
import { dueBeforeDigest, placePush, type PushKind, pushRanks, stillMatters } from '#src/domain/pushes.ts'

import { make } from '../support/make.ts'

const calendar = nationalCalendar()
const kinds = Object.keys(pushRanks) as PushKind[]

describe('the one push a day', () => {
  it('goes out in office hours when there is none yet, and never outside them', () => {
    for (const kind of kinds) {
      expect(placePush(kind, true, null)).toBe('queue')
      expect(placePush(kind, false, null)).toBe('merge')
      expect(placePush(kind, false, { kind: 'chase', waiting: true })).toBe('merge')
    }
  })

  it('takes the place of a lower one that waits, never of one that is out', () => {
    const table = kinds.flatMap((kind) =>
      kinds.flatMap((other) =>
        placePush(kind, true, { kind: other, waiting: true }) === 'replace' ? [`${kind} > ${other}`] : [],
      ),
    )
    const urgent = ['return', 'transfer', 'instruction']
    expect(table).toEqual([
      ...urgent.flatMap((kind) => ['publish', 'broadcast', 'chase'].map((other) => `${kind} > ${other}`)),
      'publish > broadcast',
      'publish > chase',
      'broadcast > chase',
    ])
    for (const kind of kinds) {
      for (const other of kinds) expect(placePush(kind, true, { kind: other, waiting: false })).toBe('merge')
    }
  })
})

describe('what did not fit', () => {
  it.each([
    ['2021-06-08', 'open', '2021-06-08', true],
    ['2021-06-08', 'open', '2021-06-07', false],
    ['2021-06-06', 'open', '2021-06-04', true], // Sunday: before Monday's digest
    ['2021-06-13', 'open', '2021-06-11', true], // 端午
    ['2021-06-08', 'open', '2021-06-09', false], // overdue already: nothing more falls due
    ['2021-06-08', 'returned', '2021-06-08', false], // until the end of tomorrow
  ] as const)('due on %s, %s, on %s: must be rung for: %s', (dueOn, state, today, rings) => {
    const submissions = state === 'returned' ? [make.submission(dueOn, { outcome: 'returned', settledOn: dueOn })] : []
    expect(dueBeforeDigest(calendar, make.assignment({ dueOn, state, submissions }), today)).toBe(rings)
  })

  it('is carried while one of its items is open; words are carried in any case', () => {
    const push = (kind: PushKind, numbers: number[]) => ({
      id: 1,
      memberId: 1,
      kind,
      numbers,
      at: '2021-06-07T01:00:00.000Z',
      body: { blocks: [] },
    })
    expect(stillMatters(push('chase', [1, 2]), new Set([2]))).toBe(true)
    expect(stillMatters(push('chase', [1, 2]), new Set([3]))).toBe(false)
    expect(stillMatters(push('broadcast', []), new Set())).toBe(true)
    expect(stillMatters(push('instruction', [1]), new Set())).toBe(true)
  })
})
