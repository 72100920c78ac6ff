import { findLabels, withoutLabels, type Labelled } from './labels.ts'
import type { Reading } from './draft.ts'
import type { Line } from './lines.ts'
import { readNames, type Names } from './names.ts'
import type { Register } from './register.ts'

// What single stretches of a list say: who, by when, and whether they head something.

export const headingLike = (text: string): boolean =>
  text.length <= 36 && !/[。;]/.test(text) && !/[,](?![^(]*\))/.test(text)

/** A heading without its count, its colon and its frame. */
export const cleanHeading = (text: string): string =>
  (text.length > 100 ? text.slice(0, 100) : text)
    .replace(/\([^()]{0,20}?\d[^()]{0,20}\)$/, '')
    .replace(/[:。.;;\s]+$/, '')
    .replace(/^【(.+)】$/, '$1')

export const isRemark = (text: string): boolean => /^(?:注|备注|说明|填表说明|填报说明)\s?[:1一]/.test(text)

/** The units and groups of the labels of an entry that begins at `from`; null when no label names any. */
export const namesOf = ({ source, register }: Reading, from: number, labels: readonly Labelled[]): Names | null => {
  const asked = labels.filter(({ kind }) => kind === 'lead' || kind === 'cooperate')
  if (asked.length === 0) return null
  const read = asked.map(({ kind, start, end }) =>
    readNames(source.text.slice(from + start, from + end), kind === 'lead' ? 'lead' : 'cooperate', register),
  )
  return { units: read.flatMap((one) => one.units), groups: read.flatMap((one) => one.groups) }
}

/** The words of the first label of a kind. */
export const wordsOf = (
  { source }: Reading,
  from: number,
  labels: readonly Labelled[],
  kind: Labelled['kind'],
): string | null => {
  const found = labels.find((one) => one.kind === kind)
  if (found === undefined || found.end <= found.start) return null
  return source.text.slice(from + found.start, from + found.end).replace(/\n/g, '')
}

const sure = (names: Names): boolean =>
  names.units.length + names.groups.length > 0 && names.units.every((unit) => unit.canonical !== null)

/** Names without a label: (县卫健局) at the end, 县卫健局:… at the beginning, where they are nothing but known names. */
export const namesAround = (
  words: string,
  register: Register,
  amongUnits = false,
): { readonly names: Names; readonly rest: string } | null => {
  const tail = /^(.{4,}?)\s?[(]([^()]{2,60})[)]$/s.exec(words)
  if (tail !== null) {
    const names = readNames(tail[2]!, 'lead', register)
    if (sure(names)) return { names, rest: tail[1]!.replace(/[。;,]+$/, '') }
  }
  const head = /^([^:,。;]{2,40})[:。]\s?(.{4,})$/s.exec(words)
  if (head === null) return null
  const names = readNames(head[1]!, 'lead', register)
  const said = sure(names) || (amongUnits && words[head[1]!.length] === ':' && looksLikeUnit(head[1]!))
  return said ? { names, rest: head[2]! } : null
}

/** Whether the words are nothing but known units. */
export const readsAsUnit = (words: string, register: Register): boolean => {
  const name = cleanHeading(words)
  if (name.length > 40 || name.length < 3) return false
  const names = readNames(name, 'lead', register)
  return names.groups.length === 0 && sure(names)
}

/** Whether the words look like an office, known or not. */
export const looksLikeUnit = (words: string): boolean =>
  /^[\u4E00-\u9FFF、]{2,24}(?:局|委|办|办公室|中心|镇|乡|街道|公司|集团|银行|院|学校|小学|中学|幼儿园|处|所|站|社|大队|园区|开发区|社区|村)$/.test(
    cleanHeading(words),
  )

/** Paragraphs without numbers: each ends where its label lines end; without any labels each line is one. */
export const paragraphsOf = (lines: readonly Line[]): { readonly start: number; readonly end: number }[] => {
  const parts: { start: number; end: number; done: boolean }[] = []
  for (const line of lines) {
    const labels = findLabels(line.text)
    const only = labels.length > 0 && withoutLabels(line.text, labels).length === 0
    const last = parts.at(-1)
    const complete = labels.some(({ kind }) => kind === 'lead')
    if (last !== undefined && (only || !last.done)) {
      last.end = line.end
      last.done ||= complete
    } else parts.push({ start: line.start, end: line.end, done: complete })
  }
  const open = parts.at(-1)
  if (open !== undefined && !open.done && parts.length > 1) parts.splice(-2, 2, { ...parts.at(-2)!, end: open.end })
  return parts
}

/** Where one paragraph holds several complete items, the ends of all but the last: 一是…(责任单位:甲)。二是…. */
export const cutsIn = (text: string, all: readonly Labelled[]): number[] => {
  const labels = all.filter(({ kind }) => kind !== 'problem' && kind !== 'section')
  const lastLead = labels.findLastIndex(({ kind }) => kind === 'lead')
  const cuts: number[] = []
  let sawLead = false
  for (const [i, label] of labels.entries()) {
    sawLead ||= label.kind === 'lead'
    const next = labels[i + 1]
    if (next === undefined || !sawLead || i >= lastLead) continue
    if (text.slice(label.to, next.from).replace(/[\s,;。、()]/g, '').length <= 6) continue
    cuts.push(label.to)
    sawLead = false
  }
  return cuts
}
