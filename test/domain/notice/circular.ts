import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { nationalCalendar } from '#src/calendar.ts'
import type { ReadItem, ReadNotice, ReadQuestion } from '#src/domain/notice/notice.ts'
import { parseNotice } from '#src/domain/notice/parse.ts'
import type { Unit, UnitKind } from '#src/domain/unit.ts'

const root = join(import.meta.dirname, '../../..')
const fixtures = join(root, 'test/fixtures/circulars')

interface Listed {
  readonly name: string
  readonly kind: UnitKind
  readonly parent?: string
  readonly aliases?: readonly string[]
}

const readUnits = (path: string): Unit[] => {
  const listed = JSON.parse(readFileSync(path, 'utf8')) as Listed[]
  const ids = new Map(listed.map(({ name }, at) => [name, at + 1]))
  return listed.map(({ name, kind, parent, aliases = [] }, at) => ({
    id: at + 1,
    name,
    kind,
    aliases,
    parentId: ids.get(parent ?? '') ?? null,
  }))
}

export const calendar = nationalCalendar()
export const seed = readFileSync(join(root, 'data/circular-2021-06-04.txt'), 'utf8')
export const seedUnits = readUnits(join(root, 'data/units.json'))
export const unitsOf = {
  清溪: readUnits(join(fixtures, 'qingxi.json')),
  云岭: readUnits(join(fixtures, 'yunling.json')),
  安岭: readUnits(join(fixtures, 'anling.json')),
  滨河: readUnits(join(fixtures, 'binhe.json')),
  石川: readUnits(join(fixtures, 'shichuan.json')),
}
const levels = { 清溪: '县', 云岭: '区', 安岭: '县', 滨河: '区', 石川: '市' }

export const circular = (name: string): string => readFileSync(join(fixtures, name), 'utf8')

export const readSeed = (text = seed): ReadNotice => parseNotice(text, seedUnits, { calendar })

/** Reads a circular of the invented 清溪县, or of 云岭区, 安岭县, 滨河区, 石川市. */
export const read = (text: string, place: keyof typeof unitsOf = '清溪'): ReadNotice =>
  parseNotice(text, unitsOf[place], {
    calendar,
    supervisionOffice: `${levels[place]}政府督查室`,
  })

const who = ({ units, groups }: ReadItem): string =>
  [
    ...units.map(({ name, canonical, role }) => `${canonical ?? `?${name}`}${role === 'lead' ? '' : '(配合)'}`),
    ...groups.map(({ words, kinds }) => `${words}=${kinds.join('+') || '?'}`),
  ].join('、')

/** One line an item: place, whom it falls to, by when (~ inherited), to whom. */
export const lines = ({ items }: ReadNotice): string[] =>
  items.map((item) => {
    const { deadline, reportTo } = item
    const due = `${deadline.inherited === true ? '~' : ''}${deadline.date ?? deadline.kind}`
    return [item.place, who(item), due, reportTo?.canonical ?? reportTo?.name ?? '-'].join(' ')
  })

/** One line a question: ! blocking or ? confirmation, what about, its words. */
export const asked = ({ questions }: ReadNotice): string[] =>
  questions.map(({ about, blocking, words }: ReadQuestion) => `${blocking ? '!' : '?'}${about} ${words}`)
