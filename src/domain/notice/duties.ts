import { findDeadlines, type Deadline, type ReadingContext } from '../deadline.ts'
import type { Draft, Range, Reading } from './draft.ts'
import type { Line } from './lines.ts'
import type { DutyKind, ReadUnit } from './notice.ts'
import { readNames } from './names.ts'
import { sentencesOf, type Sentence } from './sentences.ts'
import { receiverOf, subjectOf, type Subject } from './subjects.ts'
import { withoutContacts } from './words.ts'

/** An order of the body that names a day: who must do or report what, by when. */
export interface Duty {
  readonly draft: Draft
  readonly deadline: Deadline
  readonly reportTo?: ReadUnit
}

/** A day set for all problems alike, without a report of its own: 请各责任单位于6月20日前整改到位. */
export interface Term {
  readonly deadline: Deadline
  readonly range: Range
}

export interface Orders {
  readonly duties: readonly Duty[]
  readonly terms: readonly Term[]
}

const dated: ReadonlySet<Deadline['kind']> = new Set(['date', 'range', 'workingDays', 'calendarDays', 'repeating'])
const order = /请|责成|责令|要求|务必|必须|须|应当?(?![急用对答])|限|督促|确保|要(?!求|素|点|闻)|将(?=.{0,40}报)/
const report = /报送|上报|报告|报备|反馈|提交|递交|报(?![批道刊名纸表废警销])|送至|送交|交至/
const action =
  /完成|整改|办结|落实|关停|注销|关闭|公开|更新|备案|做出|作出|补充|发布|到位|清零|销号|上线|建立|制定|开展|组织|提供|明确|配备|下线|清理|公示|解决|修复|拆除|开工|竣工|达到|签订|召开|实现|推进|启动|纠正|处理|处置|消除/
const told = /(?:未|没有|没能|尚未|仍未|已|曾|均已)(?:能)?(?:按要求)?(?:于|在|按)?$/
const failed = /^[^,]{0,12}(?:,?(?:但|却|仍|至今|均|还)(?:仍|均)?(?:未|没有))/
const maybe = /[前内底止]|时限|期限|之日|每[月周季年日]/

const planned = /(?:计划|预计|拟|力争|承诺)[^,]{0,4}$/

/** 请, 要, 须 … with something to do; or, unless the day is past, who does or reports what by when. */
const isOrder = (before: string, after: string, deadline: Deadline, context: OrderContext, named: boolean): boolean => {
  if (told.test(before) || failed.test(after)) return false
  const done = report.test(after) || action.test(after)
  if (order.test(before) && (done || report.test(before))) return true
  if (!done || (deadline.date !== undefined && deadline.date < context.published)) return false
  return report.test(after) || order.test(after) || (named && !planned.test(before) && !/了|已/.test(after))
}

const kindOf = (text: string, after: string, receiver: ReadUnit | undefined): DutyKind => {
  if (/书面检[查讨]|检讨书|[做作]出(?:深刻)?检[查讨]/.test(text)) return 'selfCriticism'
  return receiver === undefined || !(report.test(after) || /^[^,]*[将把]/.test(after) || report.test(text))
    ? 'other'
    : 'report'
}

/** Text of the order from 请 or 责成 on, without whom to telephone. */
const wordsOf = (sentence: string, from: number, dueAt: number): number => {
  const found = [...sentence.slice(from, dueAt).matchAll(/(?:^|[,:])(?:并|同时|现)?,?(?=请|责成|责令|要求)/g)].at(-1)
  return found === undefined ? from : from + found.index + found[0].length
}

const generalNoun = /整改|关停|注销|落实到位/

export interface OrderContext extends ReadingContext {
  /** What of a deadline can be known, also without a date of publication. */
  readonly sure: (deadline: Deadline) => Deadline
  readonly issuer: string | null
  /** Words of the line of addressees. */
  readonly addressees: string | null
  /** Whether the circular lists items that a general term could be for. */
  readonly hasItems: boolean
}

const nobody: Subject = { units: [], groups: [] }

/** The orders in running text. Only a sentence that orders, with a day, and to someone or for someone, is one. */
export const readOrders = (lines: readonly Line[], reading: Reading, context: OrderContext): Orders => {
  const { register, source } = reading
  const duties: Duty[] = []
  const terms: Term[] = []
  const sentences = sentencesOf(lines)
  for (const [at, sentence] of sentences.entries()) {
    if (!maybe.test(sentence.text) || sentence.text.length > 4000) continue
    const found = findDeadlines(sentence.text, context).filter(
      ({ deadline, quoted }) => !quoted && dated.has(deadline.kind),
    )
    for (const [i, { deadline: read, start, end }] of found.entries()) {
      const deadline = context.sure(read)
      const next = found[i + 1]?.start ?? sentence.text.length
      const cut = i === 0 ? 0 : Math.max(...['、', ',', ':'].map((mark) => sentence.text.lastIndexOf(mark, start))) + 1
      const last =
        i + 1 < found.length ? Math.max(end, ...['、', ','].map((mark) => sentence.text.lastIndexOf(mark, next))) : next
      const after = sentence.text.slice(end, last)
      const earlier = (paragraphs: number): Sentence[] =>
        sentences
          .slice(Math.max(0, at - 12), at)
          .filter((one) => one.paragraph >= sentence.paragraph - paragraphs)
          .toReversed()
      const subject =
        subjectOf(
          sentence.text,
          start,
          end,
          earlier(2).map((one) => one.text),
          register,
        ) ??
        earlier(0)
          .map((one) => subjectOf(one.text, one.text.length, one.text.length, [], register))
          .find((one) => one !== null) ??
        null
      const named = subject !== null && subject.units.length > 0
      if (!isOrder(sentence.text.slice(0, start), after, deadline, context, named)) continue
      const reportTo =
        receiverOf(after, register, context.issuer) ??
        receiverOf(sentence.text.slice(end), register, context.issuer) ??
        receiverOf(sentence.text.slice(0, start), register, context.issuer)
      const handsIn = report.test(after) || /将|把|书面检/.test(after)
      const range = { start: sentence.start, end: sentence.end }
      if ((reportTo === undefined || !handsIn) && !named && context.hasItems && generalNoun.test(after)) {
        terms.push({ deadline, range })
        continue
      }
      if (reportTo === undefined && subject === null) continue
      const from = i === 0 ? wordsOf(sentence.text, 0, start) : cut
      const text = withoutContacts(source.text.slice(sentence.start + from, sentence.start + last)).replace(
        /[,、;。\s]+$/,
        '',
      )
      const who = subject ?? (context.addressees === null ? nobody : readNames(context.addressees, 'lead', register))
      duties.push({
        deadline,
        ...(reportTo !== undefined && { reportTo }),
        draft: {
          place: `正文-${duties.length + 1}`,
          section: '正文',
          text,
          ...range,
          kind: 'duty',
          duty: kindOf(text, after, reportTo),
          ...who,
          deadlineWords: deadline.words,
          receiverWords: reportTo?.name ?? null,
          attachment: null,
        },
      })
    }
  }
  return { duties, terms }
}
