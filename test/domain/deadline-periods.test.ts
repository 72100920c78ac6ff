import { describe, expect, it } from 'vitest'

import { nationalCalendar } from '#src/calendar.ts'
import { findDeadlines, readDeadline, type Deadline } from '#src/domain/deadline.ts'

const calendar = nationalCalendar()
const published = '2021-06-04'
const read = (words: string, on = published, received?: string): Deadline =>
  readDeadline(words, { published: on, calendar, ...(received === undefined ? {} : { received }) })

describe('working days', () => {
  it.each([
    ['3个工作日内', 3, '2021-06-09'],
    ['三个工作日之内', 3, '2021-06-09'],
    ['10个工作日以内', 10, '2021-06-21'],
  ])('%s', (words, n, date) => {
    const meaning = { kind: 'workingDays', n, date }
    expect(read(words)).toMatchObject({ ...meaning, from: 'publication', doubt: expect.stringContaining('发布日') })
    expect(read(words, published, published)).toEqual({ words, ...meaning, from: 'receipt' })
  })
  it('after a number of them is a start, with 之内 offered', () => {
    const later = read('3个工作日后')
    expect(later).toMatchObject({ kind: 'workingDays', n: 3, alternative: { date: '2021-06-09' } })
    expect(later.date).toBeUndefined()
    expect(later.doubt).toContain('之内')
  })
  it('without 内, where the words are known to be a deadline', () => {
    expect(read('3个工作日')).toMatchObject({ kind: 'workingDays', date: '2021-06-09' })
    expect(read('30日')).toMatchObject({ kind: 'none' })
    expect(findDeadlines('3个工作日', { published, calendar })).toEqual([])
  })
  it('reads over a missing 日', () => {
    expect(read('20个工作内')).toMatchObject({ kind: 'workingDays', n: 20, doubt: expect.stringContaining('疑漏') })
  })
})

describe('calendar days end on a working day (民法典 203)', () => {
  it.each([
    ['3日内', '2021-06-04', '2021-06-07'],
    ['5日内', '2021-06-07', '2021-06-15'],
    ['10日内', '2021-06-04', '2021-06-15'],
    ['十五日内', '2021-09-17', '2021-10-08'],
    ['30日内', '2021-09-01', '2021-10-08'],
    ['10日内', '2021-09-08', '2021-09-18'],
    ['10日内', '2021-09-10', '2021-09-22'],
    ['15日内', '2022-12-16', '2023-01-03'],
    ['一个月内', '2021-01-31', '2021-03-01'],
    ['一周内', '2021-06-04', '2021-06-11'],
    ['两周内', '2021-06-04', '2021-06-18'],
    ['半个月内', '2021-06-04', '2021-06-21'],
    ['廿日内', '2021-06-04', '2021-06-24'],
  ])('%s from %s is %s', (words, from, date) => {
    expect(read(words, from, from)).toMatchObject({ kind: 'calendarDays', from: 'receipt', date })
  })
  it('up to seven they may be meant as working days', () => {
    expect(read('三日内', published, published)).toMatchObject({ n: 3, alternative: { date: '2021-06-09' } })
    expect(read('三日内', published, published).doubt).toContain('工作日')
    expect(read('7天内', published, published).doubt).toContain('工作日')
    expect(read('10日内', published, published).doubt).toBeUndefined()
    expect(read('一周内', published, published).doubt).toBeUndefined()
    expect(read('3个自然日内', published, published).doubt).toBeUndefined()
    expect(read('半个月内', published, published).doubt).toContain('15天')
  })
  it('hours run through rest days', () => {
    expect(read('48小时内', published, published)).toMatchObject({ date: '2021-06-06', doubt: '48小时内含休息日' })
    expect(read('24小时内', '2021-06-07', '2021-06-07')).toEqual({
      words: '24小时内',
      kind: 'date',
      from: 'receipt',
      date: '2021-06-08',
    })
  })
})

describe('where a period starts', () => {
  it.each(['自收到之日起', '收到本通知后', '接通知后', '自收到本通知之日起', '各责任单位收到本通报后'])(
    '%s',
    (start) => {
      expect(read(`${start}10个工作日内`)).toMatchObject({ from: 'receipt', date: '2021-06-21' })
      expect(read(`${start}10个工作日内`).doubt).toContain('收到日未知')
      const received = read(`${start}10个工作日内`, published, '2021-06-07')
      expect(received).toMatchObject({ from: 'receipt', date: '2021-06-22' })
      expect(received.doubt).toBeUndefined()
    },
  )
  it.each(['自印发之日起', '自发布之日起', '自公布之日起', '本通报印发后', '自即日起'])('%s', (start) => {
    const words = `${start}10个工作日内`
    expect(read(words)).toEqual({ words, kind: 'workingDays', n: 10, from: 'publication', date: '2021-06-21' })
  })
  it.each(['自作出决定之日起', '文件公开后', '会议结束后', '自收到申请之日起', '验收后'])('%s: asks', (start) => {
    const asked = read(`${start}10个工作日内`)
    expect(asked).toMatchObject({ kind: 'workingDays', n: 10, from: 'event' })
    expect(asked.date).toBeUndefined()
    expect(asked.doubt).toContain('请填')
  })
  it('a day of its own', () => {
    expect(read('自6月8日起3个工作日内')).toMatchObject({ from: 'event', date: '2021-06-11' })
  })
  it('当日 is the day of a later receipt, with a doubt', () => {
    expect(read('当日下班前', published, '2021-06-07')).toMatchObject({
      date: '2021-06-07',
      time: '17:30',
      alternative: { date: '2021-06-04' },
      doubt: expect.stringContaining('收到日'),
    })
  })
})

describe('beyond the calendar', () => {
  it('is provisional, in words', () => {
    expect(read('10个工作日内', '2026-12-25', '2026-12-25')).toMatchObject({
      date: '2027-01-11',
      provisional: true,
      doubt: '2027年放假安排尚未公布,暂按法定节日推算,公布后自动更正',
    })
  })
  it('never stops the reading of a circular', () => {
    expect(read('10个工作日内', '1999-12-25')).toMatchObject({ kind: 'none', doubt: expect.stringContaining('1999') })
    expect(read('6月8日前', '1999-06-04')).toMatchObject({ kind: 'date', date: '1999-06-08' })
  })
})

const found = (sentence: string): string[] =>
  findDeadlines(sentence, { published, calendar }).map(({ deadline, start, end, quoted }) => {
    expect(sentence.slice(start, end)).toBe(deadline.words)
    return `${quoted ? '引:' : ''}${deadline.words}=${deadline.date ?? deadline.kind}`
  })

describe('findDeadlines', () => {
  it.each([
    ['责成上述单位做出书面检查,于6月4日前报县政府督查室。', ['6月4日前=2021-06-04']],
    ['迅速整改到位,6月8日前将整改落实情况报县政务服务局', ['迅速=immediate', '6月8日前=2021-06-08']],
    ['请务必于2022年3月15日17:30前报送', ['2022年3月15日17:30前=2022-03-15']],
    ['请各单位自收到本通知之日起10个工作日内报送', ['自收到本通知之日起10个工作日内=2021-06-21']],
    ['各责任单位收到本通报后5个工作日内报送', ['收到本通报后5个工作日内=2021-06-11']],
    ['每月5日前报送上月情况', ['每月5日前=2021-06-05']],
    ['本周五下班前反馈', ['本周五下班前=2021-06-04']],
    ['年底前全部完成', ['年底前=2021-12-31']],
    ['月底前办结,长期坚持', ['月底前=2021-06-30', '长期坚持=ongoing']],
    ['力争6月底完成', ['6月底=2021-06-30']],
    ['立即整改', ['立即=immediate']],
    ['整改时限:2021年6月底', ['整改时限:2021年6月底=2021-06-30']],
    ['于 6 月 8 日 前报', ['6 月 8 日 前=2021-06-08']],
    ['未备案的账号于6月8日前备案', ['6月8日前=2021-06-08']],
  ])('%s', (sentence, expected) => expect(found(sentence)).toEqual(expected))
  it.each([
    ['政策解读”未于文件公开后3个工作日内上网;', ['引:于文件公开后3个工作日内=workingDays']],
    ['未于3个工作日内上网', ['引:3个工作日内=2021-06-09']],
    ['应当自收到申请之日起20个工作内子以答复;', ['引:自收到申请之日起20个工作内=workingDays']],
    ['要求在开展抽查检测时间点前2周更新', ['引:前2周=calendarDays']],
    ['要求在监测时点前6个月内更新', ['引:前6个月内=calendarDays']],
  ])('knows a norm that is quoted: %s', (sentence, expected) => expect(found(sentence)).toEqual(expected))
  it.each([
    '未公开通城县2018-2020年规范性文件的清理信息',
    '2020年12月7日,县政府办公室召集各单位召开了专题会议',
    '5月上旬抽查政务新媒体合格率94%;5月下旬抽查政务新媒体合格率58%',
    '得分95,合格率62.5%',
    '内容更新不及时、未及时备案',
    '2021年1月1日至3月31日期间',
    '近3年内的文件',
    '环节前移',
  ])('finds nothing in %s', (sentence) => expect(found(sentence)).toEqual([]))
})
