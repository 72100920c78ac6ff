import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { nationalCalendar } from '#src/calendar.ts'
import type { Answer } from '#src/domain/notice/answer.ts'
import type { ReadNotice } from '#src/domain/notice/notice.ts'
import { parseNotice } from '#src/domain/notice/parse.ts'
import { planAssignments, receiverOf } from '#src/domain/notice/plan.ts'

import { make } from '../support/make.ts'

const calendar = nationalCalendar()
const supervisionOffice = '县政府督查室'
const units = [
  make.unit(1, { name: '县政府办公室' }),
  make.unit(2, { name: '县卫健局' }),
  make.unit(3, { name: '县水利局' }),
  make.unit(4, { name: '隽水镇', kind: 'township' }),
  make.unit(5, { name: supervisionOffice, kind: 'other', parentId: 1 }),
  make.unit(6, { name: '县医院', kind: 'other', parentId: 2 }),
]
const byId = new Map(units.map((unit) => [unit.id, unit]))

const circular = (report: string): string =>
  [
    '关于防汛检查情况的通报',
    '各乡镇人民政府、县直各单位:',
    '一、存在的问题',
    '1.隽水镇堤防巡查记录不全。(责任单位:隽水镇)',
    '2.未公开防汛责任人名单。(责任单位:县水利局)',
    '二、工作要求',
    report,
    '通城县人民政府办公室',
    '2021年6月10日',
  ].join('\n')

const read = (report: string): ReadNotice => parseNotice(circular(report), units, { calendar })
const plan = (notice: ReadNotice, answers: readonly (readonly [number, Answer])[] = []) =>
  planAssignments(notice, units, new Map(answers), { supervisionOffice })

describe('who judges', () => {
  const offices = { supervision: byId.get(5), issuer: byId.get(1) }
  it.each([
    ['县水利局', 3, 2, 2],
    ['the receiver’s own: the supervision office', 2, 2, 5],
    ['the receiver’s sub-unit: the supervision office', 6, 2, 5],
    ['the issuer’s own: the leader', 1, 2, null],
    ['the supervision office’s own: the leader', 5, 2, null],
    ['nobody is named: the supervision office', 3, undefined, 5],
  ])('%s', (_, unit, receiver, expected) => {
    expect(receiverOf(byId.get(unit)!, receiver === undefined ? undefined : byId.get(receiver), offices, byId)).toBe(
      expected,
    )
  })
})

describe('a receiver that is not in the register', () => {
  const notice = read('请各责任单位于6月20日前将整改情况报县防汛办。')
  const at = notice.questions.findIndex(({ words }) => words === '县防汛办') + 1

  it('holds everything that would go to it', () => {
    expect(at).toBeGreaterThan(0)
    const { ready, held } = plan(notice)
    expect(ready).toEqual([])
    expect(held.map(({ place, question }) => [place, question])).toEqual([
      ['一-1', at],
      ['一-2', at],
    ])
  })

  it('is who the office says it is', () => {
    const { ready } = plan(notice, [[at, { kind: 'units', names: ['县卫健局'] }]])
    expect(ready.map(({ place, receiverUnitId }) => [place, receiverUnitId])).toEqual([
      ['一-1', 2],
      ['一-2', 2],
    ])
  })
})

describe('Σ', () => {
  const folder = join(import.meta.dirname, '../../data')
  const register = (
    JSON.parse(readFileSync(join(folder, 'units.json'), 'utf8')) as {
      name: string
      kind: 'department'
      parent?: string
      aliases?: string[]
    }[]
  ).map(({ name, kind, aliases = [] }, index) => make.unit(index + 1, { name, kind, aliases }))
  const sample = parseNotice(readFileSync(join(folder, 'circular-2021-06-04.txt'), 'utf8'), register, { calendar })

  it('assigned + held + dropped is what was read, whatever is answered', () => {
    for (const answer of [null, { kind: 'drop' }, { kind: 'units', names: ['县审计局'] }] as const) {
      const answers = sample.questions.flatMap(({ about }, index): [number, Answer][] =>
        answer !== null && about === 'unit' ? [[index + 1, answer]] : [],
      )
      const { ready, held, dropped } = planAssignments(sample, register, new Map(answers), { supervisionOffice })
      expect(ready.length + held.length + dropped).toBe(892)
    }
  })

  it('no unit gets the same item twice', () => {
    const { ready } = planAssignments(sample, register, new Map(), { supervisionOffice })
    expect(new Set(ready.map(({ place, unitId }) => `${place} ${unitId}`)).size).toBe(ready.length)
  })
})
