import { describe, expect, test } from 'vitest'

import { Refusal } from '#src/domain/refusal.ts'
import { asked, circular, lines, read } from './circular.ts'

interface Expected {
  readonly file: string
  readonly header: readonly [issuer: string | null, documentNumber: string | null, publishedOn: string]
  readonly items: readonly string[]
  readonly questions: readonly string[]
  readonly otherText: number
}

const circulars: readonly Expected[] = [
  {
    file: 'accounts-tab.txt',
    header: ['清溪县政府办公室', null, '2021-10-08'],
    items: [
      '附-1 县教育局 ~2021-10-15 县政府办公室',
      '附-2 县公安局 ~2021-10-15 县政府办公室',
      '附-3 县卫生健康局 ~2021-10-15 县政府办公室',
      '附-4 白石镇 ~2021-10-15 县政府办公室',
      '正文-1 相关责任单位=? 2021-10-15 县政府办公室',
    ],
    questions: ['!openGroup 相关责任单位', '?inherited 2021年10月15日前'],
    otherText: 0,
  },
  {
    file: 'body-labels.txt',
    header: ['清溪县人民政府办公室', '清政办发〔2024〕9号', '2024-03-01'],
    items: [
      '一-一 县水利局、县应急管理局(配合)、各乡镇(街道)=township 2024-03-31 县政府办公室',
      '一-二 县应急管理局 2024-04-15 县政府办公室',
      '一-三 东山街道、各乡镇人民政府=township ~2024-05-10 县政府办公室',
      '一-四 县水利局、县自然资源局、?县气象局 ~2024-05-10 县政府办公室',
      '正文-1 各地各部门=department+township 2024-03-05 县防汛办',
      '正文-2 各地各部门=department+township 2024-05-10 县政府办公室',
    ],
    questions: [
      '!unit 县气象局',
      '!unit 县防汛办',
      '?group 各乡镇(街道)',
      '?deadline 每月5日前',
      '?group 各地各部门',
      '?inherited 2024年5月10日前',
      '?receiver 县政府办公室',
    ],
    otherText: 1,
  },
  {
    file: 'body-only.txt',
    header: ['清溪县人民政府督查室', null, '2022-09-05'],
    items: [
      '正文-1 县行政审批局 2022-09-16 县政府办公室',
      '正文-2 县自然资源局、县住房和城乡建设局 2022-09-23 -',
      '正文-3 各乡镇(街道)=township 2022-09-30 县行政审批局',
      '正文-4 各乡镇(街道)=township 2022-09-30 县行政审批局',
    ],
    questions: ['?group 各乡镇(街道)', '?leftOut 县财政局配合做好经费保障'],
    otherText: 3,
  },
  {
    file: 'cell-a-line.txt',
    header: ['县政府办公室', null, '2021-09-01'],
    items: [
      '附1-1 县教育局 2021-09-06 县政府办公室',
      '附1-2 县公安局、县卫生健康局 2021-09-08 县政府办公室',
      '附1-3 ?临江县教育局 immediate 县政府办公室',
      '附2-1 县公安局 ~2021-09-10 县政府办公室',
      '附2-2 白石镇 ~2021-09-10 县政府办公室',
      '正文-1 各部门=department 2021-09-10 县政府办公室',
      '正文-2 县教育局、县公安局 2021-09-06 -',
    ],
    questions: [
      '!unit 临江县教育局',
      '!noDeadline 立行立改',
      '?group 各部门',
      '?inherited 2021年9月10日前',
      '?receiver 县政府办公室',
    ],
    otherText: 0,
  },
  {
    file: 'full-width.txt',
    header: ['清溪县人民政府办公室', '清政办发〔2021〕12号', '2021-09-03'],
    items: [
      '附2-1 县生态环境分局、县教育局 2021-09-08 -',
      '附2-2 大柳乡、白石镇 2021-09-10 -',
      '正文-1 县财政局、县民政局、县教育局 2021-09-10 -',
      '正文-2 县公安局、县水利局(配合)、县应急管理局(配合) 2021-09-15 县行政审批局',
      '正文-3 县市场监督管理局(配合)、各乡镇=township 2021-09-30 -',
    ],
    questions: ['?group 各乡镇', '?deadline 收到通知后5个工作日内', '?leftOut 单位名称|目录总数|已认领|认领率'],
    otherText: 2,
  },
  {
    file: 'merged-cells.txt',
    header: ['清溪县政府督查室', '清督字〔2022〕5号', '2022-06-02'],
    items: [
      '附-1 县教育局 ~2022-06-10 县政府督查室',
      '附-2 县教育局 ~2022-06-10 县政府督查室',
      '附-3 县民政局 ~2022-06-10 县政府督查室',
      '附-4 县人力资源和社会保障局 ~2022-06-10 县政府督查室',
      '附-4(2) 县人力资源和社会保障局 ~2022-06-10 县政府督查室',
      '附-5 ?县卫健委 ~2022-06-10 县政府督查室',
      '正文-1 暗访发现问题的单位=? 2022-06-10 县政府督查室',
    ],
    questions: ['!openGroup 暗访发现问题的单位', '!unit 县卫健委', '?noUnit 县教育局', '?inherited 6月10日前'],
    otherText: 0,
  },
  {
    file: 'no-report.txt',
    header: ['县发展和改革局', null, '2022-03-10'],
    items: [
      '附1-1 县财政局、县民政局、县水利局 none -',
      '附1-2 县教育局、县公安局 none -',
      '附1-3 各乡镇、县直各单位=department+township none -',
      '附1-4  none -',
      '附1-5 ?招标投标中心 none -',
      '附1-6 县发展和改革局、县住房和城乡建设局(配合)、县自然资源局(配合) none -',
    ],
    questions: [
      '!noDeadline ',
      '!noUnit 县民政局未按月报送数据',
      '!unit 招标投标中心',
      '?group 各乡镇、县直各单位',
      '?receiver 县发展和改革局、县政府办公室',
    ],
    otherText: 1,
  },
  {
    file: 'ocr.txt',
    header: ['清溪县人民政府办公室', '清政办发【2021】33号', '2021-07-01'],
    items: [
      '附-1 白石镇 ~2021-07-15 县农业农村局',
      '附-2 竹溪镇、县水利局 ~2021-07-15 县农业农村局',
      '正文-1 各乡镇=township 2021-07-15 县农业农村局',
    ],
    questions: ['?group 各乡镇', '?inherited 7月15日前'],
    otherText: 0,
  },
  {
    file: 'own-lines.txt',
    header: ['云岭区人民政府办公室', null, '2024-11-08'],
    items: [
      '一-1 区消防救援大队、湖滨街道(配合)、区公安分局(配合) 2024-11-20 区应急局',
      '一-2 南门街道 2024-11-30 区应急局',
      '二-3 区住建局、区市场监管局(配合)、区应急局(配合) ~2024-11-15 区应急局',
      '二-4 区城管局 2024-11-18 区应急局',
      '正文-1 各责任单位=? 2024-11-15 区应急局',
    ],
    questions: [
      '!openGroup 各责任单位',
      '?deadline 收到通知后5个工作日内',
      '?inherited 收到通知后5个工作日内',
      '?receiver 区应急局',
    ],
    otherText: 0,
  },
  {
    file: 'prose.txt',
    header: ['清溪县人民政府', null, '2022-01-20'],
    items: [],
    questions: ['?leftOut 没有事项'],
    otherText: 1,
  },
  {
    file: 'table-problems.txt',
    header: ['清溪县人民政府办公室', '清政办函〔2023〕18号', '2023-04-14'],
    items: [
      '附-1 县卫生健康局、县住房和城乡建设局(配合)、县财政局(配合) 2023-05-31 县政府督查室',
      '附-2 竹溪镇、县水务集团(配合) 2023-06-30 县政府督查室',
      '附-3 县水利局、大柳乡 2023-04-21 县政府督查室',
      '附-4 ?县城管局 ~2023-04-28 县政府督查室',
      '附-5 各责任单位=? immediate 县政府督查室',
      '附-6 县行政审批局、县市场监督管理局(配合) ongoing 县政府督查室',
      '正文-1 各责任单位=? 2023-04-28 县政府督查室',
    ],
    questions: [
      '!unit 县城管局',
      '!openGroup 各责任单位',
      '!noDeadline 立即整改',
      '!noDeadline 长期坚持',
      '?deadline 5个工作日内',
      '?inherited 2023年4月28日前',
    ],
    otherText: 2,
  },
  {
    file: 'unit-headings.txt',
    header: ['云岭区政府办公室', null, '2023-08-15'],
    items: [
      '一-1 湖滨街道 ~2023-08-25 区政府督查室',
      '一-2 湖滨街道 ~2023-08-25 区政府督查室',
      '二-1 南门街道 ~2023-08-25 区政府督查室',
      '三-1 区城管局、区住建局 ~2023-08-25 区政府督查室',
      '三-2 区城管局、区住建局 2023-08-18 区政府督查室',
      '四-1 ?市文旅局 ~2023-08-25 区政府督查室',
      '正文-1 区直各部门、各街道=department+township 2023-08-28 区政府督查室',
    ],
    questions: [
      '!unit 市文旅局',
      '?group 区直各部门、各街道',
      '?deadline 限3日内',
      '?inherited 2023年8月25日前',
      '?receiver 区政府办公室',
    ],
    otherText: 0,
  },
]

describe.each(circulars)('$file', ({ file, header, items, questions, otherText }) => {
  const text = circular(file)
  const notice = read(text, text.includes('云岭') ? '云岭' : '清溪')
  test('header', () => expect([notice.issuer, notice.documentNumber, notice.publishedOn]).toEqual(header))
  test('items', () => expect(lines(notice)).toEqual(items))
  test('questions', () => expect(asked(notice)).toEqual(questions))
  test('lines left as words', () => expect(notice.otherText).toBe(otherText))
  test('no telephone number, mailbox or person in what is shown', () => {
    const said = [...notice.items.map(({ title }) => title), ...notice.questions.map((one) => one.text)].join('\n')
    expect(said).not.toMatch(/1[3-9]\d{9}|\d{7,8}|@|联系/)
  })
})

describe('one by one', () => {
  test('a table whose columns stand in another order, tabs between them', () => {
    const { items, checks } = read(circular('accounts-tab.txt'))
    expect(items[0]?.account).toMatchObject({ name: '清溪教育', platform: '微信公众号', rows: [1, 5] })
    expect(items[0]?.evidence).toBe('link')
    expect(checks.map(({ what, ok }) => `${what} ${ok}`)).toEqual([
      '附件清单正文写的数 true',
      '附件清单单位数 true',
      '账号清单重复 false',
    ])
  })

  test('rows of merged cells go on with the unit above, and say so', () => {
    const { questions } = read(circular('merged-cells.txt'))
    expect(questions.find(({ about }) => about === 'noUnit')?.text).toContain('附-2的单位栏是空的,按上一行读作县教育局')
  })

  test('a body of a higher level is asked about, never assigned', () => {
    const { items, questions } = read(circular('unit-headings.txt'), '云岭')
    expect(items.find(({ place }) => place === '四-1')?.units[0]).toMatchObject({ name: '市文旅局', canonical: null })
    expect(questions[0]?.text).toContain('像是上级单位')
  })
})

describe('what is no circular is refused in words', () => {
  test.each([
    ['nothing', ' \n ', '空的'],
    ['too much', '各单位。'.repeat(600_000), '超过上限'],
    ['bytes', 'PK\u0003\u0004\0\0\u0008\0'.repeat(20), '不是文字'],
    ['something else', '今天天气很好,大家一起去爬山。', '不像通报'],
  ])('%s', (_, text, words) => {
    expect(() => read(text)).toThrow(Refusal)
    expect(() => read(text)).toThrow(words)
  })
})
