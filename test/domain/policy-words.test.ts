import { describe, expect, it } from 'vitest'

import { readPolicyWish } from '#src/domain/policy-words.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { defaultPolicy } from '#src/domain/reminders.ts'

const read = (typed: string) => readPolicyWish(typed, defaultPolicy)

describe('what the office wants of a policy', () => {
  it.each([
    ['提前 5 2 0', { stages: [5, 2, 0] }, '提前 5 2 0', false],
    ['提前 0、2、5 确认', { stages: [5, 2, 0] }, '提前 5 2 0', true],
    ['提前5,5', { stages: [5] }, '提前 5', false],
    ['逾期 3', { dailyOverdue: 3 }, '逾期 3', false],
    ['逾期3确认', { dailyOverdue: 3 }, '逾期 3', true],
    ['默认 确认', {}, '默认', true],
  ])('%s', (typed, changed, again, confirmed) => {
    expect(read(typed)).toEqual({ policy: { ...defaultPolicy, ...changed }, typed: again, confirmed })
  })

  it('is nothing when nothing is typed', () => {
    expect(read('  ')).toBeNull()
  })

  it.each([
    '提前',
    '提前 五',
    '提前 61',
    '提前 1 2 3 4 5 6 7',
    '逾期',
    '逾期 3 5',
    '逾期 31',
    '每天',
    '确认',
    '提前 -1',
  ])('refuses %s', (typed) => {
    expect(() => read(typed)).toThrow(Refusal)
  })
})
