import type { Unit } from '../unit.ts'
import { lookUp, type UnitDirectory } from '../unit-directory.ts'
import { departmentForms } from '../unit-name.ts'

/** A unit's name in running text; unit is null where the name stands among units but the register has it not. */
export interface Mention {
  readonly start: number
  readonly end: number
  readonly name: string
  readonly unit: Unit | null
}

/** All spellings a register's units may have in running text, by first letter, longest first. */
export interface MentionIndex {
  readonly byFirst: ReadonlyMap<string, readonly (readonly [string, Unit])[]>
  readonly level: string
  readonly place: string | null
}

const spellings = (name: string, { level, place }: UnitDirectory): string[] => {
  const core = name.startsWith(level) ? name.slice(level.length) : name
  const cores = [core, ...departmentForms(core)]
  const all = [name, ...cores.flatMap((one) => [one, level + one, ...(place === null ? [] : [place + level + one])])]
  if (/[镇乡]$/.test(core)) all.push(`${core}人民政府`, `${core}政府`)
  if (core.endsWith('街道')) all.push(`${core}办事处`)
  return all.filter((spelling) => spelling.length >= 3)
}

export const mentionIndex = (directory: UnitDirectory): MentionIndex => {
  const all = new Map<string, Unit>()
  for (const unit of directory.units) {
    for (const name of [unit.name, ...unit.aliases]) {
      for (const spelling of spellings(name, directory)) {
        const [found, more] = lookUp(spelling, directory)
        if (found !== undefined && more === undefined) all.set(spelling, found)
      }
    }
  }
  const byFirst = new Map<string, (readonly [string, Unit])[]>()
  for (const entry of all) {
    const first = entry[0][0]!
    byFirst.set(first, [...(byFirst.get(first) ?? []), entry])
  }
  for (const entries of byFirst.values()) entries.sort((a, b) => b[0].length - a[0].length)
  return { byFirst, level: directory.level, place: directory.place }
}

// Letters after which a name may begin: anything else in front makes it another body's name (崇阳县教育局, 市卫健委).
const lead = new Set(
  '对由向和与及请报经将为按把给让使令在从是的了等至到送并以且或同商即如含除因据被我原知促助交系合织馈括成求导调总中现查谈评',
)
const belongs =
  /^(?:[\u4E00-\u9FFF]{1,6}?(?:大队|中队|分局|派出所|村委会|村民委员会|社区|管理站|服务站|水厂|中学|小学)|[\u4E00-\u9FFF]{1,4}村)(?=[、,。;()等]|$)/

const beginsHere = (text: string, start: number, { place, level }: MentionIndex, previousEnd: number): boolean => {
  const before = text[start - 1]
  if (before === undefined || before < '\u4E00' || before > '\u9FFF' || start === previousEnd || lead.has(before))
    return true
  return place !== null && (text.endsWith(place, start) || text.endsWith(place + level, start))
}

const known = (text: string, index: MentionIndex): Mention[] => {
  const found: Mention[] = []
  let at = 0
  let previousEnd = -1
  while (at < text.length) {
    const entry = index.byFirst.get(text[at]!)?.find(([spelling]) => text.startsWith(spelling, at))
    if (entry === undefined || !beginsHere(text, at, index, previousEnd)) {
      at++
      continue
    }
    const end = at + entry[0].length
    const more = belongs.exec(text.slice(end, end + 14))?.[0] ?? ''
    found.push({ start: at, end: end + more.length, name: entry[0] + more, unit: more === '' ? entry[1] : null })
    at = previousEnd = end + more.length
  }
  return found
}

const officeName =
  /^[\u4E00-\u9FFF]{1,14}(?:局|委|办|室|中心|镇|乡|街道|村|社区|公司|医院|学校|大队|站|院|处|部|社|联|协会|馆|台|集团|银行|区|管委会)$/
const lastWords = ['对', '由', '请', '成', '为', '向', '将', '是', '括']
const noName = /[不未没有的被对请将把并且及时所各]|进行|问题|单位$|部门$/

/** Pieces of an enumeration that look like an office and stand next to one: 教育局、招投中心、…. */
const between = (text: string, mentions: readonly Mention[]): Mention[] => {
  const starts = new Set(mentions.map((mention) => mention.start))
  const ends = new Set(mentions.map((mention) => mention.end))
  const found: Mention[] = []
  let at = 0
  let next = 0
  for (const piece of text.split(/(?<=[、,。;:])/)) {
    const start = at
    at += piece.length
    const words = piece.replace(/[、,。;:]$/, '').replace(/等(?:\d+[个家])?(?:单位|部门|乡镇).*$|等$/, '')
    const follows = text[start - 1] === '、' && ends.has(start - 1)
    const precedes = piece.endsWith('、') && starts.has(at)
    if (!follows && !precedes) continue
    const skip = follows ? 0 : Math.max(...lastWords.map((letter) => words.lastIndexOf(letter))) + 1
    const name = words.slice(skip)
    while (next < mentions.length && mentions[next]!.start < start) next++
    if (next < mentions.length && mentions[next]!.start < at) continue
    if (!officeName.test(name) || noName.test(name)) continue
    found.push({ start: start + skip, end: start + skip + name.length, name, unit: null })
    ends.add(start + skip + name.length)
  }
  return found
}

/** Units named in running text, in order; a name of another place or level is none of them. */
export const findMentions = (text: string, index: MentionIndex): Mention[] => {
  const mentions = known(text, index)
  if (mentions.length === 0) return []
  return [...mentions, ...between(text, mentions)].toSorted((a, b) => a.start - b.start)
}
