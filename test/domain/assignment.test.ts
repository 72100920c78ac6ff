import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { nationalCalendar } from '#src/calendar.ts'
import {
  actions,
  boxesDone,
  lateDays,
  missingBoxes,
  overdueDays,
  reminderDay,
  type Standing,
  states,
  transition,
  transitions,
} from '#src/domain/assignment.ts'
import { countWorkdays } from '#src/domain/calendar.ts'
import { addDays } from '#src/domain/dates.ts'

import { make } from '../support/make.ts'

const calendar = nationalCalendar()
const overdue = (given: Parameters<typeof make.assignment>[0], today: string): number =>
  overdueDays(calendar, make.assignment(given), today)

describe('the life of an assignment', () => {
  it('is the table of the design, every state by every action', () => {
    const table = Object.fromEntries(
      states.map((state) => [
        state,
        Object.fromEntries(
          actions.flatMap((action) => {
            const before = state === 'submitted' || state === 'disputed' ? ('returned' as const) : null
            const after = transition({ state, stateBefore: before }, action)
            return after === null ? [] : [[action, after.state]]
          }),
        ),
      ]),
    )
    expect(table).toEqual({
      open: { submit: 'submitted', dispute: 'disputed', reassign: 'open', cancel: 'cancelled' },
      submitted: { withdraw: 'returned', accept: 'closed', return: 'returned', cancel: 'cancelled' },
      returned: { submit: 'submitted', dispute: 'disputed', reassign: 'open', cancel: 'cancelled' },
      disputed: { uphold: 'returned', reassign: 'open', cancel: 'cancelled' },
      closed: { reopen: 'open' },
      cancelled: {},
    })
  })

  it('remembers where 撤回 and an upheld dispute lead back to, through any history', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...actions), { maxLength: 30 }), (history) => {
        let standing: Standing = { state: 'open', stateBefore: null }
        for (const action of history) {
          const before = standing
          const after = transition(standing, action)
          expect(after === null).toBe(!transitions[action].from.includes(standing.state))
          if (after === null) continue
          standing = after
          const waits = standing.state === 'submitted' || standing.state === 'disputed'
          expect(standing.stateBefore).toBe(waits ? before.state : null)
        }
      }),
    )
  })
})

describe('overdue', () => {
  it.each([
    ['2021-06-08', 0],
    ['2021-06-09', 1],
    ['2021-06-11', 3],
    ['2021-06-12', 3], // 端午
    ['2021-06-15', 4],
  ])('due on 8 June, on %s: %i working days', (today, days) => {
    expect(overdue({}, today)).toBe(days)
  })

  it('does not count the days the office had it', () => {
    const submissions = [make.submission('2021-06-09', { outcome: 'returned', settledOn: '2021-06-11' })]
    // The 9th counts, the 10th and 11th were the office's, the 15th is the day after the return.
    expect(overdue({ state: 'returned', submissions }, '2021-06-11')).toBe(1)
    expect(overdue({ state: 'returned', submissions }, '2021-06-15')).toBe(1)
    expect(overdue({ state: 'returned', submissions }, '2021-06-16')).toBe(2)
  })

  it('leaves the next working day after a return on or after the day', () => {
    const submissions = [make.submission('2021-06-07', { outcome: 'returned', settledOn: '2021-06-08' })]
    expect(overdue({ state: 'returned', submissions }, '2021-06-09')).toBe(0)
    expect(overdue({ state: 'returned', submissions }, '2021-06-10')).toBe(1)
  })

  it('stands still while submitted', () => {
    const submissions = [make.submission('2021-06-10')]
    expect(overdue({ state: 'submitted', submissions }, '2021-06-10')).toBe(2)
    expect(overdue({ state: 'submitted', submissions }, '2021-06-30')).toBe(2)
  })

  it('is between nothing and all working days since the day, and never falls', () => {
    const day = fc.integer({ min: 0, max: 120 }).map((days) => addDays('2021-05-20', days))
    const history = fc
      .array(
        fc.record({
          wait: fc.integer({ min: 0, max: 8 }),
          held: fc.integer({ min: 0, max: 8 }),
          returned: fc.boolean(),
        }),
        { maxLength: 4 },
      )
      .map((parts) => {
        let at = '2021-05-24'
        return parts.map(({ wait, held, returned }, index) => {
          const on = addDays(at, wait)
          at = addDays(on, held)
          return make.submission(on, { id: index + 1, outcome: returned ? 'returned' : 'withdrawn', settledOn: at })
        })
      })
    fc.assert(
      fc.property(day, day, history, (dueOn, today, submissions) => {
        const one = make.assignment({ dueOn, submissions })
        const days = overdueDays(calendar, one, today)
        expect(days).toBeGreaterThanOrEqual(0)
        expect(days).toBeLessThanOrEqual(Math.max(0, countWorkdays(calendar, dueOn, today).workdays))
        expect(overdueDays(calendar, one, addDays(today, 1))).toBeGreaterThanOrEqual(days)
      }),
    )
  })

  it('knows how late it was handed in', () => {
    expect(lateDays(calendar, make.assignment())).toBeNull()
    expect(lateDays(calendar, make.assignment({ submissions: [make.submission('2021-06-08')] }))).toBe(0)
    expect(lateDays(calendar, make.assignment({ submissions: [make.submission('2021-06-10')] }))).toBe(2)
  })
})

describe('closing an account', () => {
  const account = { evidence: 'accountClosing' as const, kind: 'account' as const }

  it('needs three boxes, in any order, those taken back not counted', () => {
    const submissions = [
      make.submission('2021-06-07', { id: 1, boxes: [2], completes: false }),
      make.submission('2021-06-07', {
        id: 2,
        boxes: [1],
        completes: false,
        outcome: 'withdrawn',
        settledOn: '2021-06-07',
      }),
    ]
    const one = make.assignment({ ...account, submissions })
    expect(boxesDone(one)).toEqual([2])
    expect(missingBoxes(one)).toEqual([1, 3])
    expect(missingBoxes(make.assignment())).toEqual([])
  })

  it('is in time by the first box; the filings then have five working days', () => {
    const submissions = [make.submission('2021-06-08', { boxes: [1], completes: false })]
    const one = make.assignment({ ...account, submissions })
    expect(reminderDay(calendar, one)).toBe('2021-06-16')
    expect(overdueDays(calendar, one, '2021-06-16')).toBe(0)
    expect(overdueDays(calendar, one, '2021-06-17')).toBe(1)
  })
})
