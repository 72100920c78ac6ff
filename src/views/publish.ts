import { type IsoDate, monthDay } from '#src/domain/dates.ts'
import { button, list, type Message, say, text } from '#src/domain/message.ts'

export interface PublishInput {
  readonly shortName: string
  readonly count: number
  readonly units: number
  /** Units that nobody can tell by any channel. */
  readonly unreached: readonly string[]
  /** Units whose head nobody can tell: what is late there goes to the office, not further up. */
  readonly headless: readonly string[]
  readonly held: number
  readonly open: readonly number[]
  /** Days already past, and today, among those to be sent. */
  readonly pastDue: readonly { readonly day: IsoDate; readonly count: number }[]
  readonly today: IsoDate
  readonly inWindow: boolean
}

const callSheet = (units: readonly string[]): string =>
  units.length === 0
    ? ''
    : `\n电话单${units.length}家(没有可达的联络员):${units.slice(0, 6).join('、')}${units.length > 6 ? ' 等' : ''}。`

const noHead = (units: readonly string[]): string =>
  units.length === 0
    ? ''
    : `\n缺单位负责人${units.length}家:${units.slice(0, 6).join('、')}${units.length > 6 ? ' 等' : ''}。逾期时列入电话单,不往上报。`

const heldSaid = ({ held, open }: PublishInput): string =>
  open.length === 0 && held === 0
    ? ''
    : `\n先不发${held}条;还没定的:${open.length > 0 ? `第${open.join('、')}问` : '无'},定后再回「发布」补发。`

/** Before: what would go out, and the count that completes it. */
export const publishFirst = (input: PublishInput): Message => {
  const { count, units, pastDue, today } = input
  const completes = `发布 ${count}`
  const late = pastDue
    .map(({ day, count: some }) => `${some}条期限${day === today ? '就是今天' : `${monthDay(day)}已过`}`)
    .join(',')
  return say(
    `【${input.shortName}】将发布${count}条,${units}家单位各收一条${input.inWindow ? '' : ',明天或下一个工作日8:30发'}。${late === '' ? '' : `\n注意:${late};要改先回「答 问号 日期」。`}${callSheet(input.unreached)}${noHead(input.headless)}${heldSaid(input)}\n确定请回「${completes}」。`,
    [button(completes)],
  )
}

/** After: what went out, with the numbers given. */
export const publishedSaid = (
  input: PublishInput & {
    readonly from: number
    readonly to: number
    readonly messages: number
    readonly total: number
  },
): Message => ({
  title: `【${input.shortName}】已发布${input.count}条`,
  blocks: [
    list([
      `编号 #${input.from}${input.to > input.from ? `–#${input.to}` : ''},${input.units}家单位`,
      input.inWindow ? `正在发出${input.messages}条消息,每家一条` : '现在不是办公时间,下一个工作日8:30发出',
      `读到${input.total}条 = 已发布${input.total - input.held} + 先不发${input.held}`,
    ]),
    text(`${callSheet(input.unreached)}${noHead(input.headless)}${heldSaid(input)}`.trim() || '全部发布,没有遗留。'),
  ],
  buttons: [button('汇总')],
})
