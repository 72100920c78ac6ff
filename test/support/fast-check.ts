import fc from 'fast-check'

// A failure prints its seed; `SEED=42 npm test` repeats it, `RUNS=10000 npm test` looks longer.
const { SEED, RUNS } = process.env
fc.configureGlobal({ ...(SEED ? { seed: Number(SEED) } : {}), numRuns: RUNS ? Number(RUNS) : 200 })
