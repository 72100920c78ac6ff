export interface Random {
  /** From 0 up to but not 1. */
  readonly next: () => number
  readonly below: (limit: number) => number
  readonly shuffled: <T>(list: readonly T[]) => T[]
}

/** The same numbers for the same seed (a Weyl sequence, mixed). */
export const createRandom = (seed: number): Random => {
  let state = Math.trunc(seed) >>> 0
  const next = (): number => {
    state = (state + 0x9e37_79b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    below,
    shuffled: (list) => {
      const mixed = [...list]
      for (let at = mixed.length - 1; at > 0; at--) {
        const other = below(at + 1)
        ;[mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!]
      }
      return mixed
    },
  }
}
