import { readFileSync } from 'node:fs'

import { afterEach, describe, expect, it } from 'vitest'

import { type LiveApp, liveApp } from '../support/live.ts'
import { sampleCircular, sampleUnits } from '#src/trial.ts'

let live: LiveApp | undefined
afterEach(async () => {
  await live?.app.stop()
  await live?.close()
  live = undefined
})

interface SampleUnit {
  readonly name: string
  readonly kind: string
  readonly parent?: string
  readonly aliases?: readonly string[]
}

const kinds: Readonly<Record<string, string>> = {
  department: '部门',
  township: '乡镇',
  zone: '园区',
  enterprise: '企业',
  village: '村',
  other: '其他',
}

/** The sample's units as a county's own sheet. */
const sheet = (): { name: string; text: string } => {
  const units = JSON.parse(readFileSync(sampleUnits, 'utf8')) as SampleUnit[]
  const rows = units.map(({ name, kind, parent = '', aliases = [] }) =>
    [name, kinds[kind], parent, aliases.join('、')].join(','),
  )
  return { name: '单位.csv', text: ['单位,类别,上级,别名', ...rows].join('\r\n') }
}

const codeIn = (text: string): string => /邀请码 (\w{6})/.exec(text)?.[1] ?? `no code in: ${text}`

/** An administrator, the units, the supervision office and its officer zhao. */
const setUp = async (): Promise<LiveApp> => {
  const county = (live = await liveApp())
  await county.say('admin', `绑定 ${await county.adminCode()}`)
  await county.say('admin', '单位 导入', [sheet()])
  await county.say('admin', '单位 导入 68')
  await county.say('admin', '单位 督查室 县政府督查室')
  await county.say('zhao', `绑定 ${codeIn(await county.say('admin', '邀请 县政府督查室 审核员 赵明'))}`)
  return county
}

describe('a live database', () => {
  it('from nothing to the first reminder, by chat alone', async () => {
    const county = (live = await liveApp())
    const step = async (account: string, text: string, ...parts: (string | RegExp)[]): Promise<string> => {
      const answer = await county.say(account, text)
      for (const part of parts) expect(answer).toMatch(part)
      return answer
    }
    // Before anybody is bound.
    await step('admin', '单位', '还没有绑定身份')
    await step('admin', `绑定 ${await county.adminCode()}`, '您好,您是管理员', '下一步:发来单位表格')
    expect(await county.adminCode()).toBeNull()
    await step('admin', '邀请 县卫健局', '还没有单位')
    await step('admin', '单位', '还没有单位', '下一步')
    await step('admin', '单位 导入', '还没有单位表')
    const alone = await county.say('admin', '', [sheet()])
    expect(alone).toContain('收到单位.csv。是做什么用的?')
    expect(alone).toContain('单位表请回「单位 导入」')

    const preview = await county.say('admin', '单位 导入', [sheet()])
    expect(preview).toContain('单位表读到68行')
    expect(preview).toContain('新增68家:县直部门47、乡镇11、开发区、园区3、企业1、村、社区1、其他5')
    expect(preview).toContain('县公安局交警大队→县公安局')
    await step('admin', '单位 导入 60', '家数不对')
    await step('admin', '单位 导入 68', '新增68家', '下一步:定哪一家是督查室,回「单位 督查室 县政府督查室」')
    await step('admin', '单位 督查室 县政府督查室', '已定:督查室是县政府督查室', '邀请 县政府督查室 审核员')
    const officer = codeIn(await step('admin', '邀请 县政府督查室 审核员 赵明', '县政府督查室审核员'))
    await step('zhao', `绑定 ${officer}`, '您是县政府督查室审核员')

    const liaison = codeIn(await step('zhao', '邀请 县卫健局 联络员 王芳', '在企业微信或Telegram里找到"督办机器人"'))
    await step('wang', `绑定 ${liaison}`, '您是县卫健局联络员(A岗)', '现在没有待办')
    await step('zhao', '邀请 - 县领导', /县领导/)

    const circular = readFileSync(sampleCircular, 'utf8')
    await step('zhao', `导入 ${circular}`, '892')
    await step('zhao', '答 1 是')
    await step('zhao', '发布', '发布 891')
    await step('zhao', '发布 891', '891')
    const first = county.wecom.ledger.filter(({ to, key }) => to === 'wang' && key.startsWith('digest/'))
    expect(first.map(({ text }) => text)).toEqual([expect.stringContaining('县卫健局 待办20条')])

    await step('wang', '收到', '已签收20条')
    await step('wang', '整改 36 已公开 http://a.gov.cn', '#36 已报')
    await county.clock('2021-06-07T08:31')
    const monday = county.wecom.ledger.filter(({ to, key }) => to === 'wang' && key.startsWith('digest/2021-06-07'))
    expect(monday.length).toBe(1)
    await step('zhao', '状态', '正式', '人员3:已开通3,未开通0')
  })

  it('takes the supervision office at once, and changes it only when confirmed', async () => {
    const county = await setUp()
    expect(await county.say('zhao', '单位 督查室 县卫健局')).toContain('由管理员定')
    const asked = await county.say('admin', '单位 督查室 县政府办公室')
    expect(asked).toContain('确定请回「单位 督查室 县政府办公室 确认」')
    expect(await county.say('zhao', '预览')).toContain('还没有通报')
    expect(await county.say('admin', '单位 督查室 县政府办公室 确认')).toContain('已定')
    expect(await county.say('zhao', '预览')).toContain('不在您的权限内')
    expect(await county.say('admin', '单位 督查室')).toContain('督查室是县政府办公室')
    const lines = await county.db.selectFrom('event').select('line').execute()
    expect(lines.filter(({ line }) => line.includes('"what":"supervisionOffice"')).length).toBe(2)
  })

  it('names the rows of a list of units that are wrong, and takes the rest', async () => {
    const county = (live = await liveApp())
    await county.say('admin', `绑定 ${await county.adminCode()}`)
    const text = [
      '序号,单位名称,类别,上级单位,别名',
      '1,县卫健局,部门,,县卫生健康局',
      '2,县卫生健康局,部门,,',
      '3,,部门,,',
      '4,县教育局,机构,,',
      '5,县公安局交警大队,部门,县公安局,',
      '6,某某所,,县交通局,',
      '7,麦市镇,,无,',
      '8,县公安局,部门,,公安局、县卫健委',
      '9,县医保局,部门,,卫健局',
    ].join('\n')
    const preview = await county.say('admin', '单位 导入', [{ name: '单位.csv', text }])
    expect(preview).toContain('新增4家')
    expect(preview).toContain('没写类别、按名称归的1家:麦市镇=乡镇')
    for (const fault of [
      '第3行:县卫生健康局与第2行县卫健局是同一个单位',
      '第4行:没有写单位名',
      '第5行:县教育局的类别「机构」不认识',
      '第7行:某某所的上级「县交通局」不在册',
      '第10行:县医保局的别名「卫健局」也是县卫健局的',
    ])
      expect(preview).toContain(fault)
    await county.say('admin', '单位 导入 4')
    expect(await county.say('admin', '单位 县卫生健康局')).toContain('县卫健局')
    expect(await county.say('admin', '单位 交警大队')).toMatch(/交警大队/)
    // Again with what was mended: the rest is there already.
    const mended = ['单位,类别,上级,别名', '县卫健局,部门,,卫计局', '县交通局,部门,,', '县公安局,部门,,'].join('\n')
    const again = await county.say('admin', '单位 导入', [{ name: '单位.csv', text: mended }])
    expect(again).toContain('新增1家')
    expect(again).toContain('要改的1家:县卫健局')
    expect(again).toContain('没有变化1家')
    expect(await county.say('admin', '单位 导入 2')).toContain('改1家')
    expect(await county.say('admin', '单位 卫计局')).toContain('县卫健局')
  })
})
