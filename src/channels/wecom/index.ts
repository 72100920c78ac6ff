import type { Channel, ChannelDeps } from '#src/channels/channel.ts'
import type { WecomSettings } from '#src/config.ts'
import { bounded } from '#src/domain/bounded.ts'

import { createCallbacks } from './callbacks.ts'
import { createIntake, type Intake } from './intake.ts'
import { createMedia } from './media.ts'
import { createSending } from './sending.ts'
import { createSession } from './session.ts'
import { createTally } from './tally.ts'
import { transportOf } from './transport.ts'
import { defaultTuning, type Tuning } from './tuning.ts'
import { createUploads } from './uploads.ts'

const rememberedChats = 20_000

/**
 * The platform counts 30 messages a minute and 1,000 an hour in one conversation. A message of ours is one bubble, and a
 * card with its buttons or a second bubble at times; what is several goes against the channel's own exact count.
 */
const windows = [
  { most: 27, withinMs: 60_000 },
  { most: 900, withinMs: 3_600_000 },
]

/** No limit of the whole bot is documented; operators met one with a handful of messages at once, so it goes gently. */
const perSecond = 2
/** A department that answers the morning's reminder together is not kept waiting. */
const answersAhead = 20

/** The WeCom channel: one long connection of Tencent's SDK, renewed as needed, with nothing else assumed of it. */
export const createWecom = (settings: WecomSettings, deps: ChannelDeps, given: Partial<Tuning> = {}): Channel => {
  const tuning = { ...defaultTuning, ...given }
  const transport = transportOf(settings)
  const session = createSession(settings, transport, deps, tuning)
  const shared = {
    ...deps,
    tuning,
    session,
    callbacks: createCallbacks(tuning.eventMs),
    media: createMedia(settings, transport, deps, tuning),
    tally: createTally(),
    uploads: createUploads(deps),
    kinds: bounded<string, 'single' | 'group'>(rememberedChats),
    cards: bounded<string, readonly string[]>(rememberedChats),
  }
  const sending = createSending(shared)
  let intake: Intake | undefined

  return {
    name: 'wecom',
    limits: { perSecond, answersAhead, windows: () => windows },
    state: () => {
      const trouble = session.trouble()
      return {
        connected: session.link() !== null,
        ...(trouble === undefined ? {} : { trouble }),
        ...(session.lost() ? { lost: true } : {}),
        heard: { ...intake?.heard() },
      }
    },
    start: (receive) => {
      intake = createIntake({ ...shared, sending }, receive)
      return session.start(intake.onFrame)
    },
    send: sending.send,
    fetch: shared.media.fetch,
    stop: async () => {
      intake?.stop()
      await sending.stop()
      session.stop()
    },
  }
}
