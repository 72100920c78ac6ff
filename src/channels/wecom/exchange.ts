import { setImmediate as nextTurn } from 'node:timers/promises'

import { generateReqId, WsCmd } from '@wecom/aibot-node-sdk'

import type { Machine } from '#src/domain/machine.ts'

import { refusedFrame } from './frames.ts'
import type { Answer } from './outcomes.ts'
import type { Tuning } from './tuning.ts'

export interface ExchangeDeps {
  /** Writes a frame; resolves with its acknowledgement, rejects with a refused one as it came, or with an Error. */
  readonly write: (cmd: string, body: object, reqId: string) => Promise<{ readonly body?: unknown }>
  readonly machine: Machine
  readonly tuning: Tuning
  readonly isOver: () => boolean
  /** Nobody is there any more, although the socket is open. */
  readonly onGone: () => void
}

/** Frames and their acknowledgements over one connection. */
export interface Exchange {
  /** A frame came by itself. */
  readonly heard: () => void
  /** Resolves when it is not in doubt whether the gateway is there. */
  readonly certain: () => Promise<void>
  /** Where no acknowledgement comes, and nothing else, it is certain again when this resolves. */
  readonly send: (cmd: string, body: object, reqId: string) => Promise<Answer>
}

const ownAckMs = 5000
const tooLate = Symbol('no acknowledgement')

export const createExchange = ({ write, machine, tuning, isOver, onGone }: ExchangeDeps): Exchange => {
  const state = { heard: 0, probing: undefined as Promise<void> | undefined }

  const acknowledged = async (reply: Promise<{ readonly body?: unknown }>, withinMs: number): Promise<Answer> => {
    try {
      // A shorter wait than the SDK's own, where one is set.
      const late = withinMs < ownAckMs ? [machine.sleep(withinMs).then(() => tooLate)] : []
      const ack = await Promise.race([reply, ...late])
      if (typeof ack === 'symbol') return { kind: 'unknown', reason: `${withinMs}毫秒内没有回执` }
      state.heard += 1
      return { kind: 'ok', body: ack.body }
    } catch (error) {
      // A refusal is the raw frame; everything else is an Error, and by then the frame was written.
      const frame = refusedFrame.safeParse(error)
      if (!frame.success)
        return { kind: 'unknown', reason: error instanceof Error ? error.message : '企业微信的回执不成样子' }
      state.heard += 1
      return { kind: 'refused', ...frame.data }
    }
  }

  /**
   * Asks a gateway that has fallen silent whether it is there. The SDK's own pings need a minute to find out, in which
   * each message, and the second copy of it, would be written to nobody. Those of another req_id it leaves to us.
   */
  const probe = async (): Promise<void> => {
    const before = state.heard
    await acknowledged(write(WsCmd.HEARTBEAT, {}, generateReqId('probe')), tuning.probeMs)
    // What came while this process was busy is heard first.
    await nextTurn()
    state.probing = undefined
    if (state.heard === before) onGone()
  }

  return {
    heard: () => void (state.heard += 1),
    certain: async () => state.probing,
    send: async (cmd, body, reqId) => {
      const before = state.heard
      const answer = await acknowledged(write(cmd, body, reqId), tuning.ackMs)
      if (answer.kind === 'unknown' && state.heard === before && !isOver()) await (state.probing ??= probe())
      return answer
    },
  }
}
