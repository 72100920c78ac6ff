import type { Draft, Found, Place, Range, Reading } from './draft.ts'
import { placeName } from './draft.ts'
import { headEnd, isLead, linesEnd, nobody, ownLineLead, type Above } from './entries.ts'
import { findGroups } from './groups.ts'
import { findLabels, withoutLabels, type Labelled } from './labels.ts'
import { announcesOther, announcesWrong, ordersAbove, problemUnits } from './leading.ts'
import type { Line } from './lines.ts'
import { readNames } from './names.ts'
import { linesIn, outline, wholeEnd, withoutClosing, type Entry } from './outline.ts'
import { isPraise } from './praise.ts'
import {
  cleanHeading,
  cutsIn,
  headingLike,
  isRemark,
  looksLikeUnit,
  namesAround,
  namesOf,
  paragraphsOf,
  readsAsUnit,
  wordsOf,
} from './stretches.ts'

/** 存在以下问题:, 二、存在问题: a line that announces a list of what is wrong. */
const listing = /(?:问题|隐患|不足|短板)(?:如下)?(?:\([^()]*\))?[:。]?$/

/** Reads a numbered list of problems, each with who answers for it. */
export const readProblems = (lines: readonly Line[], place: Place, reading: Reading, rootSection: string): Found => {
  const { source, register } = reading
  const drafts: Draft[] = []
  const left: Range[] = []
  const listed: Range[] = []
  let prose = 0
  const text = (from: number, to: number): string => source.text.slice(from, to)
  const headText = (entry: Entry): string => text(entry.from, headEnd(entry))

  let seen = { from: -1, end: -1, labels: [] as readonly Labelled[] }
  // Asked twice in a row for nearly every entry, and the dearest thing done with it.
  const labelsOf = (from: number, end: number): readonly Labelled[] => {
    if (seen.from !== from || seen.end !== end) seen = { from, end, labels: findLabels(text(from, end)) }
    return seen.labels
  }
  const hasLead = (entry: Entry): boolean =>
    findLabels(text(entry.from, entry.end)).some(isLead) || entry.children.some(hasLead)

  /** A paragraph below a problem without a label is none of its words. */
  const firstLine = (from: number, end: number): { readonly words: string; readonly end: number } => {
    const words = text(from, end).split('\n', 1)[0]!
    return { words: words.trim(), end: from + words.length }
  }

  const add = (above: Above, label: string, start: number, from: number, end: number): boolean => {
    const labels = labelsOf(from, end)
    let words = withoutLabels(text(from, end), labels)
    let names = namesOf(reading, from, labels)
    if (names === null) {
      const other = namesAround(words, register, above.amongUnits)
      if (other !== null) ({ names, rest: words } = other)
    }
    names ??= above.names
    // 县水利局未按要求…: among problems a sentence tells whose it is by what it begins with.
    if (
      names === null &&
      above.wrong === true &&
      (names = problemUnits(firstLine(from, end).words, register)) !== null &&
      labels.length === 0
    )
      ({ words, end } = firstLine(from, end))
    if (words === '' || (names === null && !place.listing)) return false
    const path = [...above.path, label].filter((part) => part !== '').join('-')
    const sectioned = above.path.length > 0 || /^[一二三四五六七八九十]/.test(label)
    drafts.push({
      place: sectioned ? path : `${placeName(place)}-${path}`,
      section: above.section,
      text: words,
      start,
      end,
      kind: 'problem',
      ...(names ?? nobody),
      deadlineWords: wordsOf(reading, from, labels, 'deadline') ?? above.deadlineWords,
      receiverWords: wordsOf(reading, from, labels, 'receiver') ?? above.receiverWords,
      attachment: place.attachment === null ? null : place.number,
    })
    return true
  }

  /** Adds each part as an item of its own under the entry's number; one part takes the number itself. */
  const addParts = (entry: Entry, above: Above, parts: readonly Range[]): boolean => {
    const { label } = entry.marker
    const several = parts.length > 1
    const told = { ...above, wrong: above.wrong === true && tells(entry) }
    const inner = several ? { ...told, path: [...above.path, label] } : told
    const added = parts.map(({ start, end }, i) =>
      add(inner, several ? String(i + 1) : label, i === 0 ? entry.start : start, start, end),
    )
    return added.some(Boolean)
  }

  const leaf = (entry: Entry, above: Above): boolean => {
    const later = entry.lines.slice(1)
    const { kind } = entry.marker
    if (kind === 'unit' && later.length === 0) return false
    const headed =
      later.length > 0 &&
      (kind === 'han' || kind === 'unit' || kind === 'hanParen') &&
      headingLike(headText(entry)) &&
      findLabels(headText(entry)).length === 0 &&
      later.some((line) => withoutLabels(line.text, findLabels(line.text)).length > 5)
    if (headed) {
      // 五、执行公开 with the problem below it, without a number of its own.
      const names = kind === 'unit' ? readNames(cleanHeading(headText(entry)), 'lead', register) : above.names
      const section = cleanHeading(text(entry.from, headEnd(entry)))
      return addParts(entry, { ...above, section, names }, paragraphsOf(later))
    }
    const cuts = cutsIn(text(entry.from, entry.end), labelsOf(entry.from, entry.end)).map((at) => entry.from + at)
    const parts = [entry.from, ...cuts].map((start, i) => ({ start, end: cuts[i] ?? entry.end }))
    return addParts(entry, above, parts)
  }

  const known = new Map<readonly Entry[], boolean>()
  /** 市文旅局 among headings that are units is one too, known or not. */
  const unitAmong = (entry: Entry, siblings: readonly Entry[]): boolean => {
    if (entry.marker.kind === 'unit' || readsAsUnit(headText(entry), register)) return true
    if (!looksLikeUnit(headText(entry))) return false
    let some = known.get(siblings)
    if (some === undefined) {
      some = siblings.some((one) => readsAsUnit(headText(one), register))
      known.set(siblings, some)
    }
    return some
  }

  const inheritedFrom = (entry: Entry, above: Above, siblings: readonly Entry[]): Above => {
    const { marker, from } = entry
    const labels = findLabels(text(from, linesEnd(entry)))
    const heading = text(from, headEnd(entry))
    const named = unitAmong(entry, siblings) ? readNames(cleanHeading(heading), 'lead', register) : above.names
    const label = marker.kind === 'unit' ? cleanHeading(marker.label) : marker.label
    return {
      path: label === '' ? above.path : [...above.path, label],
      section: cleanHeading(withoutLabels(heading, findLabels(headText(entry)))) || above.section,
      names: namesOf(reading, from, labels) ?? named,
      deadlineWords: wordsOf(reading, from, labels, 'deadline') ?? above.deadlineWords,
      receiverWords: wordsOf(reading, from, labels, 'receiver') ?? above.receiverWords,
      wrong: wrongBelow(heading, above.wrong),
    }
  }

  const fail = (entry: Entry): void => {
    if (place.attachment === null || isRemark(text(entry.from, entry.end))) prose += entry.lines.length
    else left.push(entry)
  }

  /** Whether an entry with numbered parts is one item: (1)… (2)… 责任单位:甲, not a heading of several. */
  const isWhole = (entry: Entry, words: string, onlyLast: boolean): boolean => {
    if (entry.marker.kind === 'none') return false
    if (findLabels(text(entry.from, linesEnd(entry))).some(isLead) || onlyLast) return true
    return place.listing && words.endsWith(':') && !entry.children.some(hasLead) && findGroups(words).length === 0
  }

  const visit = (entry: Entry, above: Above, siblings: readonly Entry[]): void => {
    const last = entry.children.at(-1)
    if (last === undefined) {
      if (!leaf(entry, above)) fail(entry)
      return
    }
    const own = text(entry.from, linesEnd(entry))
    const words = withoutLabels(own, findLabels(text(entry.from, linesEnd(entry))))
    const heads = headingLike(words) && !own.endsWith(':')
    const shared = entry.children.length > 1 ? ownLineLead(last) : undefined
    const onlyLast = shared !== undefined && !entry.children.slice(0, -1).some(hasLead)
    if (!heads && isWhole(entry, own, onlyLast)) {
      if (!add(above, entry.marker.label, entry.start, entry.from, wholeEnd(entry))) fail(entry)
      return
    }
    let below = entry.marker.kind === 'none' ? above : inheritedFrom(entry, above, siblings)
    // 责任单位: below the last of several problems is for all of them.
    if (heads && onlyLast) below = { ...below, names: namesOf(reading, shared.start, findLabels(shared.text)) }
    if (!heads && entry.marker.kind !== 'none') prose += entry.lines.length
    visitAll(entry, below)
  }

  /** What stands below a heading of praise is no item; where it names who answers for it, someone has to look. */
  const praised = (entry: Entry): boolean => {
    if (!isPraise(cleanHeading(headText(entry))) || (entry.lines.length < 2 && entry.children.length === 0))
      return false
    const labels = findLabels(text(entry.from, wholeEnd(entry)))
    if (labels.some(({ kind }) => kind === 'deadline')) return false
    if (labels.some(isLead)) left.push({ start: entry.start, end: headEnd(entry) })
    prose += linesIn(entry)
    return true
  }

  const visitAll = (entry: Entry, outer: Above): void => {
    const { children } = entry
    const amongUnits =
      children.some((child) => namesAround(headText(child), register) !== null) ||
      (children.length > 1 && children.every((child) => namesAround(headText(child), register, true) !== null))
    const below = { ...outer, amongUnits }
    const made = children.map((child) => {
      const before = drafts.length
      if (praised(child)) return true
      visit(child, below, children)
      return drafts.length > before
    })
    if (place.attachment !== null) return
    const [first] = children
    const intro = entry.lines.findLast((line) => first !== undefined && line.start < first.start)?.text ?? ''
    if (first?.marker.kind !== 'shi' && !made.includes(true) && listing.test(intro)) listed.push(...children)
    // In the body a paragraph among items that is none itself is asked about.
    const last = made.lastIndexOf(true)
    for (const [at, child] of children.entries()) {
      if (made[at] === true || child.children.length > 0 || last === -1 || !made.includes(true)) continue
      if (child.lines.length > 1 && headingLike(headText(child))) continue
      if (at < last || child.marker.kind !== 'han') left.push(child)
    }
  }

  const { list, closing } = withoutClosing(lines)
  if (place.attachment === null) prose += closing.length
  else left.push(...closing)
  const referred = lines.some((line) => ordersAbove(line.text))
  /** 一、 and (一) head sections that tell of orders too; only where an order is for 上述单位 are they problems for sure. */
  const tells = ({ marker: { kind } }: Entry): boolean =>
    kind === 'han' || kind === 'hanParen' ? referred : kind !== 'shi' && kind !== 'unit'
  const wrongBelow = (heading: string, outer: boolean | undefined): boolean =>
    place.attachment === null &&
    (announcesWrong(heading) ? !/^.{0,6}要求$/.test(heading) : outer === true && !announcesOther(heading))
  const root = outline(list, (line) => place.listing && readsAsUnit(line, register))
  const start: Above = { path: [], section: rootSection, names: null, deadlineWords: null, receiverWords: null }
  if (root.children.length === 0 && root.lines.some((line) => findLabels(line.text).some(isLead))) {
    for (const [i, part] of paragraphsOf(root.lines).entries())
      add(start, String(i + 1), part.start, part.start, part.end)
    return { drafts, left, prose }
  }
  for (const line of root.lines) {
    if (place.attachment === null || isRemark(line.text) || headingLike(line.text)) prose += 1
    else left.push(line)
  }
  const intro =
    root.lines
      .at(-1)
      ?.text.split(/。(?=.)/)
      .at(-1) ?? ''
  const wrong = wrongBelow(intro, false)
  const above =
    root.lines.length === 0 ? start : { ...inheritedFrom(root, start, []), path: [], section: rootSection, wrong }
  visitAll(root, above)
  return { drafts, left, prose, listed }
}
