import { createHash, randomUUID } from 'node:crypto'

import type { Kysely, Transaction } from 'kysely'

import { holdsLease } from '#db/lease.ts'
import { membersAs, type ReachableMember, takeUntold } from '#db/members.ts'
import { enqueue } from '#db/messages.ts'
import type { Database } from '#db/schema.ts'
import { readSettings } from '#db/settings.ts'
import type { Instant } from '#src/domain/instant.ts'
import type { Machine } from '#src/domain/machine.ts'
import type { Address } from '#src/domain/member.ts'
import type { Message } from '#src/domain/message.ts'
import { alarmSaid, goneSaid } from '#src/views/alarms.ts'

export interface AlarmDeps {
  readonly db: Kysely<Database>
  readonly epoch: number
  readonly machine: Machine
  /** Business time. */
  readonly now: () => Instant
  /** Whether a channel can send now. */
  readonly works: (channel: string) => boolean
}

/** What the house tells the office and the administrators unasked, at any hour. Returns how many messages it queued. */
export interface Alarms {
  /** To administrators and the office, over channels that work, the troubled one not; the same words once an hour. */
  readonly raise: (from: string, words: string) => Promise<number>
  /** To the office: whose account has died since it was last told. */
  readonly tellGone: () => Promise<number>
}

type Trx = Transaction<Database>

const hourMs = 3_600_000
const hourOf = (machine: Machine): number => Math.floor(machine.now() / hourMs)

/** True once an hour for the same words. */
export const oncePerHour = (machine: Machine): ((words: string) => boolean) => {
  let hour = 0
  const said = new Set<string>()
  return (words) => {
    const now = hourOf(machine)
    if (now !== hour) said.clear()
    hour = now
    if (said.has(words)) return false
    said.add(words)
    return true
  }
}

export const createAlarms = ({ db, epoch, machine, now, works }: AlarmDeps): Alarms => {
  const officers = async (trx: Trx): Promise<ReachableMember[]> => {
    const { supervisionOfficeId } = await readSettings(trx)
    if (supervisionOfficeId === undefined) return []
    const all = await membersAs(trx, 'officer')
    return all.filter(({ appointments }) =>
      appointments.some((post) => post.role === 'officer' && post.unitId === supervisionOfficeId),
    )
  }

  /** Each person once, at the first account that will do; who has none is left out. */
  const queue = async (
    trx: Trx,
    people: readonly ReachableMember[],
    will: (address: Address) => boolean,
    { key, body }: { readonly key: string; readonly body: Message },
  ): Promise<number> => {
    const at = now()
    const rows = [...new Map(people.map((person) => [person.id, person])).values()].flatMap(({ id, addresses }) => {
      const to = addresses.find(will)
      return to === undefined
        ? []
        : [{ key: `${key}/member ${id}`, cause: key, memberId: null, to, lane: 'urgent' as const, at, body }]
    })
    if (rows.length > 0) await enqueue(trx, rows)
    return rows.length
  }

  /** Thrown inside the transaction: what was noted as told is not. */
  const nobody = new Error('nobody to tell')

  return {
    raise: (from, words) =>
      db.transaction().execute(async (trx) => {
        if (!(await holdsLease(trx, epoch))) return 0
        const people = [...(await membersAs(trx, 'admin')), ...(await officers(trx))]
        const key = `alarm/${hourOf(machine)}/${createHash('sha256').update(words).digest('hex').slice(0, 16)}`
        const will = ({ channel }: Address): boolean => channel !== from && works(channel)
        return queue(trx, people, will, { key, body: alarmSaid(words) })
      }),
    tellGone: () =>
      db
        .transaction()
        .execute(async (trx) => {
          if (!(await holdsLease(trx, epoch))) return 0
          const gone = await takeUntold(trx, now())
          // Another account on a channel that is down does not reach anybody either.
          const reached = (next: string | null): string | null => (next !== null && works(next) ? next : null)
          const body = goneSaid(gone.map((one) => ({ ...one, next: reached(one.next) })))
          if (body === null) return 0
          // Any key that is new: what was told is noted in this same transaction.
          const key = `gone/${randomUUID()}`
          const will = ({ channel }: Address): boolean => works(channel)
          const told =
            (await queue(trx, await officers(trx), will, { key, body })) ||
            (await queue(trx, await membersAs(trx, 'admin'), will, { key, body }))
          if (told === 0) throw nobody
          return told
        })
        .catch((error: unknown) => {
          // Told when somebody can be: rolled back until then.
          if (error === nobody) return 0
          throw error
        }),
  }
}
