import { describe, expect, it } from 'vitest'

import { readAnswer, splitAnswers } from '#src/domain/notice/answer.ts'
import type { ReadQuestion } from '#src/domain/notice/notice.ts'
import { Refusal } from '#src/domain/refusal.ts'

import { make } from '../support/make.ts'

describe('答 …', () => {
  it.each([
    ['1 是', [[1, '是']]],
    [
      '1是 3含',
      [
        [1, '是'],
        [3, '含'],
      ],
    ],
    [
      '1 是;5 照发',
      [
        [1, '是'],
        [5, '照发'],
      ],
    ],
    [
      '1 是 3 含',
      [
        [1, '是'],
        [3, '含'],
      ],
    ],
    ['1 2', [[1, '2']]],
    [
      '1 2;3 1',
      [
        [1, '2'],
        [3, '1'],
      ],
    ],
    ['7 6月7日', [[7, '6月7日']]],
    [
      '7 6月7日 8可以',
      [
        [7, '6月7日'],
        [8, '可以'],
      ],
    ],
    ['7 2021-06-07', [[7, '2021-06-07']]],
    ['2 县卫健局、县医院', [[2, '县卫健局、县医院']]],
    ['5 除 大溪湿地公园管理处', [[5, '除 大溪湿地公园管理处']]],
    ['1:县招商促进中心', [[1, '县招商促进中心']]],
    ['是', []],
  ])('%s', (said, expected) => {
    expect(splitAnswers(said).map(({ number, words }) => [number, words])).toEqual(expected)
  })

  const units = [make.unit(1, { name: '县卫健局' }), make.unit(2, { name: '县招商促进中心' })]
  const context = { units, date: (words: string) => (words === '6月7日' ? '2021-06-07' : null) }
  const ask = (about: ReadQuestion['about'], candidates?: readonly string[]): ReadQuestion => ({
    about,
    blocking: about === 'unit' || about === 'openGroup' || about === 'noDeadline' || about === 'noUnit',
    places: ['一-1'],
    words: '招投中心',
    text: '',
    ...(candidates === undefined ? {} : { candidates }),
  })

  it.each([
    [ask('unit', ['县招商促进中心', '县卫健局']), '是', { kind: 'units', names: ['县招商促进中心'] }],
    [ask('unit', ['县招商促进中心', '县卫健局']), '2', { kind: 'units', names: ['县卫健局'] }],
    [ask('unit'), '县卫健局', { kind: 'units', names: ['县卫健局'] }],
    [ask('unit'), '不发', { kind: 'drop' }],
    [ask('openGroup'), '县卫健局、县招商促进中心', { kind: 'units', names: ['县卫健局', '县招商促进中心'] }],
    [ask('openGroup'), '各乡镇', { kind: 'kinds', kinds: ['township'] }],
    [ask('openGroup'), '所有县直单位', { kind: 'kinds', kinds: ['department'] }],
    [ask('openGroup'), '所有县直单位和乡镇', { kind: 'kinds', kinds: ['department', 'township', 'zone'] }],
    [ask('group', ['含', '不含']), '含', { kind: 'yes' }],
    [ask('group', ['含', '不含']), '2', { kind: 'without', kinds: ['zone'], names: [] }],
    [ask('group', ['含', '不含']), '除 县卫健局', { kind: 'without', kinds: [], names: ['县卫健局'] }],
    [ask('dueToday', ['照发', '不发']), '照发', { kind: 'yes' }],
    [ask('dueToday', ['照发', '不发']), '2', { kind: 'drop' }],
    [ask('dueToday', ['照发', '不发']), '6月7日', { kind: 'date', date: '2021-06-07' }],
    [ask('inherited', ['是']), '是。', { kind: 'yes' }],
    [ask('noDeadline'), '6月7日', { kind: 'date', date: '2021-06-07' }],
    [ask('receiver', ['可以']), '可以', { kind: 'yes' }],
    [ask('receiver', ['可以']), '县领导', { kind: 'leader' }],
    [ask('receiver', ['可以']), '县卫健局', { kind: 'units', names: ['县卫健局'] }],
  ])('%o answered %s', (question, said, expected) => {
    expect(readAnswer(question, said, context)).toEqual(expected)
  })

  it.each([
    [ask('unit', ['县招商促进中心']), '不是'],
    [ask('unit', ['县招商促进中心']), '3'],
    [ask('unit', ['县招商促进中心']), '县不存在局'],
    [ask('openGroup'), '是'],
    [ask('noDeadline'), '是'],
    [ask('noDeadline'), '6月31日'],
    [ask('receiver', ['可以']), '不发'],
    [ask('unit'), ''],
  ])('%o does not take %s', (question, said) => {
    expect(() => readAnswer(question, said, context)).toThrow(Refusal)
  })
})
