import { describe, expect, test } from 'vitest'

import { planAssignments } from '#src/domain/notice/plan.ts'
import { asked, lines, readSeed, seed, seedUnits } from './circular.ts'

const notice = readSeed()
const item = (place: string) => notice.items.find((one) => one.place === place)!
const check = (what: string) => notice.checks.filter((one) => one.what.includes(what))

test('the header', () => {
  expect(notice).toMatchObject({
    title: '关于通城县政务公开政府网站和政务新媒体工作情况的通报',
    issuer: '通城县政府办公室',
    documentNumber: null,
    indexNumber: '011356029/2021-18809',
    publishedOn: '2021-06-04',
  })
})

describe('items', () => {
  test('45 problems in 15 sections, 37 accounts, 2 duties, in that order', () => {
    const kinds = notice.items.map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'problem')).toHaveLength(45)
    expect(kinds.filter((kind) => kind === 'account')).toHaveLength(37)
    expect(kinds).toEqual([...kinds].toSorted((a, b) => 'pad'.indexOf(a[0]!) - 'pad'.indexOf(b[0]!)))
    const problems = notice.items.filter(({ kind }) => kind === 'problem')
    expect(new Set(problems.map(({ section }) => section)).size).toBe(15)
    expect(problems.map(({ place }) => place).filter((place) => !place.includes('-'))).toEqual([
      '五',
      '六',
      '十',
      '十二',
      '十四',
    ])
    expect(problems.at(0)?.place).toBe('一-1')
    expect(problems.at(-1)?.place).toBe('十五-13')
  })

  test('41 pairs named one by one, 12 problems for everybody, 2 for whom it concerns', () => {
    const problems = notice.items.filter(({ kind }) => kind === 'problem')
    expect(problems.reduce((sum, { units }) => sum + units.length, 0)).toBe(41)
    const groups = problems.flatMap(({ groups: of }) => of)
    expect(groups.filter(({ words }) => words === '所有县直单位和乡镇')).toHaveLength(12)
    expect(groups[0]?.kinds).toEqual(['department', 'township', 'zone'])
    expect(groups.filter(({ kinds }) => kinds.length === 0).map(({ words }) => words)).toEqual([
      '有需要征求意见的相关单位',
      '县直各责任单位',
    ])
  })

  test('several units without a lead are all leads; other spellings are the same unit', () => {
    expect(item('十五-1').units.map(({ canonical, role }) => `${canonical} ${role}`)).toEqual([
      '县住建局 lead',
      '县自然资源和规划局 lead',
      '县交通局 lead',
      '县发改局 lead',
    ])
    expect(item('三-2').units[2]).toMatchObject({ name: '县生态环境局', canonical: '县生态环境局' })
    expect(item('十五-9').units).toEqual([{ name: '县生态环境保护局', canonical: '县生态环境局', role: 'lead' }])
  })

  test('40 rows are 37 accounts; different names of an account stay apart', () => {
    const rows = notice.items.flatMap(({ account }) => (account === undefined ? [] : [account.rows]))
    expect(rows.filter((of) => of.length > 1)).toEqual([
      [30, 37],
      [31, 38],
      [35, 40],
    ])
    expect(rows.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1))
    expect(item('附2-23').units[0]).toMatchObject({ name: '县市监局', canonical: '县市场监管局' })
    expect(item('附2-39').account).toMatchObject({ name: '通城县市场监管', platform: '微信' })
    expect(item('附2-8').units[0]?.canonical).toBe('县公安局交警大队')
    expect(item('附2-12').units[0]?.canonical).toBe('麦市镇陈塅村委会')
    expect(item('附2-16').units[0]?.canonical).toBe('隽水镇社会管理综合治理委员会')
    expect(item('附2-28').section).toBe('未及时备案的单位及新媒体账号')
  })

  test('the two duties of the body', () => {
    const criticism = item('正文-1')
    expect(criticism).toMatchObject({ duty: 'selfCriticism', evidence: 'document', deadline: { date: '2021-06-04' } })
    expect(criticism.units).toHaveLength(21)
    expect(criticism.reportTo?.canonical).toBe('县政府督查室')
    const report = item('正文-2')
    expect(report).toMatchObject({ duty: 'report', evidence: 'document', deadline: { date: '2021-06-08' }, units: [] })
    expect(report.groups).toEqual([{ words: '各单位', kinds: ['department', 'township', 'zone'] }])
    expect(report.reportTo?.canonical).toBe('县政务服务和大数据管理局')
    expect(report.text).not.toContain('联系')
  })

  test('deadlines: one inherited by 82 items; no period quoted in a problem is one', () => {
    const inherited = notice.items.filter(({ deadline }) => deadline.inherited === true)
    expect(inherited).toHaveLength(82)
    expect(new Set(notice.items.map(({ deadline }) => deadline.date))).toEqual(new Set(['2021-06-04', '2021-06-08']))
    expect(inherited.every(({ reportTo }) => reportTo?.canonical === '县政务服务和大数据管理局')).toBe(true)
  })

  test('evidence: a link for a website, three boxes for an account', () => {
    const by = (kind: string) => notice.items.filter(({ evidence }) => evidence === kind).length
    expect([by('link'), by('accountClosing'), by('document')]).toEqual([45, 37, 2])
  })

  test('titles are short, and different for every item of a unit', () => {
    for (const { title } of notice.items) expect(title.length).toBeLessThanOrEqual(18)
    expect(new Set(notice.items.map(({ title, units }) => `${title}${units[0]?.canonical}`)).size).toBe(84)
    const titles = ['一-1', '一-3', '三-1', '四-1', '十五-1', '附2-5', '正文-1', '正文-2'].map(
      (place) => item(place).title,
    )
    expect(titles).toEqual([
      '职能目录',
      '权力清单未包含群体性预防接种相关权…',
      '规范性文件未标注有效性或有效期',
      '解读材料未按时上网',
      '重大建设项目专题或栏目',
      '通城公安(今日头条)',
      '书面检查',
      '报送整改落实情况',
    ])
  })
})

test('questions: blocking ones first, in the order of the circular', () => {
  expect(asked(notice)).toEqual([
    '!unit 招投中心',
    '!openGroup 有需要征求意见的相关单位',
    '!openGroup 县直各责任单位',
    '!unit 县移动公司(政数局)',
    '?group 所有县直单位和乡镇',
    '?inherited 6月8日前',
    '?dueToday 6月4日前',
    '?receiver 县政府办公室、县政务服务和大数据管理局',
  ])
  const [bidding, , , mobile, group, , today, receiver] = notice.questions
  expect(bidding?.candidates?.slice(0, 2)).toEqual(['县招商促进中心', '县公共资源交易中心'])
  expect(mobile?.candidates).toEqual(['县移动公司', '县政务服务和大数据管理局'])
  expect(group?.text).toContain('61家:县直47、乡镇11、开发区等3,含通城经济开发区、药姑山管理委员会、大溪湿地公园管理处')
  expect(group?.places).toHaveLength(13)
  expect(today).toMatchObject({ candidates: ['照发', '不发'], text: expect.stringContaining('21家') })
  expect(receiver?.text).toBe('县政府办公室由县领导审,县政务服务和大数据管理局由县政府督查室审,可以吗?')
})

test('892 assignments, two of them held back', () => {
  const { ready, held } = planAssignments(notice, seedUnits, new Map(), { supervisionOffice: '县政府督查室' })
  expect([ready.length + held.length, held.length]).toEqual([892, 2])
})

describe('the circular proof-read', () => {
  test('its totals: 27/9/4 accounts, 15/8/4 units, 8 and 3 of them by unit', () => {
    expect(check('正文写的数').map(({ ok, expected }) => [ok, expected])).toEqual([
      [true, '27个'],
      [true, '9个'],
      [true, '4个'],
    ])
    expect(check('标题写的数')).toHaveLength(3)
    expect(check('单位数').map(({ ok, expected }) => [ok, expected])).toEqual([
      [true, '15家'],
      [true, '8家'],
      [true, '4家'],
    ])
    expect(check('单位数')[0]?.found).toBe('17个单位名,下属并入上级后15家')
    expect(check('的行数').map(({ ok, found }) => [ok, found])).toEqual([
      [true, '8行'],
      [true, '3行'],
    ])
    expect(check('点名单位').map(({ ok }) => ok)).toEqual([true, true])
  })

  test('its slips', () => {
    const slips = notice.checks.filter(({ ok }) => !ok).map(({ what, found }) => `${what}:${found}`)
    expect(slips).toEqual([
      '账号清单重复:40行是37个账号,30/37、31/38、35/40重复',
      '点名的单位没有事项:县人社局',
      '点名的单位不在附件里:招投中心',
      '同一单位的写法:县市场监管局、县市监局',
      '同一单位的写法:县生态环境局、县生态环境保护局',
      '同一单位的写法:县农业局',
      '正文-1的期限:「6月4日前」就是发布当天',
      '错字:「20个工作内子以」',
      '错字:「县政务服务和大数据数管理局」',
    ])
  })
})

describe('the same circular written otherwise reads the same', () => {
  // What is shown keeps the circular's own punctuation.
  const plain = (words: string): string => words.normalize('NFKC')
  const wide = (text: string): string =>
    text.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))
  const variants: [string, string][] = [
    ['line ends of Windows', seed.replaceAll('\n', '\r\n')],
    ['full width', wide(seed)],
    ['blank lines and indents', seed.replaceAll('\n', '\n\n  ')],
    [
      'radicals of a PDF',
      seed.replaceAll('月', '⽉').replaceAll('日', '⽇').replaceAll('长', '⻓').replaceAll('页', '⻚'),
    ],
    ['zero-width letters', seed.replaceAll('县', '县\u200B')],
    [
      'spaces between letters',
      seed
        .split('\n')
        .map((line) => (line.includes('|') ? line : line.replace(/(?<=[\u4E00-\u9FFF])(?=[\u4E00-\u9FFF])/g, ' ')))
        .join('\n'),
    ],
  ]
  test.each(variants)('%s', (_, text) => {
    const other = readSeed(text)
    expect(lines(other).map(plain)).toEqual(lines(notice).map(plain))
    expect(other.items.map(({ title }) => plain(title))).toEqual(notice.items.map(({ title }) => plain(title)))
    expect(other.questions.map(({ about, places }) => [about, places])).toEqual(
      notice.questions.map(({ about, places }) => [about, places]),
    )
    expect(other.otherText).toBe(notice.otherText)
  })
})
