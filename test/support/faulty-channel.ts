import type { Channel, Incoming, Limits, Outcome } from '#src/channels/channel.ts'
import type { ChannelState } from '#src/domain/channel-state.ts'
import type { Machine } from '#src/domain/machine.ts'
import { type Message, plain } from '#src/domain/message.ts'

export interface Sent {
  readonly to: string
  readonly key: string
  readonly text: string
  /** Machine time at which the platform took it; 0 without a machine. */
  readonly at: number
}

type Step = Outcome | Error | (() => Promise<Outcome>)

/** A channel that does as it is told: each send takes the next outcome of its chat's script, or is sent. */
export interface FaultyChannel extends Channel {
  readonly ledger: readonly Sent[]
  /** Every attempt, also those that were refused. */
  readonly asked: readonly { readonly to: string; readonly key: string; readonly at: number }[]
  readonly script: (to: string, ...outcomes: Step[]) => void
  readonly state: () => ChannelState
  readonly stand: (state: ChannelState) => void
  readonly say: (incoming: Incoming) => Promise<void>
}

export interface FaultyOptions {
  readonly limits?: Limits
  readonly machine?: Machine
  /** How long the platform takes to answer, in ms of machine time. */
  readonly answersAfter?: number
}

export const createFaulty = (name = 'faulty', options: FaultyOptions = {}): FaultyChannel => {
  const { machine, answersAfter = 0, limits = { perSecond: 1000, windows: () => [] } } = options
  const ledger: Sent[] = []
  const asked: { to: string; key: string; at: number }[] = []
  const scripts = new Map<string, Step[]>()
  let standing: ChannelState = { connected: true }
  let receive: ((incoming: Incoming) => Promise<void>) | undefined
  return {
    name,
    ledger,
    asked,
    limits,
    state: () => standing,
    stand: (state) => {
      standing = state
    },
    script: (to, ...outcomes) => void scripts.set(to, outcomes),
    say: async (incoming) => receive?.(incoming),
    start: async (receiver) => {
      receive = receiver
    },
    send: async (to, message: Message, { key }) => {
      const at = machine?.now() ?? 0
      asked.push({ to, key, at })
      const step = scripts.get(to)?.shift()
      if (step instanceof Error) throw step
      const next = typeof step === 'function' ? await step() : step
      if (machine !== undefined && answersAfter > 0) await machine.sleep(answersAfter)
      // An unknown outcome may have arrived: it stands in the ledger, as in a chat.
      if (next === undefined || next.kind !== 'refused') ledger.push({ to, key, text: plain(message), at })
      return next ?? { kind: 'sent', ref: `${ledger.length}` }
    },
    fetch: async () => ({ bytes: new Uint8Array() }),
    stop: async () => {
      receive = undefined
    },
  }
}
