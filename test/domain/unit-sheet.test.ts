import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { looksLikeName } from '#src/domain/person-name.ts'
import { Refusal } from '#src/domain/refusal.ts'
import type { Unit } from '#src/domain/unit.ts'
import { readUnitSheet } from '#src/domain/unit-sheet.ts'

const unit = (id: number, name: string, more: Partial<Unit> = {}): Unit => ({
  id,
  name,
  kind: 'department',
  parentId: null,
  aliases: [],
  ...more,
})

const read = (lines: string, units: readonly Unit[] = []) =>
  readUnitSheet(
    ['单位,类别,上级,别名', ...lines.split('\n')].map((line) => line.split(',')),
    units,
  )

describe('a list of units', () => {
  it('holds parents that stand anywhere, and aliases however they are separated', () => {
    const { fresh, faults } = read('交警大队,部门,县公安局,\n县公安局,部门,无,公安局；公安 县公安')
    expect(faults).toEqual([])
    expect(fresh.map(({ name, parent }) => [name, parent])).toEqual([
      ['交警大队', '县公安局'],
      ['县公安局', null],
    ])
    expect(fresh[1]!.aliases).toEqual(['公安局', '公安', '县公安'])
  })

  it('has no ring, neither in itself nor with the register', () => {
    expect(read('甲局,部门,乙局,\n乙局,部门,丙局,\n丙局,部门,甲局,').faults).toHaveLength(3)
    const units = [unit(1, '甲局', { parentId: 2 }), unit(2, '乙局')]
    expect(read('乙局,部门,甲局,', units).faults).toEqual(['第2行:乙局的上级绕回了自己'])
  })

  it('takes a row whose parent is wrong out with it', () => {
    const { fresh, faults } = read('甲局,机构,,\n甲所,部门,甲局,\n乙所,部门,,')
    expect(fresh.map(({ name }) => name)).toEqual(['乙所'])
    expect(faults).toHaveLength(2)
  })

  it('that stands in the register already changes nothing', () => {
    const units = [unit(1, '县公安局', { aliases: ['公安局'] }), unit(2, '县公安局交警大队', { parentId: 1 })]
    const again = read('县公安局,部门,,公安局\n县公安局交警大队,部门,县公安局,\n公安局,,,', units)
    expect(again.fresh).toEqual([])
    expect(again.changed).toEqual([])
    expect(again.same).toBe(2)
    expect(again.faults).toEqual(['第4行:公安局与第2行县公安局是同一个单位,另一个名字请写在「别名」里'])
  })

  it('of the sample is taken whole', () => {
    const sample = JSON.parse(readFileSync('data/units.json', 'utf8')) as {
      name: string
      parent?: string
      aliases?: string[]
    }[]
    const lines = sample.map(({ name, parent = '', aliases = [] }) => `${name},,${parent},${aliases.join('、')}`)
    const { fresh, faults } = read(lines.join('\n'))
    expect(faults).toEqual([])
    expect(fresh).toHaveLength(68)
  })

  it('without a heading is refused with what stands there', () => {
    expect(() => readUnitSheet([['甲', '乙']], [])).toThrow(Refusal)
    expect(() => readUnitSheet([], [])).toThrow('这份表是空的')
  })
})

describe('what looks like a name', () => {
  it('has a common family name and is no title', () => {
    for (const name of ['王芳', '李 平', '欧阳明月', '诸葛亮', '文天祥']) expect(looksLikeName(name)).toBe(true)
    for (const word of ['皇帝', '文员', '单位', '欧阳', '王', '张三李四', 'Tom', '高科长'])
      expect(looksLikeName(word)).toBe(false)
  })
})
