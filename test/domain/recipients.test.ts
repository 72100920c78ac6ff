import { describe, expect, it } from 'vitest'

import type { Role } from '#src/domain/member.ts'
import { digestUnits, type Reachable, recipientsOf, unreachedUnits } from '#src/domain/recipients.ts'

import { make } from '../support/make.ts'

const person = (
  id: number,
  ...posts: readonly (readonly [unitId: number, role: Role, deputy?: boolean])[]
): Reachable => ({
  id,
  name: `${id}`,
  addresses: [{ channel: 'wecom', id: `${id}` }],
  appointments: posts.map(([unitId, role, deputy = false]) => ({ unitId, role, deputy })),
})
const unbound = (one: Reachable): Reachable => ({ ...one, addresses: [] })

const a = person(1, [1, 'liaison'])
const b = person(2, [1, 'liaison', true])
const head = person(3, [1, 'head'])

describe('whom a unit’s message goes to', () => {
  it.each([
    ['A岗 before B岗 before the head', [head, b, a], [1, 2, 3]],
    ['who has no account is passed over', [unbound(a), head, b], [2, 3]],
    ['the head alone', [unbound(a), unbound(b), head], [3]],
    ['nobody', [unbound(a)], []],
    ['officers and other units’ people are nobody of it', [person(4, [1, 'officer']), person(5, [2, 'liaison'])], []],
    ['one with two posts once', [person(6, [1, 'head'], [1, 'liaison', true]), a], [1, 6]],
  ])('%s', (_, people, ids) => {
    expect(recipientsOf(1, people).map(({ id }) => id)).toEqual(ids)
  })
})

describe('who gets the digest of which units', () => {
  const units = [make.unit(1), make.unit(2, { parentId: 1 }), make.unit(3, { parentId: 2 }), make.unit(4)]
  const said = (people: readonly Reachable[], reachable: readonly number[]): Record<string, readonly number[]> =>
    Object.fromEntries([...digestUnits(people, units, new Set(reachable))].map(([one, ids]) => [one.name, ids]))

  it('one person a unit, with the sub-units nobody else can be told of', () => {
    expect(said([a, b, head], [1])).toEqual({ 1: [1, 2, 3] })
    expect(said([b, head], [1])).toEqual({ 2: [1, 2, 3] })
    expect(said([a, person(7, [2, 'liaison'])], [1, 2])).toEqual({ 1: [1], 7: [2, 3] })
  })

  it('a unit without liaison goes to the liaison above, else to its own head', () => {
    const heads = [person(8, [2, 'head']), person(9, [4, 'head'])]
    expect(said([a, ...heads], [1])).toEqual({ 1: [1, 2, 3], 9: [4] })
    expect(said(heads, [])).toEqual({ 8: [2], 9: [4] })
    expect(unreachedUnits([1, 2, 3, 4], heads, units, new Set())).toEqual([1, 3])
  })

  it('one who serves two units gets both in one', () => {
    expect(said([person(1, [1, 'liaison'], [4, 'liaison'])], [1, 4])).toEqual({ 1: [1, 2, 3, 4] })
  })

  it('stays linear: a hundred thousand units is no hundred thousand squared', () => {
    const many = Array.from({ length: 100_000 }, (_, at) => make.unit(at + 1))
    const people = many.map(({ id }) => person(id, [id, 'liaison']))
    const began = performance.now()
    expect(digestUnits(people, many, new Set(many.map(({ id }) => id))).size).toBe(100_000)
    expect(performance.now() - began).toBeLessThan(8000)
  })
})
