import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { addBoundMember, appoint } from '#db/appointments.ts'
import { verifyRecord } from '#db/audit.ts'
import { lockInvite, makeInvite, unusedInvites, useInvite } from '#db/invites.ts'
import { addUnits, allUnits } from '#db/units.ts'
import { adminCode } from '#src/admin-code.ts'
import type { Appointment } from '#src/domain/member.ts'

import { type FreshDatabase, freshDatabase } from '../support/store.ts'

let store: FreshDatabase
let post: Appointment
beforeEach(async () => {
  store = await freshDatabase()
  await store.db.transaction().execute((trx) => addUnits(trx, [{ name: '县卫健局', kind: 'department' }]))
  post = { unitId: (await allUnits(store.db))[0]!.id, role: 'liaison', deputy: false }
})
afterEach(() => store.close())

const at = '2021-06-04T01:00:00.000Z'
const later = '2021-06-05T00:59:59.000Z'
const tooLate = '2021-06-05T01:00:00.000Z'

const invite = (given: Partial<Parameters<typeof makeInvite>[1]> = {}) =>
  store.db.transaction().execute((trx) => makeInvite(trx, { post, name: null, phone: null, by: null, at, ...given }))

const open = async (code: string, now: string): Promise<boolean | undefined> =>
  (await store.db.transaction().execute((trx) => lockInvite(trx, code, now)))?.open

describe('invitations', () => {
  it('hold for a day of business time', async () => {
    const { code, expiresAt } = await invite()
    expect(expiresAt).toBe(tooLate)
    expect([await open(code, at), await open(code, later), await open(code, tooLate)]).toEqual([true, true, false])
    expect(await open('ABCDEF', at)).toBeUndefined()
  })

  it('made at once for one post leave one open', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => invite()))
    const states = await Promise.all(made.map(({ code }) => open(code, at)))
    expect(states.filter((one) => one === true).length).toBe(1)
    expect((await unusedInvites(store.db, at)).length).toBe(1)
  })

  it('of a post that several may hold are told apart by name', async () => {
    const officer = { ...post, role: 'officer' } as const
    const names = ['甲', '乙', '甲']
    for (const name of names) await invite({ post: officer, name })
    expect((await unusedInvites(store.db, at)).map(({ name }) => name)).toEqual(['乙', '甲'])
    // The deputy's is another post than the liaison's.
    await invite()
    expect((await invite({ post: { ...post, deputy: true } })).replaced).toBe(false)
  })

  it('typed by two at once bind one', async () => {
    const { code } = await invite()
    const bind = (id: string) =>
      store.db.transaction().execute(async (trx) => {
        const found = await lockInvite(trx, code, at)
        if (found?.open !== true) return false
        const memberId = await addBoundMember(trx, { name: id, phone: null }, { channel: 'wecom', id })
        await appoint(trx, memberId, post)
        await useInvite(trx, found.id, memberId, at)
        return true
      })
    const bound = await Promise.all(['a', 'b', 'c', 'd'].map(bind))
    expect(bound.filter(Boolean).length).toBe(1)
  })
})

describe('the first administrator’s code', () => {
  it('is made anew at every start until an administrator is bound, and is in the record without the code', async () => {
    const first = (await adminCode(store.db, at))!
    const second = (await adminCode(store.db, at))!
    expect([await open(first, at), await open(second, at)]).toEqual([false, true])
    const { line } = await store.db.selectFrom('event').select('line').orderBy('id').executeTakeFirstOrThrow()
    expect(line).toContain('"role":"admin"')
    expect(line).not.toContain(first)
    expect((await verifyRecord(store.db)).broken).toBeNull()

    await store.db.transaction().execute(async (trx) => {
      const local = await addBoundMember(trx, { name: '试用', phone: null }, { channel: 'local', id: 'admin' })
      await appoint(trx, local, { unitId: null, role: 'admin', deputy: false })
    })
    expect(await adminCode(store.db, at)).not.toBeNull()
    await store.db.transaction().execute(async (trx) => {
      const real = await addBoundMember(trx, { name: '管理员', phone: null }, { channel: 'wecom', id: 'it' })
      await appoint(trx, real, { unitId: null, role: 'admin', deputy: false })
    })
    expect(await adminCode(store.db, at)).toBeNull()
  })
})
