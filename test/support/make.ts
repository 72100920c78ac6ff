import type { Assignment, Submission } from '#src/domain/assignment.ts'
import { instantOf } from '#src/domain/instant.ts'
import type { Role } from '#src/domain/member.ts'
import type { Reachable } from '#src/domain/recipients.ts'
import type { Unit } from '#src/domain/unit.ts'

/** Builders with defaults: a test states only what matters. */
export const make = {
  assignment: (given: Partial<Assignment> = {}): Assignment => ({
    id: 1,
    number: 1,
    noticeId: 1,
    itemId: 1,
    unitId: 1,
    dueOn: '2021-06-08',
    inherited: true,
    receiverUnitId: 2,
    place: '一-1',
    section: '用权公开',
    title: '职能目录',
    kind: 'problem',
    evidence: 'link',
    common: false,
    duty: null,
    state: 'open',
    stateBefore: null,
    publishedAt: instantOf('2021-06-04', '09:00'),
    announcedOn: '2021-06-04',
    acknowledgedAt: null,
    submissions: [],
    ...given,
  }),
  submission: (on: string, given: Partial<Submission> & { readonly settledOn?: string } = {}): Submission => {
    const { settledOn, ...rest } = given
    return {
      id: 1,
      at: instantOf(on, '10:00'),
      note: '已办',
      boxes: [],
      completes: true,
      outcome: null,
      settledAt: settledOn === undefined ? null : instantOf(settledOn, '16:00'),
      reason: null,
      onBehalf: false,
      ...rest,
    }
  },
  unit: (id: number, given: Partial<Unit> = {}): Unit => ({
    id,
    name: `县第${id}局`,
    kind: 'department',
    parentId: null,
    aliases: [],
    ...given,
  }),
  /** Reached at their own number on the local channel, unless `addresses` says otherwise. */
  person: (id: number, role: Role, unitId: number | null, given: Partial<Reachable> = {}): Reachable => ({
    id,
    name: `第${id}人`,
    appointments: [{ role, unitId, deputy: false }],
    addresses: [{ channel: 'local', id: `${id}` }],
    ...given,
  }),
}
