import { describe, expect, it } from 'vitest'

import { nationalCalendar } from '#src/calendar.ts'
import { instantOf } from '#src/domain/instant.ts'
import { say } from '#src/domain/message.ts'
import { type MorningData, planMorning } from '#src/domain/morning.ts'
import { officeFacts } from '#src/domain/office.ts'

import { make } from '../support/make.ts'

const calendar = nationalCalendar()
/** Unit 1 works, 2 receives, 3 supervises. */
const data = (given: Partial<MorningData> = {}): MorningData => ({
  assignments: [make.assignment({ dueOn: '2021-12-31', acknowledgedAt: instantOf('2021-06-04', '10:00') })],
  units: [1, 2, 3].map((id) => make.unit(id)),
  reachable: new Set([1, 2, 3]),
  heads: new Set([1]),
  supervisionOfficeId: 3,
  policies: new Map(),
  carried: [],
  people: [
    make.person(1, 'liaison', 1),
    make.person(2, 'head', 1),
    make.person(3, 'officer', 2),
    make.person(4, 'officer', 3),
    make.person(5, 'leader', null),
  ],
  ...given,
})
/** Who is told what on a day: '1 duties'. */
const told = (given: Partial<MorningData>, day: string): string[] =>
  [false, true].flatMap((office) =>
    planMorning(data(given), day, calendar, { office }).map((one) =>
      [
        one.member.id,
        ...(one.duties === null ? [] : ['duties']),
        ...(one.head === null ? [] : ['head']),
        ...(one.review.length > 0 ? ['review'] : []),
        ...(one.office ? ['office'] : []),
        ...(one.summary ? ['summary'] : []),
        ...(one.carried.length > 0 ? ['carried'] : []),
      ].join(' '),
    ),
  )

describe('who is told what in the morning', () => {
  it('on a quiet day is the office alone', () => {
    expect(told({}, '2021-06-09')).toEqual(['4 office'])
  })

  it.each([
    ['2021-06-07', true], // Monday
    ['2021-06-08', false],
    ['2021-06-15', true], // Tuesday after 端午
    ['2021-10-08', true], // the Friday after the national holidays, the first of its week
    ['2021-10-09', false], // and the Saturday worked for it
  ])('the leader’s summary on %s: %s', (day, comes) => {
    expect(told({}, day).includes('5 summary')).toBe(comes)
  })

  it('is one message a person, whatever their posts', () => {
    const posts = [
      { role: 'liaison' as const, unitId: 1, deputy: false },
      { role: 'head' as const, unitId: 1, deputy: false },
      { role: 'officer' as const, unitId: 2, deputy: false },
    ]
    const given = {
      people: [make.person(1, 'liaison', 1, { appointments: posts })],
      assignments: [make.assignment(), make.assignment({ id: 2, number: 2, state: 'submitted', unitId: 3 })],
    }
    expect(told(given, '2021-06-09')).toEqual(['1 duties head review'])
  })

  it('for a receiving office is only what waits for it', () => {
    const assignments = [
      make.assignment({ state: 'submitted' }),
      make.assignment({ id: 2, number: 2, state: 'closed' }),
    ]
    expect(told({ assignments }, '2021-06-09')).toEqual(['3 review', '4 office'])
  })

  it('carries what an earlier day had no room for, also to heads and officers', () => {
    const carried = [1, 2, 3, 4, 5].map((memberId) => ({
      id: memberId,
      memberId,
      kind: 'broadcast' as const,
      numbers: [],
      at: instantOf('2021-06-08', '10:00'),
      body: say('明天开会'),
    }))
    expect(told({ carried }, '2021-06-09')).toEqual([
      '1 duties carried',
      '2 carried',
      '3 carried',
      '5 carried',
      '4 office carried',
    ])
  })

  it('is nothing for whom no channel reaches', () => {
    expect(told({ people: [make.person(4, 'officer', 3, { addresses: [] })] }, '2021-06-07')).toEqual([])
  })
})

describe('the office’s facts', () => {
  it('calls a dispute stale after the end of the next working day', () => {
    const disputed = [make.assignment({ state: 'disputed' })]
    const stale = (day: string, at = '2021-06-10'): number =>
      officeFacts(calendar, disputed, 3, new Map([[1, instantOf(at, '09:00')]]), day).staleDisputes.length
    expect([stale('2021-06-10'), stale('2021-06-11'), stale('2021-06-15')]).toEqual([0, 0, 1])
    expect(officeFacts(calendar, disputed, 3, new Map(), '2021-12-01').staleDisputes).toEqual([])
  })

  it('counts what is due, late and waiting', () => {
    const some = [
      make.assignment(),
      make.assignment({ id: 2, number: 2, dueOn: '2021-06-04' }),
      make.assignment({ id: 3, number: 3, state: 'submitted', receiverUnitId: 3 }),
      make.assignment({ id: 4, number: 4, state: 'submitted' }),
    ]
    const facts = officeFacts(calendar, some, 3, new Map(), '2021-06-08')
    expect(facts.dueToday.map(({ number }) => number)).toEqual([1])
    expect(facts.overdue.map(({ days }) => days)).toEqual([2])
    expect(facts.toReview.map(({ number }) => number)).toEqual([3])
  })
})
