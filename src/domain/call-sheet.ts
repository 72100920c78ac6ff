import { type Assignment, isOpen } from './assignment.ts'
import type { Calendar } from './calendar.ts'
import type { IsoDate } from './dates.ts'
import { addressees } from './digests.ts'
import { headPart, headUnits } from './heads.ts'
import type { Role } from './member.ts'
import { unitsAs } from './member.ts'
import type { Message } from './message.ts'
import { type CarriedPush, dueBeforeDigest, stillMatters } from './pushes.ts'
import type { Policies } from './reminders.ts'
import { digestUnits, type Reachable } from './recipients.ts'
import { carrierOf } from './routing.ts'
import type { Unit } from './unit.ts'

/** A message of today that no channel would take. */
export interface Undelivered {
  readonly memberId: number
  readonly reason: string | null
  readonly numbers: readonly number[]
  readonly body: Message
}

export interface CallData {
  /** Of all units. */
  readonly assignments: readonly Assignment[]
  readonly units: readonly Unit[]
  /** Units whose liaison some channel reaches, and those whose head. */
  readonly reachable: ReadonlySet<number>
  readonly heads: ReadonlySet<number>
  readonly policies: Policies
  /** Everybody who holds a post. */
  readonly people: readonly Reachable[]
  readonly undelivered: readonly Undelivered[]
  /** Pushes that no digest has carried yet. */
  readonly carried: readonly CarriedPush[]
}

/** headOnly: no liaison, but the head is told instead. */
export type CallReason = 'noLiaison' | 'headOnly' | 'notDelivered' | 'dueBefore' | 'noHead'

/** Somebody to be rung, and what about. */
export interface Call {
  /** Null: somebody without a unit. */
  readonly unitId: number | null
  readonly role: Role
  readonly why: CallReason
  /** Somebody is the unit's liaison, whether reached or not. */
  readonly hasLiaison: boolean
  readonly assignments: readonly Assignment[]
  /** What could not be told, where it is about no item. */
  readonly message: Message | null
}

const rolesTold = ['liaison', 'head', 'officer', 'leader', 'admin'] as const

/**
 * Who must be rung today, computed from what is open and what did not get out: units with open items and no liaison up
 * the tree, what no channel took, what falls due before the next digest could say it, and what a missing head should
 * know. One call a unit and role.
 */
export const callSheet = (data: CallData, today: IsoDate, calendar: Calendar): Call[] => {
  const byId = new Map(data.units.map((unit) => [unit.id, unit]))
  const open = data.assignments.filter(isOpen)
  const byUnit = Map.groupBy(open, ({ unitId }) => unitId)
  const people = new Map(data.people.map((person) => [person.id, person]))
  const digestsOf = digestUnits(data.people, data.units, data.reachable)
  const told = addressees(data)
  const withLiaison = new Set(data.people.flatMap((person) => unitsAs(person, 'liaison')))
  const calls = new Map<string, Call>()
  const add = (given: Omit<Call, 'hasLiaison'>): void => {
    const call = { ...given, hasLiaison: given.unitId !== null && withLiaison.has(given.unitId) }
    const key = `${call.unitId} ${call.role}`
    const before = calls.get(key)
    if (before === undefined) return void calls.set(key, call)
    const assignments = [...before.assignments, ...call.assignments.filter((one) => !before.assignments.includes(one))]
    calls.set(key, { ...before, assignments, message: before.message ?? call.message })
  }
  for (const unit of data.units) {
    const assignments = byUnit.get(unit.id) ?? []
    if (assignments.length > 0 && carrierOf(unit.id, byId, data.reachable) === null) {
      const why = told.has(unit.id) ? 'headOnly' : 'noLiaison'
      add({ unitId: unit.id, role: 'liaison', why, assignments, message: null })
    }
  }
  /** To one person, as the first of their posts: about these items, or about what the message says. */
  const ring = (memberId: number, why: CallReason, about: readonly Assignment[] | null, message: Message): void => {
    const person = people.get(memberId)
    const role = rolesTold.find((one) => person?.appointments.some((post) => post.role === one))
    if (person === undefined || role === undefined) return
    const [unitId = null] = unitsAs(person, role)
    const theirs = digestsOf.get(person) ?? unitsAs(person, 'liaison', 'head')
    const assignments = about ?? theirs.flatMap((id) => byUnit.get(id) ?? [])
    add({ unitId, role, why, assignments, message: assignments.length > 0 ? null : message })
  }
  const named = (numbers: readonly number[]): Assignment[] => open.filter(({ number }) => numbers.includes(number))
  for (const { memberId, numbers, body } of data.undelivered) {
    ring(memberId, 'notDelivered', numbers.length > 0 ? named(numbers) : null, body)
  }
  const openNumbers = new Set(open.map(({ number }) => number))
  for (const push of data.carried) {
    const cutOff = (people.get(push.memberId)?.addresses.length ?? 0) === 0
    if (cutOff && stillMatters(push, openNumbers)) ring(push.memberId, 'notDelivered', named(push.numbers), push.body)
    const soon = named(push.numbers).filter((one) => dueBeforeDigest(calendar, one, today))
    if (soon.length > 0) ring(push.memberId, 'dueBefore', soon, push.body)
  }
  for (const unitId of headUnits(data.units, data.reachable, data.heads).missing) {
    const part = headPart(calendar, byUnit.get(unitId) ?? [], [unitId], today, data.policies)
    // Where nobody is told at all, one call says everything.
    if (part === null || calls.get(`${unitId} liaison`)?.why === 'noLiaison') continue
    const assignments = [...new Set([...part.overdue.map(({ assignment }) => assignment), ...part.unacknowledged])]
    add({ unitId, role: 'head', why: 'noHead', assignments, message: null })
  }
  return [...calls.values()]
}

/** How many units are to be rung. */
export const unitsToCall = (calls: readonly Call[]): number => new Set(calls.map(({ unitId }) => unitId)).size
