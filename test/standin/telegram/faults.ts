import type { Random } from './random.ts'
import type { Fault, FaultDeed, FaultPlan } from './types.ts'

/** head: nothing is read yet. call: the call is read. batch: getUpdates has updates to give. */
export type Stage = 'head' | 'call' | 'batch'

export interface Faults extends FaultPlan {
  readonly pick: (stage: Stage, method: string, chat?: number) => FaultDeed | undefined
}

interface Rule {
  readonly fault: Fault
  readonly methods: ReadonlySet<string> | undefined
  matched: number
  hits: number
}

const stageOf = ({ deed, chat }: Fault): Stage => {
  if (deed.kind === 'twice' || deed.kind === 'again' || deed.kind === 'shuffled') return 'batch'
  // Which chat it is for is only known once it is read.
  return deed.kind === 'close' && deed.when === 'before-reading' && chat === undefined ? 'head' : 'call'
}

const countedAs = (deed: FaultDeed): string => (deed.kind === 'close' ? `close-${deed.when}` : deed.kind)

export const createFaults = (random: Random): Faults => {
  const rules = new Set<Rule>()
  const counts: Record<string, number> = {}

  const happens = (rule: Rule): boolean => {
    const { nth = 1, probability, times = probability === undefined ? 1 : Infinity } = rule.fault
    rule.matched++
    if (rule.matched < nth || rule.hits >= times) return false
    return probability === undefined || random.next() < probability
  }

  return {
    add: (fault) => {
      const { method } = fault
      const methods = method === undefined ? undefined : new Set(typeof method === 'string' ? [method] : method)
      const rule: Rule = { fault, methods, matched: 0, hits: 0 }
      rules.add(rule)
      return { hits: () => rule.hits, remove: () => void rules.delete(rule) }
    },
    clear: () => rules.clear(),
    counts: () => ({ ...counts }),
    pick: (stage, method, chat) => {
      for (const rule of rules) {
        const { fault, methods } = rule
        if (stageOf(fault) !== stage || methods?.has(method) === false) continue
        if (fault.chat !== undefined && fault.chat !== chat) continue
        if (!happens(rule)) continue
        rule.hits++
        const kind = countedAs(fault.deed)
        counts[kind] = (counts[kind] ?? 0) + 1
        return fault.deed
      }
      return undefined
    },
  }
}
