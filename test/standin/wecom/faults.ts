import type { Fault, FaultAction, Frame, PlacedFault } from './types.ts'

export interface Strikes {
  readonly add: (fault: Fault) => PlacedFault
  readonly clear: () => void
  /** What befalls this frame; the first fault placed that matches and is due. */
  readonly strike: (cmd: string, chat: string | undefined, frame: Frame) => FaultAction | null
}

/** mulberry32: the same seed, the same faults. */
const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const createStrikes = (): Strikes => {
  const placed = new Set<{ fault: Fault; random: () => number; matched: number; struck: number }>()
  return {
    add: (fault) => {
      const one = { fault, random: randomOf(fault.seed ?? 1), matched: 0, struck: 0 }
      placed.add(one)
      return {
        get matched() {
          return one.matched
        },
        get struck() {
          return one.struck
        },
        remove: () => {
          placed.delete(one)
        },
      }
    },
    clear: () => {
      placed.clear()
    },
    strike: (cmd, chat, frame) => {
      for (const one of placed) {
        const { fault } = one
        if (fault.cmd !== undefined && fault.cmd !== cmd) continue
        if (fault.chat !== undefined && fault.chat !== chat) continue
        if (fault.when !== undefined && !fault.when(frame)) continue
        one.matched += 1
        if (one.matched < (fault.nth ?? 1) || one.struck >= (fault.times ?? 1)) continue
        if (fault.probability !== undefined && one.random() >= fault.probability) continue
        one.struck += 1
        return fault.action
      }
      return null
    },
  }
}
