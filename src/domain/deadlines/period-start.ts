import { monthDay, type IsoDate } from '../dates.ts'
import type { ReadingContext } from './reading.ts'

/** What a period counts from; the day itself is not counted. */
export interface PeriodStart {
  readonly from: 'receipt' | 'publication' | 'event'
  /** Unknown until someone fills in the event's date. */
  readonly date?: IsoDate
  readonly doubt?: string
}

const papers =
  '(?:本|此|该)?(?:通知书?|通报|文件?|公告|函件?|方案|意见|清单|交办[单函]|督办[单函]|转办[单函]|提[醒示]函|整改通知书?)'
/** Source of being handed the circular. 收到申请 and 验收 are other events. */
export const receipt = `(?:(?:收到|接到|收悉|签收)${papers}?|[接收]${papers})`
const isReceipt = new RegExp(`^${receipt}$`)
const publication = new RegExp(`^${papers}?(?:印发|发布|公布|下发|发出|制发|发文)$`)

/** 自收到之日起 → receipt, 自印发之日起 → publication, 会议结束后 → event. */
export function periodStart(words: string | undefined, ctx: ReadingContext): PeriodStart {
  if (words !== undefined && isReceipt.test(words)) return fromReceipt(ctx)
  if (words !== undefined && /^(?:即日|今日|今天|当日)$/.test(words))
    return { from: 'publication', date: ctx.published }
  if (words !== undefined && publication.test(words)) return { from: 'publication', date: ctx.published }
  if (words !== undefined) return { from: 'event', doubt: `请填「${words}」的日期` }
  if (ctx.received !== undefined) return { from: 'receipt', date: ctx.received }
  return { from: 'publication', date: ctx.published, doubt: `未写从哪天起,按发布日${monthDay(ctx.published)}起算` }
}

function fromReceipt(ctx: ReadingContext): PeriodStart {
  if (ctx.received !== undefined) return { from: 'receipt', date: ctx.received }
  return { from: 'receipt', date: ctx.published, doubt: `收到日未知,暂按发布日${monthDay(ctx.published)}起算` }
}
