import { type Appointment, type Role, roleNames } from './member.ts'

/** What kind of post, whatever the unit. `deputy` is the B岗 of a liaison. */
export type Duty = Pick<Appointment, 'role' | 'deputy'>

const words: Readonly<Record<string, Role>> = {
  联络员: 'liaison',
  联络人: 'liaison',
  信息员: 'liaison',
  liaison: 'liaison',
  负责人: 'head',
  单位负责人: 'head',
  主要负责人: 'head',
  一把手: 'head',
  head: 'head',
  审核员: 'officer',
  督查员: 'officer',
  officer: 'officer',
  县领导: 'leader',
  领导: 'leader',
  leader: 'leader',
  管理员: 'admin',
  admin: 'admin',
}

/** What a written role means: 联络员, B岗, 联络员(B岗), 负责人, officer … Null: no role. */
export const readDuty = (written: string): Duty | null => {
  const word = written.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '')
  if (word === 'deputy' || /^(?:联络员)?\(?b[岗角]\)?$/.test(word)) return { role: 'liaison', deputy: true }
  if (/^(?:联络员)?\(?a[岗角]\)?$/.test(word)) return { role: 'liaison', deputy: false }
  const role = Object.hasOwn(words, word) ? words[word] : undefined
  return role === undefined ? null : { role, deputy: false }
}

/** Who names no role means the liaison. */
export const roleOrLiaison = (duty: Duty | null): Duty => duty ?? { role: 'liaison', deputy: false }

/** 联络员(B岗), 单位负责人, 县领导. */
export const dutyName = ({ role, deputy }: Duty): string =>
  `${roleNames[role]}${role === 'liaison' ? (deputy ? '(B岗)' : '(A岗)') : ''}`

/** As one types it: 联络员, B岗, 负责人. */
export const dutyWord = ({ role, deputy }: Duty): string =>
  deputy ? 'B岗' : role === 'head' ? '负责人' : roleNames[role]

const glued = /^(.{2,}?)(联络员(?:\([ab]岗\))?|[ab]岗|单位负责人|负责人|审核员)$/i

/** 县卫健局联络员 written in one: the unit's part and the role's. Null: no role stands at its end. */
export const splitPost = (written: string): readonly [unit: string, duty: Duty] | null => {
  const [, unit, word] = glued.exec(written.normalize('NFKC')) ?? []
  const duty = word === undefined ? null : readDuty(word)
  return unit === undefined || duty === null ? null : [unit, duty]
}

/** 县卫健局联络员(A岗); leader and admin have no unit. */
export const postName = (unit: string | null, duty: Duty): string => `${unit ?? ''}${dutyName(duty)}`

/** Leader and admin stand for no unit. */
export const needsUnit = (role: Role): boolean => role !== 'leader' && role !== 'admin'

/** Held by one person at a time: who is bound to it next takes it over. Officers, leaders and admins may be several. */
export const heldByOne = (role: Role): boolean => role === 'liaison' || role === 'head'

export const isSamePost = (a: Appointment, b: Appointment): boolean =>
  a.unitId === b.unitId && a.role === b.role && a.deputy === b.deputy
