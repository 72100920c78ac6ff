import { describe, expect, it } from 'vitest'

import { nationalCalendar } from '#src/calendar.ts'
import { missingRungs } from '#src/domain/chain.ts'
import { workdaysBetween } from '#src/domain/calendar.ts'
import { headPart, headUnits } from '#src/domain/heads.ts'
import { instantOf } from '#src/domain/instant.ts'

import { make } from '../support/make.ts'

const calendar = nationalCalendar()
const read = instantOf('2021-06-04', '10:00')
/** A bureau, its brigade, and a village with a township above it. */
const units = [make.unit(1), make.unit(2, { parentId: 1 }), make.unit(3), make.unit(4, { parentId: 3 })]
const all = new Set([1, 2, 3, 4])

describe('whose head hears of a unit', () => {
  it('is its own', () => {
    const { by, missing } = headUnits(units, all, all)
    expect([...by]).toEqual([1, 2, 3, 4].map((id) => [id, [id]]))
    expect(missing).toEqual([])
  })

  it('is the one of the unit that does its work, where it has neither', () => {
    const { by } = headUnits(units, new Set([1, 3, 4]), new Set([1, 3, 4]))
    expect(by.get(1)).toEqual([1, 2])
  })

  it('failure 10: never climbs: a unit with a liaison of its own and no head is the office’s to ring', () => {
    const { by, missing } = headUnits(units, all, new Set([1, 3]))
    expect(by.get(1)).toEqual([1])
    expect(missing).toEqual([2, 4])
    expect(missingRungs([1, 2, 4], units, new Set([1, 3, 4]), new Set([1]))).toEqual({ liaisons: [], heads: [4] })
    expect(missingRungs([1, 2, 3], units, new Set(), new Set())).toEqual({ liaisons: [1, 2, 3], heads: [1, 2, 3] })
  })
})

describe('what a head is told', () => {
  const days = (given: Parameters<typeof make.assignment>[0], to: string): string[] =>
    workdaysBetween(calendar, '2021-06-04', to).flatMap((day) => {
      const part = headPart(calendar, [make.assignment(given)], [1], day, new Map())
      return part === null ? [] : [`${day.slice(5)} ${part.overdue.length}/${part.unacknowledged.length}`]
    })

  it('is nothing as long as everything is in time and acknowledged, or waits for the office', () => {
    expect(days({ dueOn: '2021-12-31', acknowledgedAt: read }, '2021-08-01')).toEqual([])
    expect(days({ state: 'submitted', submissions: [make.submission('2021-06-07')] }, '2021-08-01')).toEqual([])
  })

  it('is what is overdue, from the first working day on, for ten days, then weekly', () => {
    expect(days({ acknowledgedAt: read }, '2021-07-07').map((said) => said.slice(0, 5))).toEqual([
      '06-09',
      '06-10',
      '06-11',
      '06-15',
      '06-16',
      '06-17',
      '06-18',
      '06-21',
      '06-22',
      '06-23', // the tenth
      '06-30',
      '07-07',
    ])
  })

  it('is what nobody acknowledged in one working day', () => {
    expect(days({ dueOn: '2021-12-31' }, '2021-06-09')).toEqual(['06-08 0/1', '06-09 0/1'])
    expect(days({ dueOn: '2021-12-31', announcedOn: null }, '2021-06-09')).toEqual([])
  })

  it('is not another unit’s', () => {
    expect(days({ unitId: 2 }, '2021-06-30')).toEqual([])
  })
})
