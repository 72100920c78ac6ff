import { describe, expect, test } from 'vitest'

import { circular, lines, read } from './circular.ts'
import { expectReadings } from './expected.ts'

expectReadings([
  {
    file: 'praise.txt',
    place: '滨河',
    title: '滨河区人民政府督查室关于一季度信访积案化解情况的督查通报',
    header: ['滨河区人民政府督查室', null, '2023-04-12'],
    items: [
      '二-1 河东街道 ~2023-06-30 -',
      '二-2 区住房和城乡建设局 ~2023-06-30 -',
      '二-3 区市场监督管理局 ~2023-06-30 -',
      '正文-1 受到批评的单位=? 2023-04-21 区政府督查室',
    ],
    questions: ['!openGroup 受到批评的单位', '?inherited 6月30日前'],
  },
  {
    file: 'rectify-prose.txt',
    place: '安岭',
    title: '整改通知书',
    header: ['安岭县安全生产委员会办公室', '安安办改〔2021〕3号', '2021-05-20'],
    items: ['正文-1 安岭经济开发区 2021-06-10 县安委办', '正文-2 安岭经济开发区 workingDays 县安委办'],
    questions: ['!unit 县安委办', '!noDeadline 在整改完成后5个工作日内', '?leftOut 1.除尘系统未设置泄爆装置;'],
  },
  {
    file: 'minutes-duties.txt',
    place: '安岭',
    title: '关于农村厕所革命问题整改进展的督查通报',
    header: ['安岭县人民政府督查室', null, '2022-12-05'],
    items: [
      '正文-1 龙潭镇、白云乡 2022-12-20 -',
      '正文-2 石桥镇 2022-12-10 -',
      '正文-3 各乡镇=township 2022-12-22 县农业农村局',
    ],
    questions: ['?group 各乡镇', '?leftOut 乡镇\t问题数\t已整改\t整改率'],
  },
  {
    file: 'letter-one-town.txt',
    place: '安岭',
    title: '督办通知单',
    header: ['安岭县人民政府督查室', '安督办单〔2022〕第17号', '2022-07-06'],
    items: [
      '正文-1 白云乡 2022-07-15 县政府督查室',
      '正文-2 白云乡 2022-08-31 县政府督查室',
      '正文-3 白云乡 2022-07-08 县政府督查室',
    ],
    questions: ['?deadline 每周五前', '?leftOut 1.集镇农贸市场改造项目进展缓慢,至今未完成主…'],
  },
  {
    file: 'group-chat.txt',
    place: '安岭',
    title: '各乡镇、县直各单位:',
    header: ['县政府办公室', null, '2024-06-20'],
    items: ['正文-1 各乡镇=township 2024-06-20 县应急管理局'],
    questions: ['?group 各乡镇', '?dueToday 今日18:00前', '?leftOut 县水利局、县自然资源局、县住建局分别对水库、地…'],
  },
  {
    file: 'minutes.txt',
    place: '石川',
    title: '专题会议纪要',
    header: ['石川市人民政府', null, null],
    items: [
      '正文-1 市住房和城乡建设局、市自然资源和规划局(配合)、东城街道(配合) 2024-09-30 -',
      '正文-2 市公安局 2024-06-15 -',
      '正文-3 市政府督查室 none 市政府办公室',
    ],
    questions: [
      '!noDeadline 每季度末',
      '?deadline 发布日期',
      '?receiver 市政府督查室',
      '?leftOut 市城市管理局同步清理占道障碍物',
    ],
  },
  {
    file: 'sentence-units.txt',
    place: '滨河',
    title: '关于全区秋季学校食堂食品安全检查情况的通报',
    header: ['滨河区人民政府督查室', null, '2022-09-14'],
    items: [
      '二-一 沙溪镇 ~2022-09-26 区政府督查室',
      '二-二 河东街道 ~2022-09-26 区政府督查室',
      '二-三 区教育局 ~2022-09-26 区政府督查室',
      '二-四 区市场监督管理局 ~2022-09-26 区政府督查室',
      '正文-1 沙溪镇、河东街道 2022-09-23 -',
      '正文-2 各责任单位=? 2022-09-26 区政府督查室',
    ],
    questions: ['!openGroup 各责任单位', '?inherited 9月26日12:00前'],
  },
])

describe('what orders nothing makes no item, and says so', () => {
  test.each([
    ['holiday.txt', '安岭', '没有读到要办的事项'],
    ['state-holiday.txt', '安岭', '没有读到要办的事项'],
    ['news.txt', '安岭', '点到的单位有县林业局、县应急管理局、双溪乡、高峰乡'],
    ['double-random.txt', '安岭', '点到的单位有县林业局、县统计局、县商务局、县文化和旅游局等6家'],
  ] as const)('%s', (file, place, words) => {
    const notice = read(circular(file), place)
    expect(lines(notice)).toEqual([])
    expect(notice.questions.map(({ about, text }) => `${about} ${text}`)).toEqual([expect.stringContaining(words)])
  })

  test('what a meeting asked for is an order in minutes, not in a news item', () => {
    const said = '会议要求,县林业局要在10月底前完成防火物资储备。'
    const minutes = `安岭县人民政府\n专题会议纪要\n${said}\n安岭县人民政府\n2023年10月17日`
    expect(lines(read(minutes, '安岭'))).toEqual(['正文-1 县林业局 2023-10-31 -'])
    expect(lines(read(`安岭县召开森林防火会议\n时间:2023-10-17\n${said}`, '安岭'))).toEqual([])
  })

  test('praise is nobody’s work, but who is named for a day below it is asked about', () => {
    const list = '一、进展顺利的事项\n1.甲项目。责任单位:县教育局\n二、问题\n1.乙项目停工。责任单位:县水利局'
    const { items, questions } = read(`关于项目的通报\n各单位:\n情况如下:\n${list}`, '安岭')
    expect(items.map(({ place }) => place)).toEqual(['二-1'])
    expect(questions.some(({ about, text }) => about === 'leftOut' && text.includes('进展顺利'))).toBe(true)
  })

  test('a table of figures in an attachment is no list of problems', () => {
    const table = '乡镇\t问题数\t已整改\t整改率\n城关镇\t32\t30\t93.8%\n龙潭镇\t41\t22\t53.7%'
    const { items, questions } = read(`关于整改情况的通报\n各乡镇:\n见附件。\n附件:整改情况表\n${table}`, '安岭')
    expect(items).toEqual([])
    expect(questions.map(({ about }) => about)).toEqual(['leftOut', 'leftOut'])
  })
})
