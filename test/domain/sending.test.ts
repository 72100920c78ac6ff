import { describe, expect, it } from 'vitest'

import { nationalCalendar } from '#src/calendar.ts'
import { instantOf } from '#src/domain/instant.ts'
import { recheck, type SendFacts } from '#src/domain/sending.ts'

const calendar = nationalCalendar()
const digest: SendFacts = { memberId: 7, kind: null, madeOn: '2021-06-07', serves: true, stillOpen: 3 }
const push: SendFacts = { ...digest, kind: 'return' }

describe('at the moment of sending', () => {
  it.each([
    ['an answer, at night', { ...digest, memberId: null }, '2021-06-06', '23:00', 'send'],
    ['a digest of today', digest, '2021-06-07', '08:31', 'send'],
    ['a digest of about nothing in particular', { ...digest, stillOpen: null }, '2021-06-07', '08:31', 'send'],
    ['a digest after office hours', digest, '2021-06-07', '17:30', 'phone'],
    ['a digest of yesterday', digest, '2021-06-08', '09:00', 'obsolete'],
    ['a digest whose items are all handed in', { ...digest, stillOpen: 0 }, '2021-06-07', '09:00', 'obsolete'],
    ['to somebody who has left', { ...digest, serves: false }, '2021-06-07', '09:00', 'obsolete'],
    ['a push in office hours', push, '2021-06-07', '16:00', 'send'],
    ['a push on a make-up Saturday', { ...push, madeOn: '2021-09-18' }, '2021-09-18', '16:00', 'send'],
    ['a push in the evening', push, '2021-06-07', '18:00', 'merge'],
    ['a push on 端午', push, '2021-06-14', '10:00', 'merge'],
    ['a push whose items are all handed in', { ...push, stillOpen: 0 }, '2021-06-07', '10:00', 'obsolete'],
    ['a broadcast', { ...push, kind: 'broadcast' as const, stillOpen: null }, '2021-06-07', '10:00', 'send'],
  ])('%s', (_, facts, day, time, expected) => {
    expect(recheck(facts, calendar, instantOf(day, time)).kind).toBe(expected)
  })
})
