import type { GroupWords } from './groups.ts'
import { readFollowingGroup, readGroup } from './groups.ts'
import type { ReadGroup, ReadUnit } from './notice.ts'
import type { Register } from './register.ts'

export interface Names {
  readonly units: readonly ReadUnit[]
  readonly groups: readonly ReadGroup[]
}

type Role = ReadUnit['role']

const leads = /(?:为主|为牵头单位|(?:具体)?负责|牵头(?:负责|落实|单位|部门)?|主办|主责)$/
const cooperates = /(?:(?:予以)?配合|协办|协助|协同|参与)(?:单位|部门|落实)?$/
const lead = /^(?:牵头|主办|主责)(?:单位|部门)?$/
const cooperate = /^(?:配合|协办|协助|协同)(?:单位|部门)?$/
const noName = /^(?:无|暂无|\/|\\|-+|—+|待定|见附件|同上)?$/

/** The inside of the bracket a name ends with: 县移动公司(政数局). */
const bracketed = (name: string): { readonly outer: string; readonly inner: string } | null => {
  const match = /^([^()]+)\(([^()]*)\)$/.exec(name)
  return match === null ? null : { outer: match[1]!, inner: match[2]! }
}

/** The nearest registered names for a name the register has not; both of A(B) where both are known. */
export const candidatesFor = (name: string, register: Register): readonly string[] => {
  const pair = bracketed(name.normalize('NFKC'))
  if (pair === null) return register.resolve(name).candidates
  const outer = register.resolve(pair.outer)
  const inner = register.resolve(pair.inner)
  return [
    ...new Set([...outer.candidates, ...(inner.kind === 'unknown' ? inner.candidates.slice(0, 2) : inner.candidates)]),
  ].slice(0, 4)
}

interface Reading {
  readonly units: ReadUnit[]
  readonly groups: GroupWords[]
}

const exact = (name: string, register: Register): string | null => register.find(name)?.name ?? null

/** One name that may carry a bracket: a role, a sub-unit, another name of the same unit, a remark. */
const readBracket = (name: string, role: Role, register: Register): ReadUnit | null => {
  const pair = bracketed(name)
  if (pair === null) return null
  const { outer, inner } = pair
  const unit = exact(outer, register)
  if (lead.test(inner) || cooperate.test(inner))
    return { name: outer, canonical: unit, role: lead.test(inner) ? 'lead' : 'cooperate' }
  const below = exact(outer + inner, register)
  if (below !== null) return { name, canonical: below, role }
  const other = exact(inner, register)
  if (unit !== null && (other === null || other === unit)) {
    // A bracket that names another office is no remark: someone has to say which of the two is meant.
    const office =
      /(?:局|委|办|办公室|中心|镇|乡|公司|大队|院|处|站|所)$/.test(inner) && other === null && inner.length <= 12
    return { name, canonical: office ? null : unit, role }
  }
  return { name, canonical: null, role }
}

const conjunction = /以及|会同|和|与|及|\s|\//g

/** Reads one piece of a list into units and groups; a piece the register has not stays as it is written. */
const readPiece = (text: string, role: Role, register: Register, into: Reading): void => {
  if (noName.test(text)) return
  const group = readGroup(text) ?? (into.groups.length > 0 ? readFollowingGroup(text) : null)
  if (group !== null) {
    into.groups.push(group)
    return
  }
  const canonical = exact(text, register)
  const whole = canonical !== null ? { name: text, canonical, role } : readBracket(text, role, register)
  if (whole !== null) {
    into.units.push(whole)
    return
  }
  const known = (part: string): boolean => exact(part, register) !== null || readGroup(part) !== null
  for (const match of text.matchAll(conjunction)) {
    const left = text.slice(0, match.index)
    const right = text.slice(match.index + match[0].length)
    if (left.length < 2 || right.length < 2) continue
    if (known(left) || known(right)) {
      readPiece(left, role, register, into)
      readPiece(right, role, register, into)
      return
    }
  }
  // Names set apart only by a space or by nothing: 县公安局县教育局.
  for (let at = 3; at <= text.length - 3; at++) {
    if (/[局委办室心镇乡社]/.test(text[at - 1]!) && known(text.slice(0, at)) && known(text.slice(at))) {
      readPiece(text.slice(0, at), role, register, into)
      readPiece(text.slice(at), role, register, into)
      return
    }
  }
  into.units.push({ name: text, canonical: null, role })
}

/** Splits outside brackets. */
const splitOutside = (text: string, at: RegExp): string[] => {
  const pieces: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!
    if (letter === '(' || letter === '(') depth++
    else if (letter === ')' || letter === ')') depth = Math.max(0, depth - 1)
    else if (depth === 0 && at.test(letter)) {
      pieces.push(text.slice(from, i))
      from = i + 1
    }
  }
  return [...pieces, text.slice(from)]
}

const mergeGroups = (groups: readonly GroupWords[], register: Register): ReadGroup[] => {
  const plain = groups.filter((one) => one.everyone || one.kinds.length > 0)
  const open = groups.filter((one) => !one.everyone && one.kinds.length === 0)
  const [first] = plain
  const merged: GroupWords[] =
    first === undefined
      ? []
      : [
          {
            ...first,
            words: plain.map((one) => one.words).join('、'),
            kinds: [...new Set(plain.flatMap((one) => one.kinds))],
            everyone: plain.some((one) => one.everyone),
          },
        ]
  return [...merged, ...open].map(register.group)
}

/**
 * Reads a list of names as a circular writes it: 县住建局(牵头)、县交通局;县发改局配合.
 */
export const readNames = (list: string, role: Role, register: Register): Names => {
  let memo = memos.get(register)
  if (memo === undefined) memos.set(register, (memo = new Map()))
  const key = `${role} ${list}`
  let names = memo.get(key)
  if (names === undefined) memo.set(key, (names = namesIn(list, role, register)))
  return names
}

// A circular names the same units over and over.
const memos = new WeakMap<Register, Map<string, Names>>()

const namesIn = (list: string, role: Role, register: Register): Names => {
  const into: Reading = { units: [], groups: [] }
  for (const segment of splitOutside(list.replace(/\n/g, ''), /[,;。.]/)) {
    const words = segment.trim().replace(/^由/, '')
    const asked = cooperates.test(words) ? 'cooperate' : leads.test(words) ? 'lead' : role
    const names = words
      .replace(leads, '')
      .replace(cooperates, '')
      .replace(/等(?:\d+[个家])?(?:单位|部门|乡镇)?$/, '')
    for (const piece of splitOutside(names, /[、]/)) readPiece(piece.trim(), asked, register, into)
  }
  const seen = new Set<string>()
  const units = into.units.filter(({ name, canonical }) => {
    const key = canonical ?? `?${name}`
    return !seen.has(key) && seen.add(key)
  })
  return { units, groups: mergeGroups(into.groups, register) }
}
