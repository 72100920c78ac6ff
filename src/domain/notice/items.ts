import type { Deadline, ReadingContext } from '../deadline.ts'
import type { Draft } from './draft.ts'
import type { Duty, Term } from './duties.ts'
import type { EvidenceKind, ReadItem, ReadUnit } from './notice.ts'
import { deadlineInText, readWords } from './own-deadline.ts'
import type { Register } from './register.ts'
import { shown, spanOf, type Source } from './source.ts'
import { accountTitle, distinctTitles, dutyTitle, problemTitle } from './title.ts'
import { withoutContacts } from './words.ts'

/** What items without a deadline of their own are due by. */
export interface Inherited {
  readonly deadline: Deadline
  readonly reportTo?: ReadUnit
}

/** The day set for all problems, else the report duty about rectification, else any report. */
export const inheritedFrom = (duties: readonly Duty[], terms: readonly Term[]): Inherited | null => {
  const reports = duties
    // What is due from a few units by name for a matter of their own is no day for everybody's problems.
    .filter(({ draft }) => draft.duty === 'report' && (draft.groups.length > 0 || /整改|上述|以上/.test(draft.text)))
    .toSorted((a, b) => Number(a.deadline.kind === 'repeating') - Number(b.deadline.kind === 'repeating'))
  const best =
    reports.find(({ draft }) => /整改(?:落实)?(?:情况|结果|报告|完成|到位)|落实情况/.test(draft.text)) ??
    reports.find(({ draft }) => draft.text.includes('整改')) ??
    reports[0]
  const deadline = terms[0]?.deadline ?? best?.deadline
  return deadline === undefined ? null : { deadline, ...(best?.reportTo !== undefined && { reportTo: best.reportTo }) }
}

const website = /公开|网站|网页|栏目|发布|上网|公示|更新|链接|标注|平台|门户|页面|专题/

const evidenceOf = (draft: Draft, closing: boolean): EvidenceKind => {
  if (draft.kind === 'duty') return 'document'
  if (draft.kind === 'account')
    return closing || /关停|注销/.test(`${draft.text}${draft.deadlineWords ?? ''}`) ? 'accountClosing' : 'link'
  return website.test(draft.text) ? 'link' : 'document'
}

export interface ItemContext {
  readonly source: Source
  readonly register: Register
  readonly reading: ReadingContext
  /** What of a deadline can be known, also without a date of publication. */
  readonly sure: (deadline: Deadline) => Deadline
  readonly inherited: Inherited | null
  /** Whether accounts are to be closed, by attachment (0: the body). */
  readonly closing: (draft: Draft) => boolean
}

const none: Deadline = { kind: 'none', words: '', doubt: '没有写期限' }

const dueOf = (draft: Draft, { reading, inherited, sure }: ItemContext): Inherited => {
  const read =
    draft.deadlineWords === null ? deadlineInText(draft.text, reading) : readWords(draft.deadlineWords, reading)
  const own = read === null ? null : sure(read)
  const to = inherited?.reportTo === undefined ? {} : { reportTo: inherited.reportTo }
  if (own !== null) return { deadline: own, ...to }
  if (inherited === null) return { deadline: none }
  return { deadline: { ...inherited.deadline, inherited: true }, ...to }
}

/** A place taken already gets the number of its turn: 附1-3, 附1-3(2). */
const uniquePlaces = (drafts: readonly Draft[]): Draft[] => {
  const taken = new Set<string>()
  const turns = new Map<string, number>()
  return drafts.map((draft) => {
    let place = draft.place
    if (taken.has(place) && draft.attachment !== null && !place.startsWith('附'))
      place = `附${draft.attachment}-${place}`
    for (let turn = (turns.get(draft.place) ?? 1) + 1; taken.has(place); turn++) {
      place = `${draft.place}(${turn})`
      turns.set(draft.place, turn)
    }
    taken.add(place)
    return { ...draft, place }
  })
}

const receiverNamed = (words: string | null, register: Register): { readonly reportTo?: ReadUnit } =>
  words === null ? {} : { reportTo: { name: words, canonical: register.find(words)?.name ?? null, role: 'lead' } }

const accountShown = (account: NonNullable<Draft['account']>, source: Source): NonNullable<Draft['account']> => ({
  ...account,
  name: shown(account.name, source),
  list: shown(account.list, source),
})

const titleOf = ({ text, duty, account, units }: Draft, register: Register): string => {
  const words = withoutContacts(text)
  if (duty !== undefined) return dutyTitle(words, duty)
  if (account !== undefined) return accountTitle(account)
  return problemTitle(words, register, new Set(units.map(({ canonical }) => canonical ?? '')))
}

/** Drafts and duties made into items: places unique, titles, deadlines, receivers, spans in the text as given. */
export const makeItems = (drafts: readonly Draft[], duties: readonly Duty[], context: ItemContext): ReadItem[] => {
  const { source, register } = context
  const dueByDraft = new Map<Draft, Inherited>(duties.map((duty) => [duty.draft, duty]))
  const all = [...drafts, ...duties.map(({ draft }) => draft)]
  const items = uniquePlaces(all).map((draft, at): ReadItem => {
    const due = dueByDraft.get(all[at]!) ?? {
      ...dueOf(draft, context),
      ...receiverNamed(draft.receiverWords, register),
    }
    return {
      place: draft.place,
      section: shown(draft.section, source),
      text: shown(draft.text, source),
      title: shown(titleOf(draft, register), source),
      span: spanOf(source, draft.start, draft.end),
      kind: draft.kind,
      evidence: evidenceOf(draft, context.closing(draft)),
      units: draft.units.map((unit) => ({ ...unit, name: shown(unit.name, source) })),
      groups: draft.groups.map((group) => ({ ...group, words: shown(group.words, source) })),
      deadline: due.deadline,
      ...(draft.account !== undefined && { account: accountShown(draft.account, source) }),
      ...(draft.duty !== undefined && { duty: draft.duty }),
      ...(due.reportTo !== undefined && { reportTo: { ...due.reportTo, name: shown(due.reportTo.name, source) } }),
    }
  })
  return distinctTitles(items)
}
