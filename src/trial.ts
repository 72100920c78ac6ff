import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Kysely } from 'kysely'

import { addMembers, type NewMember } from '#db/members.ts'
import { addNotice } from '#db/notices.ts'
import { addQuestions } from '#db/questions.ts'
import type { Database } from '#db/schema.ts'
import { readSettings, writeSetting } from '#db/settings.ts'
import { addUnits, allUnits, type NewUnit } from '#db/units.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import type { Instant } from '#src/domain/instant.ts'
import { parseNotice } from '#src/domain/notice/parse.ts'
import { shortNameOf } from '#src/domain/notice/short-name.ts'

const folder = join(import.meta.dirname, '..', 'data')
export const sampleCircular = join(folder, 'circular-2021-06-04.txt')
export const sampleUnits = join(folder, 'units.json')

export const supervisionOffice = '县政府督查室'
const reviewOffice = '县政务服务和大数据管理局'

/** Where a trial's person is in the local chat: 县公安局, 县公安局:head, leader. */
export const localChat = (unit: string | null, role: string): string =>
  unit === null ? role : role === 'liaison' ? unit : `${unit}:${role}`

const people = (units: readonly { id: number; name: string }[]): NewMember[] => {
  const person = (name: string, role: NewMember['role'], unit: { id: number; name: string } | null): NewMember => ({
    name,
    role,
    unitId: unit?.id ?? null,
    addresses: [{ channel: 'local', id: localChat(unit?.name ?? null, role) }],
  })
  return [
    ...units.flatMap((unit) => [
      person(`${unit.name}联络员`, 'liaison', unit),
      person(`${unit.name}负责人`, 'head', unit),
    ]),
    ...units
      .filter(({ name }) => name === supervisionOffice || name === reviewOffice)
      .map((unit) => person(`${unit.name}审核员`, 'officer', unit)),
    person('县领导', 'leader', null),
    person('管理员', 'admin', null),
  ]
}

/**
 * Makes a new database a trial, once: the sample's units, a liaison and a head for each, officers and a leader on the
 * local channel, a virtual clock, and the sample circular read and waiting for 发布. False: it was born before.
 */
export const bearTrial = async (db: Kysely<Database>, clock: Instant, calendar: Calendar): Promise<boolean> =>
  db.transaction().execute(async (trx) => {
    if ((await readSettings(trx)).mode !== undefined) return false
    await addUnits(trx, JSON.parse(readFileSync(sampleUnits, 'utf8')) as NewUnit[])
    const units = await allUnits(trx)
    await addMembers(trx, people(units))
    const office = units.find(({ name }) => name === supervisionOffice)!
    await writeSetting(trx, 'mode', 'trial')
    await writeSetting(trx, 'clock', clock)
    await writeSetting(trx, 'bornAt', clock)
    await writeSetting(trx, 'supervisionOfficeId', office.id)
    const text = readFileSync(sampleCircular, 'utf8')
    const reading = parseNotice(text, units, { calendar, supervisionOffice })
    const shortName = shortNameOf(reading.title, reading.publishedOn)
    const noticeId = await addNotice(trx, { text, shortName, reading, by: null, at: clock })
    await addQuestions(trx, noticeId, reading.questions.length)
    return true
  })
