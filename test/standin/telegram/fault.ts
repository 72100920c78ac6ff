export type FaultDeed =
  /** Not accepted: a JSON error. retryAfter in seconds; the description has the server's own words unless given. */
  | { readonly kind: 'refuse'; readonly code: number; readonly description?: string; readonly retryAfter?: number }
  /** A proxy's HTML 502, before or after the call took effect. */
  | { readonly kind: 'html502'; readonly accepted: boolean }
  /** JSON 500 after the call took effect (before: `refuse` with 500). */
  | { readonly kind: 'error500-accepted' }
  | { readonly kind: 'close'; readonly when: 'before-reading' | 'after-reading' | 'after-accepting' }
  /** The call takes effect; its answer comes so many milliseconds of the clock later. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Never answered, never accepted, the socket stays open. */
  | { readonly kind: 'half-open' }
  /** The call takes effect; the JSON of its answer is cut in the middle. */
  | { readonly kind: 'truncated' }
  /** getUpdates with updates in it: one of them twice in the batch; the batch again at the next poll, although acknowledged; out of order. */
  | { readonly kind: 'twice' }
  | { readonly kind: 'again' }
  | { readonly kind: 'shuffled' }

export interface Fault {
  /** Of these methods only, in their usual spelling. Absent: every method. */
  readonly method?: string | readonly string[]
  /** In this chat only. */
  readonly chat?: number
  /** Begins with the nth call that matches, counted from 1. Default 1. */
  readonly nth?: number
  /** Happens at most so often. Default 1 (without a probability), else no end. */
  readonly times?: number
  /** 0 to 1, drawn from the seed. Default 1. */
  readonly probability?: number
  readonly deed: FaultDeed
}

export interface PlannedFault {
  /** How often it has happened. */
  readonly hits: () => number
  readonly remove: () => void
}

export interface FaultPlan {
  /** The first fault added that matches a call is the one that happens. */
  readonly add: (fault: Fault) => PlannedFault
  readonly clear: () => void
  /** How often each kind of deed has happened. */
  readonly counts: () => Readonly<Record<string, number>>
}
