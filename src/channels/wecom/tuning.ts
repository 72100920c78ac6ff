/** Times in milliseconds, and what is drawn by lot. */
export interface Tuning {
  /** From an open socket to an answered subscribe; the SDK would wait for ever. */
  readonly authMs: number
  /** From the first byte of a connection to an open socket. */
  readonly handshakeMs: number
  /** How long start() waits for the first connection before it lets the house go on without it. */
  readonly startMs: number
  /** How long an acknowledgement is waited for; the SDK waits 5,000 and no longer. */
  readonly ackMs: number
  /** How long a gateway that has fallen silent may take to answer a ping before it counts as gone; it needs half a second. */
  readonly probeMs: number
  /** Between two pings; a connection is dead after two unanswered ones. */
  readonly heartbeatMs: number
  /** The first wait before a new connection, doubled each time, with jitter. */
  readonly reconnectMs: number
  readonly reconnectMostMs: number
  /** A connection that lived so long was a good one: the waits begin anew. */
  readonly stableMs: number
  /** Least time without a subscribe after another process took the bot over; at most twice as long. */
  readonly parkMs: number
  /** How long a send whose session was lost waits for the next one. */
  readonly readyMs: number
  /** The URL of a file lives so long. */
  readonly fileMs: number
  /** The longest download. */
  readonly downloadMs: number
  /** A welcome or a card update must be written within so much of its event: 5 s less the way to the gateway. */
  readonly eventMs: number
  /** Evenly within [0, 1). */
  readonly random: () => number
}

export const defaultTuning: Tuning = {
  authMs: 10_000,
  handshakeMs: 10_000,
  startMs: 3000,
  ackMs: 5000,
  probeMs: 2000,
  heartbeatMs: 30_000,
  reconnectMs: 1000,
  reconnectMostMs: 30_000,
  stableMs: 60_000,
  parkMs: 180_000,
  readyMs: 10_000,
  fileMs: 300_000,
  downloadMs: 60_000,
  eventMs: 4500,
  random: Math.random,
}
