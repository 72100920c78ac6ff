import { describe, expect, it } from 'vitest'

import { nationalCalendar } from '#src/calendar.ts'
import { readDeadline, type Deadline } from '#src/domain/deadline.ts'

const calendar = nationalCalendar()

/** Words, what they mean, and the doubt: none, or a part of it. Published on Friday 4 June 2021 unless said. */
type Case = [words: string, meaning: Partial<Deadline>, doubt?: string | null, published?: string]

const friday = '2021-06-04'
const date = (day: string, more: Partial<Deadline> = {}): Partial<Deadline> => ({ kind: 'date', date: day, ...more })
const rest = (day: string, lastWorkday: string): Partial<Deadline> => date(day, { lastWorkday })

function check(words: string, meaning: Partial<Deadline>, doubt?: string | null, published = friday): void {
  const { words: kept, doubt: said = 'none', ...read } = readDeadline(words, { published, calendar })
  expect(kept).toBe(words)
  expect(read).toEqual(meaning)
  // Nothing but a doubt may be said where one is expected, and nothing where none is.
  expect(said).toMatch(doubt === undefined || doubt === null ? /^none$/ : doubt)
}

describe('days the circular names', () => {
  it.each<Case>([
    ['6月8日前', date('2021-06-08')],
    ['于6月8日前报', date('2021-06-08')],
    ['6月8日之前', date('2021-06-08', { alternative: { date: '2021-06-07' } }), '之前'],
    ['6月8日以前', date('2021-06-08', { alternative: { date: '2021-06-07' } }), '以前'],
    ['6月8日(含)之前', date('2021-06-08')],
    ['截至6月8日', date('2021-06-08')],
    ['截止6月8日', date('2021-06-08')],
    ['截止时间6月8日', date('2021-06-08')],
    ['6月8日止', date('2021-06-08')],
    ['截至5月31日', { kind: 'none' }, '统计时点'],
    ['6月8日下班前', date('2021-06-08', { time: '17:30' })],
    ['6月8日上午下班前', date('2021-06-08', { time: '12:00' })],
    ['6月8日17:30前', date('2021-06-08', { time: '17:30' })],
    ['6月8日(周二)下午5点半前', date('2021-06-08', { time: '17:30' })],
    ['6月8日24时前', date('2021-06-08', { time: '24:00' })],
    ['6月6日下班前', { ...rest('2021-06-06', '2021-06-04'), time: '17:30' }, '休息'],
    ['不晚于6月8日', date('2021-06-08')],
    ['不迟于6月8日', date('2021-06-08')],
    ['最迟6月8日', date('2021-06-08')],
    ['6月8日以后', { kind: 'none' }, '开始'],
    ['6月8日起', { kind: 'none' }, '开始'],
    ['6月8日前后', date('2021-06-08'), '约数'],
    ['6月6日前', rest('2021-06-06', '2021-06-04')],
    ['6月13日前', rest('2021-06-13', '2021-06-11')],
    ['6月4日前', date('2021-06-04'), '就是发布当天'],
    ['务必于2022年3月15日17:30前', date('2022-03-15', { time: '17:30' })],
    ['6月10日至12日', { kind: 'range', date: '2021-06-12', until: '2021-06-12', lastWorkday: '2021-06-11' }],
    ['即日起至6月30日', { kind: 'range', date: '2021-06-30', until: '2021-06-30' }],
    ['12月25日至1月5日', { kind: 'range', date: '2022-01-05', until: '2022-01-05' }],
  ])('%s', check)
})

describe('the year that is not written', () => {
  it.each<Case>([
    ['1月5日前', date('2022-01-05'), null, '2021-12-20'],
    ['5月31日前', date('2021-05-31', { alternative: { date: '2022-05-31' } }), '早于发布日'],
    ['12月31日前', date('2021-12-31', { alternative: { date: '2022-12-31' } }), '早于发布日', '2022-01-03'],
    ['3月31日前', date('2022-03-31', { alternative: { date: '2021-03-31' } }), '按2022年算'],
    ['2月底前', date('2022-02-28'), null, '2021-12-01'],
    ['2020年12月7日前', date('2020-12-07'), '早于发布日'],
    ['明年1月底前', { ...rest('2022-01-31', '2022-01-30') }],
  ])('%s', check)
})

describe('ways of writing a day', () => {
  const written = `６月８日前|六月八日前|二〇二一年六月八日前|6月8号前|6.8前|6/8前|2021.6.8前|2021/6/8前|2021-06-08|2021-6-8前
    |6 月 8 日 前|6⽉8⽇前|6月8日(星期二)前|6月8日前(星期二)|今年6月8日前`
  it.each(written.split(/\s*\|/))('%s is 8 June', (words) =>
    expect(readDeadline(words, { published: friday, calendar })).toEqual({ words, ...date('2021-06-08') }),
  )
  it.each<Case>([
    ['十一月十日前', date('2021-11-10')],
    ['三十日前', date('2021-06-30'), '未写月份'],
    ['廿日前', rest('2021-06-20', '2021-06-18'), '未写月份'],
    ['本月15日前', date('2021-06-15')],
    ['下月10日前', rest('2021-07-10', '2021-07-09')],
    ['2021-6-8 17:30前', date('2021-06-08', { time: '17:30' })],
  ])('%s', check)
  it.each<Case>([
    ['6月31日前', { kind: 'none' }, '没有6月31日'],
    ['2月30日前', { kind: 'none' }, '没有2月30日'],
    ['2021年2月29日前', { kind: 'none' }, '没有2021年2月29日'],
    ['6月8日25:00前', { kind: 'none' }, '钟点'],
    ['6月6日(星期五)前', { ...rest('2021-06-06', '2021-06-04'), alternative: { date: '2021-06-04' } }, '周日,不是周五'],
    ['2018-2020年', { kind: 'none' }, '看不懂'],
    ['随便什么时候', { kind: 'none' }, '看不懂「随便什么时候」'],
    ['', { kind: 'none' }, '看不懂'],
  ])('%s is no day', check)
})

describe('days said by the week, the month and the year', () => {
  it.each<Case>([
    ['当日下班前', date('2021-06-04', { time: '17:30' }), '发布当天'],
    ['今日下班前', date('2021-06-04', { time: '17:30' }), '发布当天'],
    ['当天', date('2021-06-04'), '发布当天'],
    ['12:00前', date('2021-06-04', { time: '12:00' }), '未写日期'],
    ['上午下班前', date('2021-06-04', { time: '12:00' }), '未写日期'],
    ['明天12点前', date('2021-06-08', { time: '12:00' }), null, '2021-06-07'],
    ['本周五前', date('2021-06-04'), '就是发布当天'],
    ['本周五前', date('2021-06-04'), null, '2021-06-02'],
    ['这周五前', date('2021-06-04'), null, '2021-06-01'],
    ['本周五前', date('2021-06-04', { alternative: { date: '2021-06-11' } }), '周末', '2021-06-05'],
    ['下周三', date('2021-06-09')],
    ['下周三前', date('2021-06-09')],
    ['下周一前', date('2021-06-07'), null, '2021-06-06'],
    ['下下周三前', date('2021-06-16')],
    ['周三前', date('2021-06-09', { alternative: { date: '2021-06-16' } }), '未写本周下周'],
    ['本月底前', date('2021-06-30')],
    ['月底前', date('2021-06-30')],
    ['月底前', date('2021-06-30', { alternative: { date: '2021-07-31' } }), '下月底', '2021-06-29'],
    ['6月底前', date('2021-06-30')],
    ['6月末前', date('2021-06-30')],
    ['10月底前', rest('2021-10-31', '2021-10-29')],
    ['5月底前', date('2021-05-31', { alternative: { date: '2022-05-31' } }), '早于发布日'],
    ['6月上旬前', date('2021-06-10', { alternative: { date: '2021-05-31' } }), '上旬'],
    ['6月中旬前', { ...rest('2021-06-20', '2021-06-18'), alternative: { date: '2021-06-10' } }, '中旬'],
    ['下旬前', date('2021-06-30', { alternative: { date: '2021-06-20' } }), '下旬'],
    ['年底前', date('2021-12-31')],
    ['年内', date('2021-12-31')],
    ['本季度末', date('2021-06-30')],
    ['三季度末前', date('2021-09-30')],
    ['上半年', date('2021-06-30')],
  ])('%s', check)
})

describe('before and after a festival', () => {
  it.each<Case>([
    ['节前', date('2021-06-11', { alternative: { date: '2021-06-14' } }), '端午节'],
    ['端午节前', date('2021-06-11', { alternative: { date: '2021-06-14' } }), '最后一个工作日'],
    ['国庆前', date('2021-09-30', { alternative: { date: '2021-10-01' } }), '国庆节'],
    ['节后第一个工作日', date('2021-06-15')],
    ['节后上班第一天', date('2021-06-15')],
    ['国庆节后第一个工作日', date('2021-10-08')],
    ['国庆节后3个工作日内', date('2021-10-11')],
    ['2022年春节前', date('2022-01-30', { alternative: { date: '2022-02-01' } }), '春节'],
    ['2021年春节前', date('2021-02-10', { alternative: { date: '2021-02-12' } }), '早于发布日'],
    ['节后第一个工作日', date('2026-02-24'), null, '2026-02-10'],
    ['节后第一个工作日', date('2020-02-03'), null, '2020-01-20'],
  ])('%s', check)
})

describe('open and repeating words', () => {
  it.each<Case>([
    ['即日起', { kind: 'immediate' }],
    ['立即', { kind: 'immediate' }, '没有具体日期'],
    ['马上整改', { kind: 'immediate' }, '没有具体日期'],
    ['第一时间', { kind: 'immediate' }, '没有具体日期'],
    ['尽快', { kind: 'immediate' }, '没有具体日期'],
    ['迅速整改到位', { kind: 'immediate' }, '没有具体日期'],
    ['限期整改', { kind: 'none' }, '没有写明日期'],
    ['近期', { kind: 'none' }, '没有写明日期'],
    ['适时', { kind: 'none' }, '没有写明日期'],
    ['另行通知', { kind: 'none' }, '没有写明日期'],
    ['长期坚持', { kind: 'ongoing' }],
    ['常态化', { kind: 'ongoing' }],
    ['持续推进', { kind: 'ongoing' }],
    ['每月5日前', { kind: 'repeating', date: '2021-06-05' }, '只报一次'],
    ['每月3日前', { kind: 'repeating', date: '2021-07-03' }, '只报一次'],
    ['每周五前', { kind: 'repeating', date: '2021-06-04' }, '只报一次'],
    ['每年12月底前', { kind: 'repeating', date: '2021-12-31' }, '只报一次'],
    ['每年1月31日前', { kind: 'repeating', date: '2022-01-31' }, '只报一次'],
    ['每季度末月25日前', { kind: 'none' }, '看不懂'],
    ['每季度末', { kind: 'repeating', date: '2021-06-30' }, '只报一次'],
    ['立即整改,6月8日前报', date('2021-06-08')],
    ['6月8日前报初稿,6月15日前报定稿', date('2021-06-08'), '还写着「6月15日前」'],
  ])('%s', check)
})
