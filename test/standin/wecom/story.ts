/**
 * The story of a circular, played through WeCom against a real duban, and printed as each of its people reads it on a phone:
 * an office, a reviewer, a leader and three liaisons, from 导入 to 汇总. `npm run story:wecom`; about a minute.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { onScreen } from '../../support/phone-screen.ts'
import { openWecomCounty } from '../../support/wecom-people.ts'

const circular = readFileSync(join(import.meta.dirname, '../../../data/circular-2021-06-04.txt'), 'utf8')
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') // prettier-ignore

const people = {
  zhao: '赵明 · 县政府督查室审核员',
  qian: '钱伟 · 县政务服务和大数据管理局审核员',
  wang: '王芳 · 县卫健局联络员',
  li: '李强 · 县公安局联络员',
  sun: '孙丽 · 县医保局联络员',
  zhou: '周县长 · 县领导',
} as const
type Person = keyof typeof people

const county = await openWecomCounty()
const { standin, bind, say, send, press, clock } = county
const told = new Map<string, number>()
const shown = new Map<string, string>()
const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** Everything since the scene before, chat by chat. */
const scene = (title: string): void => {
  print(`\n\n━━━━ ${title} ━━━━`)
  for (const [user, name] of Object.entries(people)) {
    const talk = standin.talk(user)
    const changed = talk.filter(
      (one, at) => at < (told.get(user) ?? 0) && 'message' in one && shown.get(`${user}/${at}`) !== one.message.raw,
    )
    const fresh = talk.slice(told.get(user) ?? 0)
    told.set(user, talk.length)
    for (const [at, one] of talk.entries()) if ('message' in one) shown.set(`${user}/${at}`, one.message.raw)
    if (changed.length + fresh.length === 0) continue
    print(`\n【${name}】`)
    if (changed.length > 0) print(`(先前的卡片变成)\n${onScreen(changed)}`)
    if (fresh.length > 0) print(onScreen(fresh))
  }
}

/** Until so many bubbles more have come to these people by themselves. */
const arrived = (users: readonly Person[], done: (texts: string) => boolean): Promise<void> =>
  standin.waitFor(
    () =>
      users.every((user) =>
        done(
          standin
            .seen(user)
            .map(({ text }) => text)
            .join('\n'),
        ),
      ),
    30_000,
  )

/** The number before a title, as its liaison reads it off the list. */
const numberOf = (list: string, title: string): string => {
  const found = new RegExp(`#(\\d+) [^#\\n]*${title}`).exec(list)?.[1]
  if (found === undefined) throw new Error(`no item like ${title} in:\n${list}`)
  return found
}

try {
  await bind('zhao', '县政府督查室', 'officer')
  await bind('qian', '县政务服务和大数据管理局', 'officer')
  await bind('zhou', '-', 'leader')
  await bind('wang', '县卫健局')
  await bind('li', '县公安局')
  await bind('sun', '县医保局')
  scene('6月4日(星期五)9:00 各人绑定')

  await say('zhao', `导入 ${circular}`)
  await say('zhao', '预览')
  await say('zhao', '答 1 是')
  await say('zhao', '答 5含 7照发 8可以')
  await say('zhao', '预览 县卫健局')
  await say('zhao', '发布')
  await say('zhao', '发布 891')
  await arrived(['wang', 'li', 'sun'], (texts) => texts.includes('请回「收到」'))
  scene('督查室:从导入到发布')

  await press('wang', '收到')
  const list = (await say('wang', '事项')).text
  const [vaccine, rights, jobs, account] = ['疫苗', '权力清单', '六稳', '通城卫生计生'].map((title) =>
    numberOf(list, title),
  )
  await say('wang', `详情 ${vaccine}`)
  await say('wang', `整改 ${vaccine} 疫苗监管信息已公开 http://www.tongcheng.gov.cn/t0604.html`)
  await send('wang', '截图.png', picture, { caption: `整改 ${rights} 权力清单已补齐` })
  await send('wang', '六稳六保专题.docx', Buffer.from('PK'))
  await say('wang', `整改 ${jobs}`)
  await say('wang', `整该 ${account}`)
  await say('wang', `整改 ${account} 1 微信平台已注销`)
  await say('wang', '整改 共同 12项都已公开 http://www.tongcheng.gov.cn/gk/')
  await say('li', '好的')
  await say('li', '收到')
  await say('li', '整改 42 全部 已注销')
  await say('sun', '我们单位的问题是什么')
  await say('sun', '共同')
  scene('联络员:签收、报整改')

  await say('qian', '待审')
  await say('qian', `通过 ${rights}`)
  await say('qian', `退回 ${vaccine} 链接打不开,请换一个`)
  const bulk = (await say('qian', '通过 县卫健局 共同')).text
  await say('qian', /「(通过 [^」]+)」/.exec(bulk)?.[1] ?? '待审')
  await arrived(['wang'], (texts) => texts.includes('链接打不开'))
  await say('wang', `整改 ${vaccine} 已更换 http://www.tongcheng.gov.cn/t0605.html`)
  await say('qian', `通过 ${vaccine}`)
  scene('县政务服务和大数据管理局:审核')

  await clock('next')
  scene('周末过去,6月7日(星期一)8:30')

  await say('zhao', '广播 县卫健局、县公安局、县医保局 今天17点前请把关停账号的截图报来,逾期的在周会上点名')
  await say('zhao', '广播 3')
  await arrived(['wang', 'li', 'sun'], (texts) => texts.includes('17点前'))
  await press('li', '收到')
  await say('sun', '收到')
  await say('zhao', '回执')
  scene('督查室广播')

  await clock('2021-06-09T08:31')
  scene('期限过了,6月9日(星期三)8:31')
  await say('zhao', '逾期')
  await say('zhao', '催办 县公安局')
  await say('zhou', '汇总')
  await say('zhou', '汇总 县公安局')
  await say('zhou', '逾期')
  await say('zhou', '约谈')
  scene('谁逾期了')
} finally {
  await county.close()
}
