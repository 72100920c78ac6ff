import type { IsoDate } from '../dates.ts'
import type { Deadline } from '../deadline.ts'
import type { DutyKind, ReadUnit } from './notice.ts'

// The words by which a sentence of a circular orders something.

/** Kinds of deadlines that have a day, or will have one. */
export const dated: ReadonlySet<Deadline['kind']> = new Set([
  'date',
  'range',
  'workingDays',
  'calendarDays',
  'repeating',
])
const order = /请|责成|责令|要求|务必|必须|须|应当?(?![急用对答])|限|督促|确保|要(?!求|素|点|闻)|将(?=.{0,40}报)/
export const report = /报送|上报|报告|报备|反馈|提交|递交|报(?![批道刊名纸表废警销])|送至|送交|交至/
const action =
  /完成|整改|办结|落实|关停|注销|关闭|公开|更新|备案|做出|作出|补充|发布|到位|清零|销号|上线|建立|制定|开展|组织|提供|明确|配备|下线|清理|公示|解决|修复|拆除|开工|竣工|达到|签订|召开|实现|推进|启动|纠正|处理|处置|消除/
const told = /(?:未|没有|没能|尚未|仍未|已|曾|均已)(?:能)?(?:按要求)?(?:于|在|按)?$/
const failed = /^[^,]{0,12}(?:,?(?:但|却|仍|至今|均|还)(?:仍|均)?(?:未|没有))/
export const maybe = /[前内底止]|时限|期限|之日|每[月周季年日]/

const planned = /(?:计划|预计|拟|力争|承诺)[^,]{0,4}$/

/** 请, 要, 须 … with something to do; or, unless the day is past, who does or reports what by when. */
export const isOrder = (
  before: string,
  after: string,
  deadline: Deadline,
  published: IsoDate,
  { named, bound }: { readonly named: boolean; readonly bound: boolean },
): boolean => {
  if (told.test(before) || failed.test(after)) return false
  const done = report.test(after) || action.test(after)
  if (order.test(before) && (done || report.test(before))) return true
  // A day the circular names is no norm, whatever is to be done by then.
  const fixed = deadline.date !== undefined && deadline.kind !== 'workingDays' && deadline.kind !== 'calendarDays'
  if (fixed && bound && deadline.date > published && order.test(before) && /^[\u4E00-\u9FFF]{2}/.test(after))
    return !planned.test(before) && !after.startsWith('的')
  if (!done || (deadline.date !== undefined && deadline.date < published)) return false
  return report.test(after) || order.test(after) || (named && !planned.test(before) && !/了|已/.test(after))
}

export const kindOf = (text: string, after: string, receiver: ReadUnit | undefined): DutyKind => {
  if (/书面检[查讨]|检讨书|[做作]出(?:深刻)?检[查讨]/.test(text)) return 'selfCriticism'
  return receiver === undefined || !(report.test(after) || /^[^,]*[将把]/.test(after) || report.test(text))
    ? 'other'
    : 'report'
}

/** Text of the order from 请 or 责成 on, without whom to telephone. */
export const wordsOf = (sentence: string, from: number, dueAt: number): number => {
  const found = [...sentence.slice(from, dueAt).matchAll(/(?:^|[,:])(?:并|同时|现)?,?(?=请|责成|责令|要求)/g)].at(-1)
  return found === undefined ? from : from + found.index + found[0].length
}
