import type { IsoDate } from '../dates.ts'
import { isKin } from '../member.ts'
import type { Unit, UnitKind } from '../unit.ts'
import type { Answer } from './answer.ts'
import type { QuestionAbout, ReadItem, ReadNotice } from './notice.ts'

/** One assignment to be: an item of the circular for one unit. */
export interface Pair {
  readonly place: string
  readonly unitId: number
  readonly role: 'lead' | 'cooperate'
  readonly dueOn: IsoDate
  readonly inherited: boolean
  /** Null: the leader judges. */
  readonly receiverUnitId: number | null
  readonly common: boolean
}

/** What cannot be sent until a question is answered. */
export interface Held {
  readonly place: string
  /** The unit as the circular writes it; null: the item's day is what is missing. */
  readonly words: string
  /** The number of the question that holds it. */
  readonly question: number | null
}

export interface Plan {
  /** In the order in which numbers are given. */
  readonly ready: readonly Pair[]
  readonly held: readonly Held[]
  /** Numbers of blocking questions without an answer. */
  readonly open: readonly number[]
  /** Pairs the office decided not to send. */
  readonly dropped: number
}

interface Asked {
  readonly number: number
  readonly answer: Answer | undefined
}

/** The question about a place, or about words wherever they stand. */
type Ask = (about: QuestionAbout, place: string | null, words?: string) => Asked | undefined

const asker =
  (notice: ReadNotice, answers: ReadonlyMap<number, Answer>): Ask =>
  (about, place, words) => {
    const at = notice.questions.findIndex(
      (question) =>
        question.about === about &&
        (place === null || question.places.includes(place)) &&
        (words === undefined || question.words === words),
    )
    return at === -1 ? undefined : { number: at + 1, answer: answers.get(at + 1) }
  }

interface Assignee {
  readonly unit: Unit
  readonly role: 'lead' | 'cooperate'
  readonly common: boolean
}

const byName = (names: readonly string[], units: readonly Unit[]): Unit[] =>
  units.filter((unit) => names.includes(unit.name))

const ofKinds = (kinds: readonly UnitKind[], units: readonly Unit[]): Unit[] =>
  units.filter((unit) => kinds.includes(unit.kind))

/** The units an item falls to, and what stays open. */
const assignees = (
  item: ReadItem,
  units: readonly Unit[],
  ask: Ask,
): { found: Assignee[]; held: Held[]; dropped: number } => {
  const found: Assignee[] = []
  const held: Held[] = []
  let dropped = 0
  const settle = (asked: Asked | undefined, words: string, role: 'lead' | 'cooperate', counts: boolean): void => {
    const answer = asked?.answer
    if (answer?.kind === 'units')
      found.push(...byName(answer.names, units).map((unit) => ({ unit, role, common: false })))
    else if (answer?.kind === 'kinds')
      found.push(...ofKinds(answer.kinds, units).map((unit) => ({ unit, role, common: true })))
    else if (answer?.kind === 'drop') dropped += counts ? 1 : 0
    // An open group is no number of assignments: it is a question, not something held back.
    else if (counts) held.push({ place: item.place, words, question: asked?.number ?? null })
  }
  // An empty cell was read from the row above: the officer may name others in its place.
  const instead = ask('noUnit', item.place)
  const stated = item.units.length > 0 && instead?.answer?.kind === 'units' ? [] : item.units
  if (item.units.length > 0 && stated.length === 0) settle(instead, '责任单位', 'lead', true)
  for (const { name, canonical, role } of stated) {
    const unit = canonical === null ? undefined : units.find((one) => one.name === canonical)
    if (unit === undefined) settle(ask('unit', item.place, name), name, role, true)
    else found.push({ unit, role, common: false })
  }
  for (const { words, kinds } of item.groups) {
    if (kinds.length === 0) {
      settle(ask('openGroup', item.place, words), words, 'lead', false)
      continue
    }
    const answer = ask('group', item.place)?.answer
    const members =
      answer?.kind === 'units'
        ? byName(answer.names, units)
        : ofKinds(answer?.kind === 'kinds' ? answer.kinds : kinds, units)
    const without = answer?.kind === 'without' ? answer : null
    found.push(
      ...members
        .filter((unit) => without === null || !(without.kinds.includes(unit.kind) || without.names.includes(unit.name)))
        .map((unit) => ({ unit, role: 'lead' as const, common: true })),
    )
  }
  if (item.units.length === 0 && item.groups.length === 0) settle(ask('noUnit', item.place), '责任单位', 'lead', true)
  // A unit named one by one is not taken a second time for its group.
  const seen = new Set<number>()
  return {
    found: found.filter(({ unit }) => !seen.has(unit.id) && seen.add(unit.id)),
    held,
    dropped,
  }
}

const duesOf = (
  item: ReadItem,
  ask: Ask,
): { dueOn: IsoDate | null; inherited: boolean; drop: boolean; question: number | null } => {
  const { deadline } = item
  const read = deadline.date ?? deadline.until ?? null
  const asked =
    ask('noDeadline', item.place) ??
    ask('dueToday', item.place) ??
    ask('deadline', item.place) ??
    (deadline.inherited === true ? ask('inherited', item.place) : undefined)
  const answer = asked?.answer
  return {
    dueOn: answer?.kind === 'date' ? answer.date : read,
    inherited: deadline.inherited === true,
    drop: answer?.kind === 'drop',
    question: asked?.number ?? null,
  }
}

/**
 * Who judges: the receiver the circular names; never the unit's own kin, then the supervision office; what is the
 * issuer's or the supervision office's own, the leader.
 */
export const receiverOf = (
  unit: Unit,
  receiver: Unit | undefined,
  offices: { readonly supervision: Unit | undefined; readonly issuer: Unit | undefined },
  units: ReadonlyMap<number, Unit>,
): number | null => {
  const { supervision, issuer } = offices
  if (unit.id === issuer?.id || unit.id === supervision?.id) return null
  if (receiver !== undefined && !isKin(unit.id, receiver.id, units)) return receiver.id
  if (supervision !== undefined && !isKin(unit.id, supervision.id, units)) return supervision.id
  return null
}

/** The unit a circular names as receiver; undefined: it is not known yet who that is, null: nobody is named. */
const receiverNamed = (
  item: ReadItem,
  named: ReadonlyMap<string, Unit>,
  supervision: Unit | undefined,
  ask: Ask,
): Unit | null | undefined => {
  if (item.reportTo === undefined) return supervision ?? null
  if (item.reportTo.canonical !== null) return named.get(item.reportTo.canonical) ?? null
  const answer = ask('unit', null, item.reportTo.name)?.answer
  if (answer?.kind === 'units') return named.get(answer.names[0] ?? '') ?? null
  return answer?.kind === 'drop' ? (supervision ?? null) : undefined
}

const tierOf = (item: ReadItem, common: boolean): number => {
  if (item.kind === 'duty') return 2
  if (common) return 3
  return item.kind === 'account' ? 1 : 0
}

/**
 * From the reading and the office's answers to the assignments, in the order in which numbers are given: explicit pairs
 * in the circular's order, accounts, duties of the body, and group duties last, unit by unit.
 */
export const planAssignments = (
  notice: ReadNotice,
  units: readonly Unit[],
  answers: ReadonlyMap<number, Answer>,
  options: { readonly supervisionOffice: string },
): Plan => {
  const ask = asker(notice, answers)
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const named = new Map(units.map((unit) => [unit.name, unit]))
  const rank = new Map(units.map((unit, at) => [unit.id, at]))
  const offices = {
    supervision: named.get(options.supervisionOffice),
    issuer: notice.issuerUnit === null ? undefined : named.get(notice.issuerUnit),
  }
  const receiverAnswer = notice.questions.flatMap((question, at) =>
    question.about === 'receiver' ? [{ places: question.places, answer: answers.get(at + 1) }] : [],
  )[0]?.answer
  const held: Held[] = []
  let dropped = 0
  const pairs: (Pair & { tier: number; order: number })[] = []
  for (const [order, item] of notice.items.entries()) {
    const who = assignees(item, units, ask)
    const due = duesOf(item, ask)
    dropped += who.dropped
    if (due.drop) {
      dropped += who.found.length + who.held.length
      continue
    }
    held.push(...who.held)
    const { dueOn } = due
    if (dueOn === null) {
      held.push(...who.found.map(({ unit }) => ({ place: item.place, words: unit.name, question: due.question })))
      continue
    }
    const receiver = receiverNamed(item, named, offices.supervision, ask)
    if (receiver === undefined) {
      const question = ask('unit', null, item.reportTo?.name)?.number ?? null
      held.push(...who.found.map(({ unit }) => ({ place: item.place, words: unit.name, question })))
      continue
    }
    for (const { unit, role, common } of who.found) {
      const computed = receiverOf(unit, receiver ?? undefined, offices, byId)
      const changed = computed !== (receiver?.id ?? null) && receiverAnswer?.kind === 'units'
      const wanted = changed ? named.get(receiverAnswer.names[0] ?? '') : undefined
      pairs.push({
        place: item.place,
        unitId: unit.id,
        role,
        dueOn,
        inherited: due.inherited,
        receiverUnitId:
          receiverAnswer?.kind === 'leader' && computed !== (receiver?.id ?? null)
            ? null
            : wanted !== undefined && !isKin(wanted.id, unit.id, byId)
              ? wanted.id
              : computed,
        common: common && item.kind === 'problem',
        tier: tierOf(item, common),
        order,
      })
    }
  }
  // The sort is stable: within an item the order of its words, or of the list of units for a group, stays.
  const ready = pairs.toSorted(
    (a, b) => a.tier - b.tier || (a.tier === 3 ? rank.get(a.unitId)! - rank.get(b.unitId)! : 0) || a.order - b.order,
  )
  const open = notice.questions.flatMap((question, at) => (question.blocking && !answers.has(at + 1) ? [at + 1] : []))
  return { ready: ready.map(({ tier: _tier, order: _order, ...pair }) => pair), held, open, dropped }
}
