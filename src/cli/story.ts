/** The stage of the demo: who says what, and when. */
export interface Stage {
  /** Says something in the local chat; resolves with the answer's text. */
  readonly say: (as: string, text: string) => Promise<string>
  readonly heading: (text: string) => void
  /** Moves the clock; resolves with the digests of that day by chat. */
  readonly clock: (to: string) => Promise<ReadonlyMap<string, string>>
  readonly show: (text: string) => void
}

const office = '县政府督查室:officer'
const reviewer = '县政务服务和大数据管理局:officer'

/** The number in front of a title, as a liaison would read it off the list. */
const numberOf = (list: string, title: string): string => {
  const found = new RegExp(`#(\\d+) [^#\\n]*${title}`).exec(list)?.[1]
  if (found === undefined) throw new Error(`no item like ${title} in:\n${list}`)
  return found
}

/** What 发布 says one must reply. */
const completion = (answer: string): string => {
  const found = /「(发布 \d+)」/.exec(answer)?.[1]
  if (found === undefined) throw new Error(`no count in:\n${answer}`)
  return found
}

/** From the circular to the leader's summary, on the sample and its own days. */
export const play = async ({ say, heading, clock, show }: Stage): Promise<void> => {
  heading('6月4日(星期五)上午 督查室:通报读成了什么')
  await say(office, '预览')
  await say(office, '答 1 是')
  await say(office, '答 5含 7照发 8可以')
  await say(office, '预览 县卫健局')
  const asked = await say(office, '发布')
  await say(office, completion(asked))

  heading('县卫健局联络员')
  await say('县卫健局', '收到')
  const list = await say('县卫健局', '事项')
  const vaccine = numberOf(list, '疫苗')
  const account = numberOf(list, '通城卫生计生')
  await say('县卫健局', `详情 ${vaccine}`)
  await say('县卫健局', `整改 ${vaccine} 疫苗监管信息已公开 http://www.tongcheng.gov.cn/t0604.html`)
  await say('县卫健局', `整该 ${account}`)
  await say('县卫健局', `整改 ${account} 1 微信平台已注销`)
  await say('县卫健局', '整改 共同 12项都已公开 http://www.tongcheng.gov.cn/gk/')

  heading('县政务服务和大数据管理局审核')
  await say(reviewer, '待审')
  await say(reviewer, `退回 ${vaccine} 链接打不开,请换一个`)
  const bulk = await say(reviewer, '通过 县卫健局 共同')
  const typed = /「(通过 [^」]+)」/.exec(bulk)?.[1]
  if (typed !== undefined) await say(reviewer, typed)
  await say('县卫健局', `整改 ${vaccine} 已更换 http://www.tongcheng.gov.cn/t0605.html`)
  await say(reviewer, `通过 ${vaccine}`)

  heading('周末过去,6月7日(星期一)8:30 每日提醒')
  const monday = await clock('2021-06-07T00:30:00.000Z')
  show(monday.get('县公安局') ?? '')

  heading('期限过了,6月9日(星期三)8:30')
  const wednesday = await clock('2021-06-09T00:30:00.000Z')
  show(wednesday.get('县公安局') ?? '')

  heading('县领导')
  await say('leader', '汇总')
  await say('leader', '逾期')
}
