import type { ChannelDeps, Incoming } from '#src/channels/channel.ts'
import type { ChannelState } from '#src/domain/channel-state.ts'

/** How the channel stands, and who is told. */
export interface Standing {
  /** Resolves when it is known for the first time, one way or the other. */
  readonly known: Promise<void>
  /** Telegram answered the receiving side: troubles are over. */
  readonly reached: () => void
  /** Telegram does not answer, or not as it should. */
  readonly failed: (trouble: string) => void
  /** Tells a person what only he can mend; once until Telegram is reached again. */
  readonly alarm: (text: string) => void
  /** It does not come back by itself. */
  readonly lose: (trouble: string) => void
  readonly heard: (kind: Incoming['chat']['kind']) => void
  readonly state: () => ChannelState
}

/** @param silentMs null: once reached stays reached (webhook); else milliseconds of machine time after which it does not. */
export const createStanding = ({ machine, alarm }: ChannelDeps, silentMs: number | null): Standing => {
  const alarmed = new Set<string>()
  const heard: { single?: number; group?: number } = {}
  let reachedAt: number | undefined
  let trouble: string | undefined
  let lost = false
  const known = Promise.withResolvers<void>()

  const alarmOnce = (text: string): void => {
    if (alarmed.has(text)) return
    alarmed.add(text)
    alarm(text)
  }

  return {
    known: known.promise,
    alarm: alarmOnce,
    reached: () => {
      reachedAt = machine.now()
      known.resolve()
      trouble = undefined
      // A token that receives is a good one, whatever one send was told.
      lost = false
      alarmed.clear()
    },
    failed: (said) => {
      trouble = said
      known.resolve()
    },
    lose: (said) => {
      lost = true
      trouble = said
      alarmOnce(said)
    },
    heard: (kind) => {
      heard[kind] = machine.now()
    },
    state: () => {
      const silent = reachedAt === undefined ? Infinity : machine.now() - reachedAt
      const connected = !lost && silent <= (silentMs ?? Number.MAX_VALUE)
      const why = trouble ?? (reachedAt === undefined ? '正在连 Telegram' : 'Telegram 很久没有回应了')
      return {
        connected,
        ...(connected && trouble === undefined ? {} : { trouble: why }),
        ...(lost ? { lost: true } : {}),
        heard: { ...heard },
      }
    },
  }
}
