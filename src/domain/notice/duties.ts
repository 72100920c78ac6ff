import { findDeadlines, type Deadline, type FoundDeadline, type ReadingContext } from '../deadline.ts'
import { biddenUnits, isReported, othersAt } from './bidden.ts'
import type { Draft, Range, Reading } from './draft.ts'
import type { Line } from './lines.ts'
import type { DutyKind, ReadGroup, ReadUnit } from './notice.ts'
import { readNames } from './names.ts'
import { dated, isOrder, kindOf, maybe, report, wordsOf } from './order-words.ts'
import { impossibleDays, readWords } from './own-deadline.ts'
import { sentencesOf, type Sentence } from './sentences.ts'
import { backward, receiverOf, subjectOf, type Subject } from './subjects.ts'
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
  /** Sentences that order something of which it is not known from whom, or of someone by name without a day. */
  readonly unread: readonly Range[]
}

const generalNoun = /整改|关停|注销|落实到位|办结|销号|清零|清偿|化解/

export interface OrderContext extends ReadingContext {
  /** What of a deadline can be known, also without a date of publication. */
  readonly sure: (deadline: Deadline) => Deadline
  readonly issuer: string | null
  /** Words of the line of addressees. */
  readonly addressees: string | null
  /** The problems of the body. */
  readonly problems: readonly Draft[]
  /** Whether the circular lists items that a general term could be for. */
  readonly hasItems: boolean
  /** Whether it is a circular by its title, number or addressees; in a news item what a meeting asked for orders nobody. */
  readonly official: boolean
}

const nobody: Subject = { units: [], groups: [] }

const atOnce = /立行立改|立整立改|即知即改|立即|立刻|马上|限期/

/** By where they stand; of two that overlap the later one is the day no calendar has. */
const inOrder = (found: readonly FoundDeadline[]): FoundDeadline[] =>
  found
    .filter((one, at) => !found.slice(at + 1).some((other) => one.start < other.end && other.start < one.end))
    .toSorted((a, b) => a.start - b.start)

/** The orders in running text. Only a sentence that orders, with a day, and to someone or for someone, is one. */
export const readOrders = (lines: readonly Line[], reading: Reading, context: OrderContext): Orders => {
  const { register, source } = reading
  const duties: Duty[] = []
  const terms: Term[] = []
  const unread: Range[] = []
  const sentences = sentencesOf(lines)
  /** Sentences that are an item or asked about. */
  const raised = new Set<number>()

  const add = (
    { start, end }: Range,
    words: { readonly from: number; readonly to: number },
    who: Subject,
    duty: DutyKind,
    deadline: Deadline,
    reportTo?: ReadUnit,
  ): void => {
    const text = withoutContacts(source.text.slice(start + words.from, start + words.to)).replace(/[,、;。\s]+$/, '')
    const draft: Draft = {
      place: `正文-${duties.length + 1}`,
      section: '正文',
      text,
      start,
      end,
      kind: 'duty',
      duty,
      ...who,
      deadlineWords: deadline.words,
      receiverWords: reportTo?.name ?? null,
      attachment: null,
    }
    duties.push({ deadline, ...(reportTo !== undefined && { reportTo }), draft })
  }

  /** Whom an order binds that names nobody itself: whom the sentences before it bind, but nobody reports to himself. */
  const boundBefore = (earlier: readonly Sentence[], reportTo: ReadUnit | undefined): Subject | null => {
    for (const { text } of earlier) {
      const subject = subjectOf(text, text.length, text.length, [], register)
      if (subject !== null)
        return subject.units.some((unit) => unit.canonical !== null && unit.canonical === reportTo?.canonical)
          ? null
          : subject
    }
    return null
  }

  const unitsAbove = new Map<string, ReadUnit>()
  const groupsAbove = new Map<string, ReadGroup>()
  let passed = 0
  /** Whom the problems above a sentence are for; sentences come in their order, and so do the problems. */
  const listedAbove = ({ text, start }: Sentence): Subject | null => {
    if (!backward.test(text)) return null
    for (let one = context.problems[passed]; one !== undefined && one.end <= start; one = context.problems[++passed]) {
      for (const unit of one.units) {
        const key = unit.canonical ?? `?${unit.name}`
        if (!unitsAbove.has(key)) unitsAbove.set(key, { ...unit, role: 'lead' })
      }
      for (const group of one.groups) groupsAbove.set(group.words, group)
    }
    if (unitsAbove.size + groupsAbove.size === 0) return null
    return { units: [...unitsAbove.values()], groups: [...groupsAbove.values()] }
  }

  /** Reads the dated orders of a sentence; tells whether it has one that binds nobody and goes to nobody. */
  const readDated = (at: number, sentence: Sentence, found: readonly FoundDeadline[]): boolean => {
    const { text } = sentence
    let unbound = false
    for (const [i, { deadline: read, start, end }] of found.entries()) {
      const deadline = context.sure(read)
      const next = found[i + 1]?.start ?? text.length
      const cut = i === 0 ? 0 : Math.max(...['、', ',', ':'].map((mark) => text.lastIndexOf(mark, start))) + 1
      const last =
        i + 1 < found.length ? Math.max(end, ...['、', ','].map((mark) => text.lastIndexOf(mark, next))) : next
      const after = text.slice(end, last)
      const earlier = (paragraphs: number): Sentence[] =>
        sentences
          .slice(Math.max(0, at - Math.max(12, paragraphs)), at)
          .filter((one) => one.paragraph >= sentence.paragraph - paragraphs)
          .toReversed()
      const reportTo =
        receiverOf(after, register, context.issuer) ??
        receiverOf(text.slice(end), register, context.issuer) ??
        receiverOf(text.slice(0, start), register, context.issuer)
      const told = backward.test(text) ? earlier(40) : []
      const subject =
        // 报甲局,由甲局汇总后于…报乙局: a second order may bind someone else.
        (i === 0 ? null : subjectOf(text.slice(cut), start - cut, end - cut, [], register)) ??
        subjectOf(
          text,
          start,
          end,
          told.map((one) => one.text),
          register,
          listedAbove(sentence),
        ) ??
        boundBefore(earlier(0), reportTo)
      const bare = told.slice(0, subject?.told ?? 0).filter((one) => !raised.has(one.start))
      const named = subject !== null && subject.units.length > 0
      if (!isOrder(text.slice(0, start), after, deadline, context.published, { named, bound: subject !== null }))
        continue
      const handsIn = report.test(after) || /将|把|书面检/.test(after)
      const general = (reportTo === undefined || !handsIn) && !named && deadline.date !== undefined
      if (general && context.hasItems && generalNoun.test(after)) {
        terms.push({ deadline, range: sentence })
        continue
      }
      if (reportTo === undefined && subject === null) {
        // 按照“10个工作日内更新”的要求 quotes a norm; only a day that is named makes an order of it.
        unbound ||= deadline.kind === 'none' || deadline.kind === 'date' || deadline.kind === 'range'
        continue
      }
      const who = subject ?? (context.addressees === null ? nobody : readNames(context.addressees, 'lead', register))
      const words = { from: i === 0 ? wordsOf(text, 0, start) : cut, to: last }
      const duty = kindOf(text.slice(words.from, words.to), after, reportTo)
      add(sentence, words, who, duty, deadline, reportTo)
      // What these units did wrong has become no item.
      unread.push(...bare.toReversed())
      for (const one of [...bare, sentence]) raised.add(one.start)
    }
    return unbound
  }

  /** 得分靠后的单位要向县政府办公室作出书面说明: by when is not said. */
  const handsInUndated = (text: string): boolean =>
    /请|要|须|务必/.test(text) &&
    /报|反馈|提交|[作做]出/.test(text) &&
    receiverOf(text, register, context.issuer) !== undefined &&
    subjectOf(text, text.length, text.length, [], register) !== null

  // 请甲局于…前…;乙局…: the paragraph in which an order may go on with others.
  let goesOn = -1
  for (const [at, sentence] of sentences.entries()) {
    const { text, start, end } = sentence
    if (text.length > 4000 || (!context.official && isReported(text))) continue
    const count = duties.length + terms.length
    const found = maybe.test(text) ? findDeadlines(text, context).filter(({ quoted }) => !quoted) : []
    const days = found.filter(({ deadline }) => dated.has(deadline.kind))
    const never = maybe.test(text) ? impossibleDays(text, context) : []
    const unbound = readDated(at, sentence, never.length === 0 ? days : inOrder([...days, ...never]))
    if (duties.length + terms.length > count) {
      const read = duties
        .slice(count)
        .flatMap(({ draft, reportTo }) => [...draft.units, ...(reportTo === undefined ? [] : [reportTo])])
      const last = found.findLast(({ deadline }) => dated.has(deadline.kind))
      const others = othersAt(text, last?.end ?? text.length, read, register)
      if (others !== -1) unread.push({ start: start + others, end })
      goesOn = source.text[end] === ';' ? sentence.paragraph : -1
      continue
    }
    const bidden = unbound ? [] : biddenUnits(text, register)
    const now = bidden.length === 0 ? undefined : atOnce.exec(text)
    if (now !== undefined && now !== null) {
      const deadline = context.sure(readWords(now[0], context))
      add(
        sentence,
        { from: wordsOf(text, 0, text.length), to: text.length },
        { units: bidden, groups: [] },
        'other',
        deadline,
      )
    } else if (
      unbound ||
      bidden.length > 0 ||
      (found.length === 0 && handsInUndated(text)) ||
      (goesOn === sentence.paragraph && othersAt(text, 0, [], register) === 0)
    )
      unread.push({ start, end })
  }
  return { duties, terms, unread }
}
