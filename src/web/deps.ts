import type { Kysely } from 'kysely'

import type { Database } from '#db/schema.ts'
import type { LocalChannel } from '#src/channels/local/index.ts'
import type { ChannelStates } from '#src/domain/channel-state.ts'
import type { Instant } from '#src/domain/instant.ts'

export interface WebDeps {
  readonly db: Kysely<Database>
  /** The trial's channel; null in live mode, where there is no /chat whatever is set. */
  readonly local: LocalChannel | null
  /** Moves the trial's clock forward, to an instant or to the `next` working day's 08:30, and plays what falls due; resolves with the new time. Throws a Refusal. */
  readonly advance: (to: Instant) => Promise<Instant>
  /** Business time, for the age of what waits. */
  readonly now?: () => Instant
  /** How each channel stands, by name. */
  readonly channels?: () => ChannelStates
  /** What answers a platform's own requests at /hook/<name>. */
  readonly hooks?: ReadonlyMap<string, (request: Request) => Promise<Response>>
  /** Told of what a user was answered 出错了 for. */
  readonly onError?: (error: unknown) => void
}

export interface ChatDeps extends WebDeps {
  readonly local: LocalChannel
}
