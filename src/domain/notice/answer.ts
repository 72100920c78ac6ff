import type { IsoDate } from '../dates.ts'
import { Refusal } from '../refusal.ts'
import { resolveUnit, type Unit, type UnitKind } from '../unit.ts'
import type { ReadQuestion } from './notice.ts'

/** What the office answered to a question of a draft. */
export type Answer =
  /** The reading stands. */
  | { readonly kind: 'yes' }
  /** These units; for a receiver question the first of them judges. */
  | { readonly kind: 'units'; readonly names: readonly string[] }
  | { readonly kind: 'kinds'; readonly kinds: readonly UnitKind[] }
  /** The group without these. */
  | { readonly kind: 'without'; readonly kinds: readonly UnitKind[]; readonly names: readonly string[] }
  | { readonly kind: 'date'; readonly date: IsoDate }
  /** Not sent at all. */
  | { readonly kind: 'drop' }
  /** The leader judges. */
  | { readonly kind: 'leader' }

const yes = new Set([
  '是',
  '是的',
  '对',
  '可以',
  '好',
  '好的',
  '行',
  '同意',
  '确认',
  '照发',
  '含',
  '含当日',
  '不变',
  'y',
  'yes',
  'ok',
])
const drop = new Set(['不发', '不办', '不要', '无', '没有', '跳过', '略', '删除', '取消'])
const no = new Set(['否', '不', '不是', '不对', '都不是', 'n', 'no'])

const kindWords: readonly [RegExp, readonly UnitKind[]][] = [
  [
    /^(所有|全部|各)?(县|区|市)?直(属)?(各)?(单位|部门)(和|、|及)(各)?乡镇(街道)?$|^(所有|全部|全县)(单位)?$|^各乡镇(和|、|及)?(县|区|市)?直?(各)?(单位|部门)$/,
    ['department', 'township', 'zone'],
  ],
  [/^(所有|全部|各)?(县|区|市)?(直|政府)(属)?(各)?(单位|部门)$|^各?部门$/, ['department']],
  [/^(所有|全部|各)?乡镇(街道|人民政府)?$/, ['township']],
]

const zoneWords = /^(开发区|园区|管委会|管理区|开发区等|zone)$/

const candidateAnswer = (question: ReadQuestion, candidate: string): Answer =>
  question.about === 'unit' || question.about === 'noUnit' || question.about === 'openGroup'
    ? { kind: 'units', names: [candidate] }
    : (wordAnswer(candidate) ?? { kind: 'yes' })

const wordAnswer = (words: string): Answer | null => {
  if (yes.has(words.toLowerCase())) return { kind: 'yes' }
  if (drop.has(words)) return { kind: 'drop' }
  if (words === '不含') return { kind: 'without', kinds: ['zone'], names: [] }
  if (/^(县|区|市)?领导$|^(县|区|市)长$/.test(words)) return { kind: 'leader' }
  return null
}

const unitNames = (words: string, units: readonly Unit[]): string[] =>
  words
    .split(/[、,,;;\s]+|和(?=县|区|市|镇|乡)/)
    .filter((name) => name !== '')
    .map((name) => {
      const found = resolveUnit(name, units)
      if (found.unit !== null) return found.unit.name
      const near = found.candidates.slice(0, 3).join('、')
      throw new Refusal(`名册里没有「${name}」${near === '' ? '' : `,相近的有:${near}`}。请写名册里的单位名。`)
    })

export interface AnswerContext {
  readonly units: readonly Unit[]
  /** Reads 6月7日 and the like; null when the words are no date. */
  readonly date: (words: string) => IsoDate | null
}

const example = (question: ReadQuestion): string => {
  switch (question.about) {
    case 'unit':
    case 'noUnit':
      return '「是」取第一个,或写序号、单位名,或「不发」'
    case 'openGroup':
      return '单位名(用、隔开)、「所有县直单位」「各乡镇」,或「不发」'
    case 'group':
      return '「含」「不含」,或「除 单位名」'
    case 'dueToday':
      return '「照发」「不发」,或新期限如「6月7日」'
    case 'receiver':
      return '「可以」,或审核单位的名称'
    case 'noDeadline':
    case 'inherited':
    case 'deadline':
      return '「是」,或期限如「6月8日」'
    case 'leftOut':
      return '「是」'
    default:
      return question.about satisfies never
  }
}

/** Reads the words after the number in `答 1 是`. Refuses, with an example, what this question cannot be answered with. */
export const readAnswer = (question: ReadQuestion, said: string, context: AnswerContext): Answer => {
  const words = said
    .trim()
    .replace(/^[::]/, '')
    .replace(/[。.!!]$/, '')
    .trim()
  const { about, candidates = [] } = question
  const fail = (found: string): never => {
    throw new Refusal(`「${question.words}」这一问${found}。可答${example(question)}。`)
  }
  if (words === '') return fail('还没有答案')
  const asksUnit = about === 'unit' || about === 'noUnit' || about === 'openGroup'
  if (/^\d{1,2}$/.test(words)) {
    const chosen = candidates[Number(words) - 1]
    return chosen === undefined ? fail(`没有第${words}个选项`) : candidateAnswer(question, chosen)
  }
  if (no.has(words)) return fail('答「否」还不够')
  const word = wordAnswer(words)
  if (word?.kind === 'yes') {
    if (!question.blocking) return word
    return asksUnit && candidates[0] !== undefined && about !== 'openGroup'
      ? candidateAnswer(question, candidates[0])
      : fail('要写明具体答案')
  }
  if (word?.kind === 'leader') return about === 'receiver' ? word : fail('不能由县领导承办')
  if (word?.kind === 'without') return about === 'group' ? word : fail('不能答「不含」')
  if (word !== null) return word.kind === 'drop' && about === 'receiver' ? fail('必须有人审核') : word
  if (about === 'group' || about === 'openGroup') {
    const except = /^(?:除|不含|除去|去掉)\s*(.+?)(?:外|以外)?$/.exec(words)?.[1]
    if (except !== undefined && about === 'group') {
      return zoneWords.test(except)
        ? { kind: 'without', kinds: ['zone'], names: [] }
        : { kind: 'without', kinds: [], names: unitNames(except, context.units) }
    }
    const kinds = kindWords.find(([pattern]) => pattern.test(words))?.[1]
    if (kinds !== undefined) return { kind: 'kinds', kinds }
    return { kind: 'units', names: unitNames(words.replace(/^含/, ''), context.units) }
  }
  if (asksUnit || about === 'receiver') return { kind: 'units', names: unitNames(words, context.units) }
  const date = context.date(words)
  return date === null ? fail(`读不懂「${words}」`) : { kind: 'date', date }
}

/** A number of its own, or one glued to its words (3含); what goes on as a date or a count is no question's number. */
const numbered = /(?<![\d月./-])(\d{1,2})(?![\d月日号年个家条天周./-])\s*[.::、]?/g

/**
 * Splits `1 是`, `1是 3含`, `1 是;5 照发` into numbers and their words. A number begins the next answer once the one
 * before has words; so `1 2` is question 1, second candidate.
 */
export const splitAnswers = (said: string): { readonly number: number; readonly words: string }[] => {
  const text = said.trim()
  const starts: { number: number; from: number; at: number }[] = []
  const isBare = (from: number, to: number): boolean => /^[\s;;,,、。]*$/.test(text.slice(from, to))
  for (const match of text.matchAll(numbered)) {
    const before = starts.at(-1)
    const follows = before !== undefined && !isBare(before.from, match.index)
    if ((before === undefined && match.index === 0) || follows) {
      starts.push({ number: Number(match[1]), from: match.index + match[0].length, at: match.index })
    }
  }
  return starts.map(({ number, from }, index) => ({
    number,
    words: text
      .slice(from, starts[index + 1]?.at ?? text.length)
      .replace(/[\s;;,,、。]+$/, '')
      .trim(),
  }))
}
