import { describe, expect, test } from 'vitest'

import { parseNotice } from '#src/domain/notice/parse.ts'
import { asked, calendar, circular, lines, seedUnits } from './circular.ts'

const read = (text: string) => parseNotice(text, seedUnits, { calendar })
const body = (...paragraphs: string[]): string =>
  ['关于防汛值班情况的通报', ...paragraphs, '县政府办公室', '2021年9月18日'].join('\n')

describe('problems that begin with whose they are', () => {
  test('under a heading, with a day no calendar has', () => {
    const notice = read(circular('leading-units.txt'))
    expect(lines(notice)).toEqual([
      '一-1 麦市镇 ~2021-09-24 县政府督查室',
      '一-2 县水利和湖泊局 ~2021-09-24 县政府督查室',
      '一-3 ?县火箭局 ~2021-09-24 县政府督查室',
      '一-4 县应急管理局、县气象局 none 县政府督查室',
      '正文-1 麦市镇、县水利和湖泊局、?县火箭局、县应急管理局、县气象局 2021-09-24 县政府督查室',
    ])
    expect(asked(notice)).toEqual(['!unit 县火箭局', '!noDeadline 9月31日前', '?inherited 9月24日前'])
  })
  test('in a list below the opening paragraph', () => {
    const notice = read(circular('leading-list.txt'))
    expect(lines(notice)).toEqual([
      '正文-1 麦市镇 ~2021-06-30 县政府督查室',
      '正文-2 县水利和湖泊局 ~2021-06-30 县政府督查室',
      '正文-3 ?县火箭局 ~2021-06-30 县政府督查室',
      '正文-1(2) 麦市镇、县水利和湖泊局、?县火箭局 2021-06-30 县政府督查室',
    ])
    expect(asked(notice)).toEqual(['!unit 县火箭局', '?inherited 6月30日前'])
  })
  test('in one running sentence', () => {
    const notice = read(circular('leading-prose.txt'))
    expect(lines(notice)).toEqual(['正文-1 麦市镇、县水利和湖泊局、县交通局、?县火箭局 2021-09-24 县政府督查室'])
    expect(asked(notice)).toEqual(['!unit 县火箭局', '?leftOut 麦市镇值班电话无人接听,县水利和湖泊局未报送雨…'])
  })
  test('numbered (一) where an order is for 上述单位; a second unit of a paragraph is not dropped', () => {
    const notice = read(
      body(
        '一、存在的问题',
        '(一)麦市镇值班电话无人接听;县气象局未发布预警,县政府督查室多次催办。',
        '(二)县火箭局未报送雨情信息。',
        '请上述单位于9月24日前将整改情况报县政府督查室。',
      ),
    )
    expect(lines(notice)).toEqual([
      '一-一 麦市镇、县气象局 ~2021-09-24 县政府督查室',
      '一-二 ?县火箭局 ~2021-09-24 县政府督查室',
      '正文-1 麦市镇、县气象局、?县火箭局 2021-09-24 县政府督查室',
    ])
  })
  test('praise, requirements and what was done are none', () => {
    const notice = read(
      body(
        '一、工作成效',
        '1.麦市镇值班制度落实到位。',
        '2.县水利局未雨绸缪,提前部署。',
        '二、存在的问题',
        '1.值班记录缺失。',
        '三、工作要求',
        '1.县应急局要加强值班,切实解决问题。',
        '请各乡镇于9月24日前将整改情况报县政府督查室。',
      ),
    )
    expect(lines(notice)).toEqual(['正文-1 各乡镇=township 2021-09-24 县政府督查室'])
  })
  test('a day no calendar has in an order of the body is asked about', () => {
    const notice = read(body('请县水利局于9月31日前将整改情况报县政府督查室。'))
    expect(lines(notice)).toEqual(['正文-1 县水利和湖泊局 none 县政府督查室'])
    expect(asked(notice)).toEqual(['!noDeadline 9月31日前'])
  })
})
