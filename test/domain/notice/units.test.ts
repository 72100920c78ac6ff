import { describe, expect, test } from 'vitest'

import { readGroup } from '#src/domain/notice/groups.ts'
import { resolveUnit, unitsOfKinds } from '#src/domain/unit.ts'
import { seedUnits, unitsOf } from './circular.ts'

describe('a name means a unit', () => {
  test.each([
    ['县卫健局', '县卫健局'],
    ['科经局', '县科经局'],
    ['通城县政府办公室', '县政府办公室'],
    ['县人民政府办公室', '县政府办公室'],
    ['县市场监督管理局', '县市场监管局'],
    ['市监局', '县市场监管局'],
    ['县农业局', '县农业农村局'],
    ['县生态环境保护局', '县生态环境局'],
    ['四庄乡人民政府', '四庄乡'],
    ['通城县麦市镇人民政府', '麦市镇'],
    ['药姑山管委会', '药姑山管理委员会'],
    ['麦市镇陈塅村村民委员会', '麦市镇陈塅村委会'],
    ['县公安局交警大队', '县公安局交警大队'],
    ['县 卫 健 局', '县卫健局'],
  ])('%s', (name, unit) => expect(resolveUnit(name, seedUnits)).toMatchObject({ kind: 'exact', unit: { name: unit } }))

  test('long and short forms meet in a register without aliases', () => {
    expect(resolveUnit('县住建局', unitsOf.清溪).unit?.name).toBe('县住房和城乡建设局')
    expect(resolveUnit('县自然资源和规划局', unitsOf.清溪).unit?.name).toBe('县自然资源局')
  })
})

describe('a name that means none is never assigned', () => {
  test.each(['市卫健委', '省政府办公厅', '咸宁市', '崇阳县教育局', '咸宁市公安局', '县卫健委', '招投中心', '局', ''])(
    '%s',
    (name) => {
      expect(resolveUnit(name, seedUnits).unit).toBeNull()
    },
  )

  test('the nearest come first', () => {
    expect(resolveUnit('招投中心', seedUnits).candidates.slice(0, 2)).toEqual(['县招商促进中心', '县公共资源交易中心'])
    expect(resolveUnit('县政务服务和大数据数管理局', seedUnits).candidates[0]).toBe('县政务服务和大数据管理局')
  })

  test('a name two units share is ambiguous', () => {
    const [first, second] = seedUnits
    const shared = [
      { ...first!, aliases: ['政办'] },
      { ...second!, aliases: ['政办'] },
    ]
    expect(resolveUnit('政办', shared)).toMatchObject({ kind: 'ambiguous', candidates: ['县政府办公室', '县发改局'] })
  })
})

describe('words for many units', () => {
  test.each([
    ['所有县直单位和乡镇', 'department township'],
    ['各乡镇', 'township'],
    ['各乡(镇)、街道', 'township'],
    ['县直各单位', 'department'],
    ['县政府各部门', 'department'],
    ['各乡镇人民政府、县直各部门、各开发区', 'department township zone'],
    ['县直各责任单位', ''],
    ['有需要征求意见的相关单位', ''],
    ['有关部门', ''],
  ])('%s', (words, kinds) => expect(readGroup(words)?.kinds.toSorted().join(' ')).toBe(kinds))

  test('a unit is no group', () => {
    for (const { name } of seedUnits) expect(readGroup(name)).toBeNull()
  })

  test('the 61 of the sample', () => {
    expect(unitsOfKinds(['department', 'township', 'zone'], seedUnits)).toHaveLength(61)
  })
})
