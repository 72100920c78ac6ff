import { describe, expect, it } from 'vitest'

import { nationalCalendar } from '#src/calendar.ts'
import { type CallData, callSheet } from '#src/domain/call-sheet.ts'
import { instantOf } from '#src/domain/instant.ts'
import { say } from '#src/domain/message.ts'

import { make } from '../support/make.ts'

const calendar = nationalCalendar()
const today = '2021-06-08'
const at = instantOf(today, '10:00')

/** Unit 1 with a liaison (member 1) and a head (member 2), both reached; its one item is due today. */
const data = (given: Partial<CallData> = {}): CallData => ({
  assignments: [make.assignment({ acknowledgedAt: at })],
  units: [make.unit(1), make.unit(2, { parentId: 1 })],
  reachable: new Set([1]),
  heads: new Set([1]),
  policies: new Map(),
  people: [make.person(1, 'liaison', 1), make.person(2, 'head', 1)],
  undelivered: [],
  carried: [],
  ...given,
})
const said = (given: Partial<CallData>, day = today): string[] =>
  callSheet(data(given), day, calendar).map(
    ({ unitId, role, why, assignments }) =>
      `${unitId} ${role} ${why} ${assignments.map(({ number }) => number).join(' ')}`,
  )
const push = (given: object) => ({
  id: 1,
  memberId: 1,
  kind: 'chase' as const,
  numbers: [1],
  at,
  body: say('催办'),
  ...given,
})

describe('who must be rung', () => {
  it('is nobody as long as everybody is told', () => {
    expect(said({})).toEqual([])
    expect(said({}, '2021-06-30')).toEqual([])
  })

  it('is a unit with open items and nobody to tell, every day until there is somebody', () => {
    const gone = { reachable: new Set<number>(), heads: new Set<number>(), people: [] }
    for (const day of ['2021-06-07', '2021-06-08', '2021-06-30']) {
      expect(said(gone, day)).toEqual(['1 liaison noLiaison 1'])
    }
    expect(said({ ...gone, assignments: [make.assignment({ state: 'submitted' })] })).toEqual([])
  })

  it('is a unit whose head gets the digest instead of a liaison', () => {
    const given = { reachable: new Set<number>(), people: [make.person(2, 'head', 1)] }
    expect(said(given)).toEqual(['1 liaison headOnly 1'])
  })

  it('knows a liaison whose account is dead from none at all', () => {
    const dead = { reachable: new Set<number>(), people: [{ ...make.person(1, 'liaison', 1), addresses: [] }] }
    const [call] = callSheet(data(dead), today, calendar)
    expect(call).toMatchObject({ role: 'liaison', hasLiaison: true })
    const [none] = callSheet(data({ ...dead, people: [] }), today, calendar)
    expect(none).toMatchObject({ role: 'liaison', hasLiaison: false })
  })

  it('is not a sub-unit whose work the unit above does', () => {
    expect(said({ assignments: [make.assignment({ unitId: 2, acknowledgedAt: at })] })).toEqual([])
  })

  it('is whoever a message did not reach today, and what about', () => {
    const undelivered = [{ memberId: 1, reason: 'blocked', numbers: [], body: say('待办') }]
    expect(said({ undelivered })).toEqual(['1 liaison notDelivered 1'])
    const notice = callSheet(data({ assignments: [], undelivered }), today, calendar)
    expect(notice.map(({ message }) => message)).toEqual([say('待办')])
  })

  it('is who cannot be written to again before an item falls due', () => {
    expect(said({ carried: [push({})] })).toEqual(['1 liaison dueBefore 1'])
    expect(said({ carried: [push({})], assignments: [make.assignment({ dueOn: '2021-06-09' })] })).toEqual([])
  })

  it('is who lost their account before a digest could say what was merged', () => {
    const people = [make.person(1, 'liaison', 1, { addresses: [] }), make.person(3, 'liaison', 1)]
    const assignments = [make.assignment({ dueOn: '2021-12-31' })]
    expect(said({ people, assignments, carried: [push({})], heads: new Set([1]) })).toEqual([
      '1 liaison notDelivered 1',
    ])
  })

  it('is who should have heard as a head that is missing, once there is something to hear', () => {
    expect(said({ heads: new Set() })).toEqual([])
    expect(said({ heads: new Set() }, '2021-06-09')).toEqual(['1 head noHead 1'])
  })
})
