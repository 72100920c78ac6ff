/** Machine time, which rules lease, pacing, timeouts and retries: the clock, and a sleep by the same clock. */
export interface Machine {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
}
