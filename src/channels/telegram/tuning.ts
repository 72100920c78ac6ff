/** Every wait of the channel, so that a test need not wait. Seconds are the library's own timers, milliseconds are machine time. */
export interface Tuning {
  /** How long Telegram may hold an empty getUpdates; it allows 50. */
  readonly pollSeconds: number
  /** When a getUpdates without an answer is given up: above pollSeconds. */
  readonly pollTimeoutSeconds: number
  readonly sendTimeoutSeconds: number
  readonly fileTimeoutSeconds: number
  /** Since the last completed poll: after that the channel counts as cut off. */
  readonly silentMs: number
  /** How long an album may go on growing. */
  readonly albumMs: number
  /** First pause after a failure; doubled each time up to longestRetryMs. */
  readonly retryMs: number
  readonly longestRetryMs: number
  /** Pause after another poller took over; Telegram slows down who comes back within 3 s. */
  readonly conflictMs: number
  /** How long the start waits for word from Telegram, so that the house can say at once how it stands. */
  readonly startMs: number
}

export const usualTuning: Tuning = {
  pollSeconds: 30,
  pollTimeoutSeconds: 45,
  sendTimeoutSeconds: 20,
  fileTimeoutSeconds: 120,
  silentMs: 90_000,
  albumMs: 1500,
  retryMs: 1000,
  longestRetryMs: 30_000,
  conflictMs: 5000,
  startMs: 3000,
}
