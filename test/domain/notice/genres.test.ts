import { describe, expect, test } from 'vitest'

import { circular, read } from './circular.ts'
import { expectReadings } from './expected.ts'

const shichuanOffice = '石川市人民政府办公室'
const section = (from: number, to: number, han: string, who: string): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `${han}-${from + at} ${who} ~2024-07-31 市发展和改革局`)

expectReadings([
  {
    file: 'attachment-table.txt',
    place: '安岭',
    title: '安岭县人民政府办公室关于全县重点工作专项督查发现问题的通报',
    header: ['安岭县人民政府办公室', '安政办发〔2023〕21号', '2023-04-20'],
    items: [
      '附-1 县卫生健康局、县住房和城乡建设局(配合)、城关镇(配合) 2023-06-30 县政府督查室',
      '附-2 县水利局、石桥镇(配合)、柳河镇(配合) 2023-05-31 县政府督查室',
      '附-3 县市场监督管理局、县城市管理局、县教育局(配合) immediate 县政府督查室',
      '附-4 县财政局 2023-05-20 县政府督查室',
      '附-5 龙潭镇、县水利局(配合)、县农业农村局(配合) ongoing 县政府督查室',
      '附-6 县科技和工业信息化局、县财政局(配合) 2023-05-12 县政府督查室',
      '正文-1 各责任单位=? 2023-05-12 县政府督查室',
    ],
    questions: ['!openGroup 各责任单位', '!noDeadline 立行立改', '!noDeadline 长期坚持'],
  },
  {
    file: 'merged-tabs.txt',
    place: '安岭',
    title: '关于“五一”节前安全生产督查情况的通报',
    header: ['安岭县政府督查室', '安督通〔2024〕8号', '2024-04-26'],
    items: [
      '附-1 城关镇 2024-04-28 县应急管理局',
      '附-2 城关镇 ~2024-04-29 县应急管理局',
      '附-3 城关镇 2024-04-30 县应急管理局',
      '附-4 县交通运输局 immediate 县应急管理局',
      '附-4(2) 县交通运输局 immediate 县应急管理局',
      '附-5 县文化和旅游局 2024-05-31 县应急管理局',
      '附-6 县住房和城乡建设局 2024-04-28 县应急管理局',
      '附-7  2024-04-28 县应急管理局',
      '附-8 ?县燃气公司 2024-05-10 县应急管理局',
      '正文-1 各责任单位=? 2024-04-29 县应急管理局',
      '正文-2 县应急管理局 2024-04-30 县政府督查室',
    ],
    questions: [
      '!openGroup 各责任单位',
      '!noDeadline 立即整改',
      '!noUnit 卸油作业未设置警戒区',
      '!unit 县燃气公司',
      '?noUnit 城关镇',
      '?inherited 4月29日下班前',
    ],
  },
  {
    file: 'body-labels-parens.txt',
    place: '安岭',
    title: '关于县长办公会议定事项落实情况的督办通知',
    header: ['安岭县人民政府办公室', null, '2022-03-01'],
    items: [
      '一-一 县住房和城乡建设局、县财政局(配合)、县自然资源局(配合)、城关镇(配合) 2022-06-30 县政府督查室',
      '一-二 县林业局、各乡镇=township ongoing 县政府督查室',
      '一-三 县农业农村局、双溪乡、高峰乡 2022-03-15 县政府督查室',
      '一-四 县财政局、县审计局(配合)、县直各单位=department 2022-03-15 县政府督查室',
      '正文-1 各牵头单位=? 2022-03-25 县政府督查室',
    ],
    questions: [
      '!noDeadline 长期坚持',
      '!openGroup 各牵头单位',
      '?group 各乡镇',
      '?deadline 收到本通知后10个工作日内',
      '?group 县直各单位',
      '?deadline 每月25日前',
      '?receiver 县政府办公室、县政府督查室',
    ],
  },
  {
    file: 'district-streets.txt',
    place: '滨河',
    title: '关于城市精细化管理“百日攻坚”第二周巡查情况的通报',
    header: ['滨河区人民政府办公室', '滨政办通〔2024〕15号', '2024-06-09'],
    items: [
      '二-1 中山路街道 ~2024-06-14 区城管委办公室',
      '二-2 桥头街道 ~2024-06-14 区城管委办公室',
      '二-3 河东街道、区住房和城乡建设局 ~2024-06-14 区城管委办公室',
      '二-4 北苑街道 ~2024-06-14 区城管委办公室',
      '二-5 市公安局滨河分局 ~2024-06-14 区城管委办公室',
      '二-6 ?市轨道交通公司 ~2024-06-14 区城管委办公室',
      '正文-1 各责任单位=? 2024-06-14 区城管委办公室',
    ],
    questions: [
      '!unit 市轨道交通公司',
      '!unit 区城管委办公室',
      '!openGroup 各责任单位',
      '?inherited 6月14日(星期五)前',
    ],
  },
  {
    file: 'many-deadlines.txt',
    place: '石川',
    title: '石川市人民政府办公室关于2021年省级环保督察“回头看”交办问题的督办函',
    header: [shichuanOffice, '石政办函〔2022〕7号', '2022-03-07'],
    items: [
      '正文-1 市自然资源和规划局、青龙镇(配合) 2022-03-15 -',
      '正文-2 大河镇、市农业农村局(配合)、市生态环境分局(配合) immediate -',
      '正文-3 市住房和城乡建设局、市水务集团(配合) 2022-03-10 市政府办公室',
      '正文-4 市住房和城乡建设局、市水务集团(配合) 2022-06-30 市政府办公室',
      '正文-5 市住房和城乡建设局、市城市管理局 2022-03-25 市政府办公室',
      '正文-6 石川经济开发区 2022-12-31 -',
      '正文-7 各责任单位=? 2022-04-10 市政府督查室',
    ],
    questions: [
      '!noDeadline 立行立改',
      '!openGroup 各责任单位',
      '?deadline 收到本函后3个工作日内',
      '?deadline 每月25日前',
    ],
  },
  {
    file: 'letterhead-han-date.txt',
    place: '安岭',
    title: '关于限期整改2020年第二季度政府网站与政务新媒体检查问题的通知',
    header: ['安岭县人民政府办公室', '安政办函〔2020〕33号', '2020-07-13'],
    items: [
      '一-1 县教育局 ~2020-07-20 县政府办公室',
      '一-2 县医疗保障局 ~2020-07-20 县政府办公室',
      '一-3 县统计局 ~2020-07-20 县政府办公室',
      '一-4 柳河镇、白云乡 ~2020-07-20 县政府办公室',
      '正文-1 各相关单位=? 2020-07-20 县政府办公室',
    ],
    questions: [
      '!openGroup 各相关单位',
      '?inherited 7月20日前',
      '?leftOut 县行政审批服务局负责技术支持,确保专栏改版同步…',
    ],
  },
  {
    file: 'html-rubbish.txt',
    place: '石川',
    title: '石川市人民政府督查室关于2023年度民生实事推进情况的通报',
    header: ['石川市政府督查室', null, '2023-09-11'],
    items: [
      '二-一 市交通运输局、青龙镇、黑山乡 ~2023-09-18 市政府督查室',
      '二-二 市教育局、市住房和城乡建设局(配合)、东城街道(配合) ~2023-09-18 市政府督查室',
      '二-三 市城市管理局 ~2023-09-18 市政府督查室',
      '正文-1 进展滞后项目的责任单位=? 2023-09-18 市政府督查室',
      '正文-2 进展滞后项目的责任单位=? 2023-11-30 市政府督查室',
    ],
    questions: ['!openGroup 进展滞后项目的责任单位', '?inherited 9月18日前'],
  },
  {
    file: 'ocr-radicals.txt',
    place: '安岭',
    title: '关于高标准农田建设项目问题整改的通知',
    header: ['安岭县人民政府督查室', '安督〔2021〕11号', '2021-11-02'],
    items: [
      '一-1 石桥镇 2021-11-15 县农业农村局',
      '一-2 双溪乡、县农业农村局 2021-11-30 县农业农村局',
      '一-3 县财政局 2021-11-09 县农业农村局',
      '正文-1 各责任单位=? 2021-12-05 县农业农村局',
    ],
    questions: ['!openGroup 各责任单位', '?deadline 收到本通知后5个工作日内', '?receiver 县农业农村局'],
  },
  {
    file: 'two-receivers.txt',
    place: '安岭',
    title: '关于清理拖欠民营企业中小企业账款工作有关问题的整改通知',
    header: ['安岭县人民政府办公室', null, '2022-09-13'],
    items: [
      '一-一 县交通运输局 ~2022-10-15 县政府督查室',
      '一-二 县教育局 ~2022-10-15 县政府督查室',
      '一-三 高峰乡 ~2022-10-15 县政府督查室',
      '正文-1 县交通运输局、县教育局 2022-09-20 县科技和工业信息化局',
      '正文-2 各乡镇=township 2022-09-25 县财政局',
      '正文-3 县直各单位=department 2022-09-28 县审计局',
      '正文-4 各责任单位=? 2022-10-15 县政府督查室',
    ],
    questions: [
      '!openGroup 各责任单位',
      '?group 各乡镇',
      '?group 县直各单位',
      '?inherited 10月15日前',
      '?receiver 县政府办公室、县政府督查室、县审计局',
    ],
  },
  {
    file: 'sections-30.txt',
    place: '石川',
    title: '石川市人民政府办公室关于营商环境问题整改的通知',
    header: [shichuanOffice, '石政办发〔2024〕19号', '2024-05-27'],
    items: [
      ...section(1, 8, '一', '市市场监督管理局'),
      ...section(9, 15, '二', '市住房和城乡建设局、市自然资源和规划局(配合)、市水务集团(配合)'),
      ...section(16, 18, '三', '?国网石川市供电公司'),
      ...section(19, 22, '四', '市财政局、?市税务局'),
      ...section(23, 27, '五', '市市场监督管理局'),
      ...section(28, 30, '六', '市工业和信息化局'),
      '正文-1 各镇人民政府、街道办事处、市直各部门=department+township 2024-08-05 市发展和改革局',
    ],
    questions: [
      '!unit 国网石川市供电公司',
      '!unit 市税务局',
      '?group 各镇人民政府、街道办事处、市直各部门',
      '?inherited 2024年7月31日前',
      '?receiver 市政府办公室、市政府督查室、市发展和改革局',
    ],
  },
])

describe('one by one', () => {
  test('no word of a row is lost: where it was found, what the office remarked', () => {
    const { items } = read(circular('merged-tabs.txt'), '安岭')
    expect(items[0]?.text).toBe('疏散通道堆放杂物,应急照明损坏3处。(检查点位:鑫隆宾馆)')
    expect(items.find(({ place }) => place === '附-5')?.text).toContain('备注:需县市场监管局配合')
  })

  test('a row that goes on with the one above is counted with it', () => {
    expect(read(circular('merged-tabs.txt'), '安岭').checks.filter(({ ok }) => !ok)).toEqual([])
  })

  test('who is responsible in person is kept out of every item', () => {
    const { items } = read(circular('attachment-table.txt'), '安岭')
    expect(JSON.stringify(items)).not.toContain('某某')
  })

  test('an hour that is named stays', () => {
    const { items } = read(circular('body-labels-parens.txt'), '安岭')
    expect(items[2]?.deadline).toMatchObject({ date: '2022-03-15', time: '17:30' })
  })
})
