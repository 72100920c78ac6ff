import type { ReadUnit } from './notice.ts'
import type { Register } from './register.ts'
import { chainsOf, helpersIn, tokensOf, unitOf } from './subjects.ts'

const bids = /(?:请|责成|责令)$/
// 要加强监管 and 要定期检查 say how things should always be; only what is asked of a unit now makes an order without a day.
const bound =
  /^(?:等(?:\d+[个家])?(?:单位|部门|乡镇)?)?(?:\([^()]{0,30}\))?,?(?:负责(?!同志|人|领导)|(?:要|须|务必|必须|应)?(?:立即|立刻|立行立改|立整立改|限期|马上))/
const opens = /(?:^|[,;:])(?:同时|此外|另外)?,?$/
// 会议要求, 他强调: what was said at a meeting.
const reported = /^[^,:]{0,16}(?:会议|会上|讲话|领导|书记|长)[^,:]{0,6}(?:要求|强调|指出|提出)/

/** Whether a sentence tells what someone has said. In a circular that is an order all the same, in a news item it is not. */
export const isReported = (text: string): boolean => reported.test(text)

/** Units by name whom a sentence without a day orders to do something: 请县林业局…, 县林业局负责…. */
export const biddenUnits = (text: string, register: Register): readonly ReadUnit[] => {
  if (!/请|责成|责令|负责|立即|立刻|立行立改|立整立改|限期|马上/.test(text)) return []
  const chains = chainsOf(text, tokensOf(text, register))
  const chain = chains.find(({ start, end, tokens }) => {
    if (tokens.some(({ group }) => group !== undefined)) return false
    const before = text.slice(0, start)
    return bids.test(before) || (opens.test(before) && bound.test(text.slice(end)))
  })
  if (chain === undefined) return []
  const units = chain.tokens.flatMap(({ mention }) => (mention === undefined ? [] : [unitOf(mention, 'lead')]))
  return [...units, ...helpersIn(text, chains, chain)]
}

/**
 * Where, from an offset on, a clause opens with units that none of the orders read from the sentence binds:
 * 甲局要于…前完成…,乙局同步…. -1 where none does.
 */
export const othersAt = (text: string, from: number, read: readonly ReadUnit[], register: Register): number => {
  const names = new Set(read.map(({ canonical }) => canonical))
  const chain = chainsOf(text, tokensOf(text, register)).find(
    ({ start, end, tokens }) =>
      start >= from &&
      opens.test(text.slice(0, start)) &&
      /^[\u4E00-\u9FFF]/.test(text.slice(end)) &&
      tokens.every(({ mention }) => mention !== undefined && mention.unit !== null && !names.has(mention.unit.name)),
  )
  return chain?.start ?? -1
}
