import { afterEach, describe, expect, it } from 'vitest'

import { dialogue, office, trialApp, type TrialApp } from '../support/app.ts'
import { createFaulty } from '../support/faulty-channel.ts'
import { speaker } from '../support/speaker.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
  trial = undefined
})
const start = async (): Promise<TrialApp> => (trial = await trialApp())

const sheet = (text: string, name = '名册.csv') => ({ name, bytes: new TextEncoder().encode(text) })

const good = [
  '县直部门通讯录,,,',
  '姓名,所属单位,联系电话,岗位',
  '王芳,卫健局,138 1234 5678,联络员',
  '李 平,县卫生健康局,13987654321,B岗',
  '"张三,副局长",县教育局,,负责人',
  '赵六,,13700001111,县领导',
  '',
].join('\r\n')

/** The files that the last answer to the office carried, by their names' end. */
const filesTo = async ({ db }: TrialApp, chat: string): Promise<Record<string, string>> => {
  const row = await db
    .selectFrom('message')
    .where('chat', '=', chat)
    .orderBy('id', 'desc')
    .select('body')
    .executeTakeFirstOrThrow()
  const files: Record<string, string> = {}
  for (const block of row.body.blocks) {
    if (block.kind !== 'file') continue
    const { bytes } = await db
      .selectFrom('file')
      .where('sha256', '=', block.file.sha256)
      .select('bytes')
      .executeTakeFirstOrThrow()
    files[block.file.name.slice(-4)] = bytes.toString('utf8')
  }
  return files
}

describe('名册 导入', () => {
  it('shows counts first, and makes codes only with the count typed', async () => {
    const town = await start()
    const preview = await town.say(office, '名册 导入', [sheet(good)])
    expect(preview.text).toContain('名册读到4行')
    expect(preview.text).toContain('可发码4人:联络员(A岗)1、联络员(B岗)1、单位负责人1、县领导1')
    expect(preview.text).toContain('其中2个岗位现有人')
    expect(preview.buttons).toEqual(['名册 导入 4'])
    expect((await town.db.selectFrom('invite').select('id').execute()).length).toBe(0)
    await dialogue(town, [
      [office, '名册 导入 5', '人数不对', '「名册 导入 4」'],
      [
        office,
        '名册 导入 4',
        '已生成4个邀请码',
        '6月5日09:00前有效',
        '县卫健局联络员(A岗) 王芳 13812345678',
        '没有电话',
      ],
    ])
    const files = await filesTo(town, office)
    expect(files['.csv']!.charCodeAt(0)).toBe(0xfeff)
    expect(files['.csv']).toMatch(/\r\n县卫健局,联络员\(A岗\),王芳,13812345678,\w{6},2021-06-05 09:00\r\n/)
    expect(files['.csv']).toContain('"张三,副局长"')
    expect(files['html']).toContain('王芳 同志')
    expect(files['html']).not.toContain('13812345678')
    await dialogue(town, [
      [office, '名册 导入 4', '还没有名册'],
      [office, '名册 县卫健局', '王芳 联络员(A岗) 未开通,已发码,6月5日09:00前有效 13812345678'],
      [office, '名册', '未开通4人', '还没齐的2家', /县卫健局:.*王芳A岗✗/],
    ])
  })

  it('its codes bind, with name and telephone; who is bound gets no second one', async () => {
    const wecom = createFaulty('wecom')
    const town = (trial = await trialApp({ channels: [wecom] }))
    const from = speaker(town, wecom)
    await town.say(office, '', [sheet(good)])
    await dialogue(town, [[office, '名册 导入', '可发码4人']])
    await town.say(office, '名册 导入 4')
    const [, code] = /王芳,\d+,(\w{6}),/.exec((await filesTo(town, office))['.csv']!) ?? []
    expect(await from('wang', `绑定 ${code}`)).toContain('您是县卫健局联络员(A岗)')
    await dialogue(town, [
      [office, '名册 县卫健局', '王芳 联络员(A岗) 企业微信 13812345678'],
      ['admin', '名册 县卫健局', '王芳 联络员(A岗) 企业微信 138****5678'],
      ['admin', '单位 县卫健局', '138****5678'],
    ])
    const again = await town.say(office, '名册 导入', [sheet(good.replace('138 1234 5678', '13811112222'))])
    expect(again.text).toContain('可发码3人')
    expect(again.text).toContain('已绑定1人,不再发码')
    await dialogue(town, [
      [office, '名册 导入 3', '已生成3个'],
      [office, '名册 县卫健局', '13811112222'],
    ])
  })

  it('names the line, what was found, and what is near, and leaves those out', async () => {
    const town = await start()
    const { text } = await town.say(office, '名册 导入', [
      sheet(
        [
          '单位;姓名;角色;手机',
          '县卫建局;王芳;联络员;13812345678',
          '县教育局;;联络员;',
          '县教育局;李平;主任;',
          '县教育局;李平;;1381234',
          '县审计局;甲;;',
          '县审计局;乙;;',
        ].join('\n'),
      ),
    ])
    expect(text).toContain('可发码1人')
    expect(text).toMatch(/第2行:单位「县卫建局」不在册,是.*县卫健局/)
    expect(text).toContain('第3行:没有写姓名')
    expect(text).toContain('第4行:岗位「主任」不认识')
    expect(text).toContain('第5行:李平的电话不对')
    expect(text).toContain('第7行:乙与第6行甲是同一岗位')
    expect(text).toContain('第二位联络员请写「B岗」')
  })

  it('reads what county spreadsheets save (GB18030), and refuses what is no roster in words', async () => {
    const town = await start()
    // 单位,姓名 / 县教育局,李平 in GB18030.
    const bytes = Uint8Array.from(
      [0xb5, 0xa5, 0xce, 0xbb, 0x2c, 0xd0, 0xd5, 0xc3, 0xfb, 0x0d, 0x0a].concat([
        0xcf, 0xd8, 0xbd, 0xcc, 0xd3, 0xfd, 0xbe, 0xd6, 0x2c, 0xc0, 0xee, 0xc6, 0xbd,
      ]),
    )
    expect((await town.say(office, '名册 导入', [{ name: 'a.csv', bytes }])).text).toContain('可发码1人')
    const zip = Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 1, 2, 3])
    expect((await town.say(office, '名册 导入', [{ name: 'a.xlsx', bytes: zip }])).text).toContain('.csv')
    expect((await town.say(office, '名册 导入', [sheet('甲,乙\n1,2')])).text).toContain('要有一行表头')
    expect((await town.say(office, '名册 导入', [sheet('单位,姓名\n')])).text).toContain('没有要发码的人')
    expect((await town.say('县卫健局', '名册 导入', [sheet(good)])).text).toContain('不在您的权限内')
  })
})

describe('failure story 17: a private number', () => {
  it('stands in no event, on no printed page, and masked before everybody but the office', async () => {
    const town = await start()
    await dialogue(town, [['admin', '邀请 县卫健局 B岗 李平 13987654321', '李平']])
    const asked = await town.say('admin', '名册 导入', [sheet(good)])
    expect(asked.text).not.toContain('13812345678')
    const done = await town.say('admin', '名册 导入 4')
    expect(done.text).toContain('138****5678')
    const files = await filesTo(town, 'admin')
    const lines = await town.db.selectFrom('event').select('line').execute()
    const others = [done.text, files['.csv'], files['html'], ...lines.map(({ line }) => line)].join('\n')
    for (const phone of ['13812345678', '13987654321', '13700001111']) expect(others).not.toContain(phone)
    await dialogue(town, [[office, '名册 县卫健局', '13987654321']])
  })
})

describe('单位 and 名册', () => {
  it('list by kind with the state of the liaison; one unit with its names and people', async () => {
    const town = await start()
    await town.publish()
    await dialogue(town, [
      [office, '单位', /单位68家,联络员已开通68家/, '县直部门', '乡镇11家'],
      [office, '单位 卫健局', '县卫健局', '别名:', '县卫生健康局', '待办19条', '本机试用'],
      [office, '单位 县卫建局', '县卫健局'],
      [office, '名册', '68家单位:联络员已开通68家', '都已开通的68家', '名册-2021-06-04.csv'],
    ])
  })
})
