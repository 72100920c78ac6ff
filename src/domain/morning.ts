import { type Assignment, isOpen } from './assignment.ts'
import type { Calendar } from './calendar.ts'
import type { IsoDate } from './dates.ts'
import { carriedBy, type DigestData, planDigests, type PlannedDigest } from './digests.ts'
import { type HeadPart, headPart, headUnits } from './heads.ts'
import type { Address, Member } from './member.ts'
import { isLeader, unitsAs } from './member.ts'
import type { CarriedPush } from './pushes.ts'
import type { Reachable } from './recipients.ts'
import { isFirstWorkdayOfWeek } from './schedule.ts'

/** How a morning's run to the liaisons went, as far as it is known. */
export interface MorningResult {
  /** False: it was not made. */
  readonly ran: boolean
  readonly planned: number
  readonly sent: number
  readonly unknown: number
  /** On the call sheet. */
  readonly phone: number
  /** Not out yet. */
  readonly waiting: number
}

export interface MorningData extends DigestData {
  /** Units whose head some channel reaches. */
  readonly heads: ReadonlySet<number>
  readonly supervisionOfficeId: number | null
}

/** What one person is told in the morning: one message, however many posts they hold. */
export interface PersonMorning {
  readonly member: Member
  readonly to: Address
  readonly duties: PlannedDigest | null
  readonly head: HeadPart | null
  /** What waits for this person's judgement. */
  readonly review: readonly Assignment[]
  /** The supervision office's own digest, every working day. */
  readonly office: boolean
  /** The leader's summary, on the first working day of the week. */
  readonly summary: boolean
  readonly carried: readonly CarriedPush[]
}

/** Officers of the supervision office: their digest says how the morning's run went, so it goes out after it. */
export const isSupervision = (member: Member, officeId: number | null): boolean =>
  officeId !== null && unitsAs(member, 'officer').includes(officeId)

const reviewOf = (member: Member, assignments: readonly Assignment[], summary: boolean): Assignment[] => {
  const offices = unitsAs(member, 'officer')
  const leads = summary && isLeader(member)
  return assignments.filter(
    ({ state, receiverUnitId }) =>
      state === 'submitted' && (receiverUnitId === null ? leads : offices.includes(receiverUnitId)),
  )
}

/**
 * The morning's messages, one a person, all posts joined; nobody who has nothing to be told. `office`: only the officers
 * of the supervision office, or only all the others.
 */
export const planMorning = (
  data: MorningData,
  today: IsoDate,
  calendar: Calendar,
  { office }: { readonly office: boolean },
): PersonMorning[] => {
  const duties = new Map(planDigests(data, today, calendar).digests.map((digest) => [digest.member.id, digest]))
  const pushes = carriedBy(data.carried, data.assignments)
  const { by } = headUnits(data.units, data.reachable, data.heads)
  const firstDay = isFirstWorkdayOfWeek(calendar, today)
  const byUnit = Map.groupBy(data.assignments.filter(isOpen), ({ unitId }) => unitId)
  const partOf = (person: Reachable): HeadPart | null => {
    const unitIds = unitsAs(person, 'head').flatMap((id) => by.get(id) ?? [])
    const own = unitIds.flatMap((id) => byUnit.get(id) ?? [])
    return own.length === 0 ? null : headPart(calendar, own, unitIds, today, data.policies)
  }
  return data.people.flatMap((person): PersonMorning[] => {
    const [to] = person.addresses
    const supervision = isSupervision(person, data.supervisionOfficeId)
    if (to === undefined || supervision !== office) return []
    const summary = firstDay && isLeader(person)
    const one: PersonMorning = {
      member: person,
      to,
      duties: duties.get(person.id) ?? null,
      head: partOf(person),
      review: reviewOf(person, data.assignments, summary),
      office: supervision,
      summary,
      carried: pushes.get(person.id) ?? [],
    }
    const something =
      one.duties !== null || one.head !== null || one.review.length > 0 || office || summary || one.carried.length > 0
    return something ? [one] : []
  })
}
