import type { Channel, Incoming, Outcome } from '#src/channels/channel.ts'
import { type Message, plain } from '#src/domain/message.ts'

export interface Sent {
  readonly to: string
  readonly key: string
  readonly text: string
}

/** A channel that does as it is told: each send takes the next outcome of its chat's script, or is sent. */
export interface FaultyChannel extends Channel {
  readonly ledger: readonly Sent[]
  readonly script: (to: string, ...outcomes: (Outcome | Error)[]) => void
  readonly say: (incoming: Incoming) => Promise<void>
}

export const createFaulty = (name = 'faulty'): FaultyChannel => {
  const ledger: Sent[] = []
  const scripts = new Map<string, (Outcome | Error)[]>()
  let receive: ((incoming: Incoming) => Promise<void>) | undefined
  return {
    name,
    ledger,
    limits: { perSecond: 1000, windows: () => [] },
    script: (to, ...outcomes) => void scripts.set(to, outcomes),
    say: async (incoming) => receive?.(incoming),
    start: async (receiver) => {
      receive = receiver
    },
    send: async (to, message: Message, { key }) => {
      const next = scripts.get(to)?.shift()
      if (next instanceof Error) throw next
      // An unknown outcome may have arrived: it stands in the ledger, as in a chat.
      if (next === undefined || next.kind !== 'refused') ledger.push({ to, key, text: plain(message) })
      return next ?? { kind: 'sent', ref: `${ledger.length}` }
    },
    fetch: async () => ({ bytes: new Uint8Array() }),
    stop: async () => {
      receive = undefined
    },
  }
}
