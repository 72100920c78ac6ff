import type { Calendar } from '#src/domain/calendar.ts'
import type { IsoDate } from '#src/domain/dates.ts'
import { type DigestData, planDigests } from '#src/domain/digests.ts'
import type { Address } from '#src/domain/member.ts'
import type { Message } from '#src/domain/message.ts'

import { digestSaid } from './digest.ts'
import { namesFrom } from './names.ts'

export interface DailyDigest {
  /** One a member and day, whoever plans it and however often. */
  readonly key: string
  readonly memberId: number
  readonly to: Address | null
  readonly unitIds: readonly number[]
  readonly body: Message
}

export interface DailyDigests {
  readonly digests: readonly DailyDigest[]
  /** Units that nobody can tell: the call sheet's. */
  readonly unreached: readonly number[]
}

/** The day's digests in words: what the morning's run sends, and what 发布 sends on its own day. */
export const dailyDigests = (
  source: DigestData & { readonly noticeNames: ReadonlyMap<number, string> },
  today: IsoDate,
  calendar: Calendar,
): DailyDigests => {
  const names = namesFrom(source.units, source.noticeNames)
  const { digests, unreached } = planDigests(source, today, calendar)
  return {
    unreached,
    digests: digests.map(({ member, to, unitIds, assignments }) => ({
      key: `digest/${today}/member ${member.id}`,
      memberId: member.id,
      to,
      unitIds,
      body: digestSaid({ calendar, today, unitIds, assignments, names }),
    })),
  }
}
