import type { UnitDirectory } from './unit-directory.ts'
import { unitKey } from './unit-name.ts'

/** Who does now what an old or loose name meant. Only ever offered, never assigned. */
const successors: readonly [RegExp, string][] = [
  [/招投|招标|投标|交易/, '公共资源交易'],
  [/招商|投资促进/, '招商'],
  [/工商|质监|食药|食品药品/, '市监'],
  [/国土|规划/, '自然资源'],
  [/计生|卫计|卫生/, '卫健'],
  [/文体|广电|旅游|体育/, '文旅'],
  [/电视台|广播/, '融媒体'],
  [/扶贫/, '乡村振兴'],
  [/环保/, '生态环境'],
  [/安监|安全生产/, '应急'],
  [/房管|房产|建设/, '住建'],
  [/物价|粮食/, '发改'],
  [/水务/, '水利'],
  [/行政审批|政务|大数据/, '政数'],
]

/** Length of the longest common subsequence, in letters. */
const common = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, () => 0)
  for (const letter of a) {
    const next = [0]
    for (let at = 1; at <= b.length; at++) {
      next.push(b[at - 1] === letter ? row[at - 1]! + 1 : Math.max(row[at]!, next[at - 1]!))
    }
    row = next
  }
  return row[b.length]!
}

const likeness = (a: string, b: string): number => (2 * common(a, b)) / (a.length + b.length)

const enough = 0.34

/** Names of the register's units that look most like this one, best first; for a person to choose from. */
export const nearestUnits = (name: string, directory: UnitDirectory, most = 4): readonly string[] => {
  const { level, place } = directory
  const key = unitKey(name.slice(0, 40), level, place)
  const heirs = successors.flatMap(([old, heir]) => (old.test(key) ? [heir] : []))
  const ranked = directory.units.map((unit) => {
    const keys = [unit.name, ...unit.aliases].map((one) => unitKey(one, level, place))
    const best = Math.max(...keys.map((one) => likeness(key, one)))
    const heir = heirs.some((words) => keys.some((one) => one.includes(words)))
    return { name: unit.name, score: heir ? Math.max(best, 0.55) : best }
  })
  return ranked
    .filter(({ score }) => score >= enough)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most)
    .map((one) => one.name)
}
