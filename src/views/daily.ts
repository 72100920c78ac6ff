import { type Assignment } from '#src/domain/assignment.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import { callSheet, type CallData, unitsToCall } from '#src/domain/call-sheet.ts'
import type { IsoDate } from '#src/domain/dates.ts'
import { type DigestData, planDigests, type PlannedDigest } from '#src/domain/digests.ts'
import type { Instant } from '#src/domain/instant.ts'
import { interviewList, type Strike } from '#src/domain/interview.ts'
import type { Address } from '#src/domain/member.ts'
import { type Message, text } from '#src/domain/message.ts'
import { type MorningData, type PersonMorning, planMorning } from '#src/domain/morning.ts'
import { officeFacts } from '#src/domain/office.ts'
import { type Policies, policyOf, unacknowledgedDays } from '#src/domain/reminders.ts'

import { carriedBlocks } from './carried.ts'
import { digestSaid } from './digest.ts'
import { headSaid } from './head.ts'
import type { Names } from './labels.ts'
import type { MorningResult } from './morning.ts'
import { namesFrom } from './names.ts'
import { officeSaid, recordHeadSaid, waitingSaid } from './office.ts'
import { summaryOf } from './standing.ts'
import { summarySaid } from './summary.ts'

export interface DailyDigest {
  /** One a member and day, whoever plans it and however often. */
  readonly key: string
  readonly memberId: number
  readonly to: Address | null
  /** The units whose work it tells; empty: it is not a liaison's. */
  readonly unitIds: readonly number[]
  /** The merged pushes it carries. */
  readonly carried: readonly number[]
  readonly body: Message
}

const keyOf = (today: IsoDate, memberId: number): string => `digest/${today}/member ${memberId}`

const dutiesSaid = (
  { unitIds, assignments, carried }: PlannedDigest,
  given: { readonly calendar: Calendar; readonly today: IsoDate; readonly names: Names; readonly policies: Policies },
): Message => {
  const { calendar, today, policies } = given
  const late = (one: Assignment): boolean =>
    unacknowledgedDays(calendar, one, today, policyOf(policies, one.noticeId)) > 0
  return digestSaid({ ...given, unitIds, assignments, carried, unacknowledged: assignments.filter(late) })
}

/** The day's digests of the liaisons in words: what 发布 sends on its own day. */
export const dailyDigests = (
  source: DigestData & { readonly noticeNames: ReadonlyMap<number, string> },
  today: IsoDate,
  calendar: Calendar,
): DailyDigest[] => {
  const names = namesFrom(source.units, source.noticeNames)
  return planDigests(source, today, calendar).digests.map((planned) => ({
    key: keyOf(today, planned.member.id),
    memberId: planned.member.id,
    to: planned.to,
    unitIds: planned.unitIds,
    carried: planned.carried.map(({ id }) => id),
    body: dutiesSaid(planned, { calendar, today, names, policies: source.policies }),
  }))
}

/** Several messages to one person as one: the first one's title, the others' as headings. */
const joined = (parts: readonly Message[]): Message => {
  const [first, ...others] = parts
  const buttons = parts.flatMap((part) => part.buttons ?? [])
  return {
    ...first!,
    blocks: [
      ...first!.blocks,
      ...others.flatMap((part) => [...(part.title === undefined ? [] : [text(part.title)]), ...part.blocks]),
    ],
    buttons: buttons.filter(({ says }, at) => buttons.findIndex((other) => other.says === says) === at),
  }
}

export interface MorningDay extends MorningData, CallData {
  readonly noticeNames: ReadonlyMap<number, string>
  readonly strikes: ReadonlyMap<number, Strike>
  readonly counts: MorningResult
  readonly disputedAt: ReadonlyMap<number, Instant>
  readonly recordHead: string
}

/** Everybody's morning in words, one message a person. `office`: the supervision office's officers, or the others. */
export const morningDigests = (
  source: MorningDay,
  today: IsoDate,
  calendar: Calendar,
  who: { readonly office: boolean },
): DailyDigest[] => {
  const { assignments, policies, supervisionOfficeId, recordHead } = source
  const names = namesFrom(source.units, source.noticeNames)
  const interviews = interviewList(calendar, assignments, source.strikes, today).listed.length
  const office = (): Message => {
    const calls = callSheet(source, today, calendar)
    return officeSaid({
      today,
      facts: officeFacts(calendar, assignments, supervisionOfficeId, source.disputedAt, today),
      morning: source.counts,
      calls: unitsToCall(calls),
      unreached: calls.flatMap(({ why, unitId }) => (why === 'noLiaison' && unitId !== null ? [unitId] : [])),
      interviews,
      recordHead,
      names,
    })
  }
  const summary = (): Message => {
    const about = source.noticeNames.size === 1 ? [...source.noticeNames.values()][0]! : '全部通报'
    const said = summarySaid(summaryOf(assignments, { about, today, calendar, names, withCommon: false }))
    const more = interviews > 0 ? [text(`够约谈条件${interviews}家,回「约谈」看依据。`)] : []
    return { ...said, blocks: [...said.blocks, ...more, text(recordHeadSaid(recordHead))] }
  }
  const partsOf = (one: PersonMorning): Message[] => [
    ...(one.summary ? [summary()] : []),
    ...(one.office ? [office()] : []),
    ...(one.duties === null ? [] : [dutiesSaid(one.duties, { calendar, today, names, policies })]),
    ...(one.head === null ? [] : [headSaid(one.head, names)]),
    // The office's own digest says how many wait.
    ...(one.review.length > 0 && !one.office ? [waitingSaid(one.review.length)] : []),
    ...(one.carried.length > 0 && one.duties === null
      ? [{ title: '【督办】有消息', blocks: carriedBlocks(one.carried) }]
      : []),
  ]
  return planMorning(source, today, calendar, who).map((one) => ({
    key: keyOf(today, one.member.id),
    memberId: one.member.id,
    to: one.to,
    unitIds: one.duties?.unitIds ?? [],
    carried: one.carried.map(({ id }) => id),
    body: joined(partsOf(one)),
  }))
}
