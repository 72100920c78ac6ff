import type { ChannelDeps } from '#src/channels/channel.ts'
import type { WecomSettings } from '#src/config.ts'

import { type End, type Link, type LinkEvents, openLink } from './link.ts'
import { isPaced } from './outcomes.ts'
import type { Transport } from './transport.ts'
import type { Tuning } from './tuning.ts'

export interface Session {
  /** The connection that is subscribed now. */
  readonly link: () => Link | null
  /** Why there is none. */
  readonly trouble: () => string | undefined
  /** It does not come back by itself, or not soon. */
  readonly lost: () => boolean
  /** Connects; resolves when the first attempt has succeeded or failed, or has taken its time. */
  readonly start: (onFrame: LinkEvents['onFrame']) => Promise<void>
  /** This connection is no good although it is open: ends it when what was written has been answered, and makes a new one. */
  readonly renew: (link: Link) => void
  /** Resolves with the connection, or with null after `ms` without one. */
  readonly ready: (ms: number) => Promise<Link | null>
  readonly stop: () => void
}

const refusalsAllowed = 2
const failuresBeforeAlarm = 10

const parkedSaid =
  '同一个企业微信机器人在别处登录了,这边已让出连接,几分钟后再试。请停掉另一个使用这个 WECOM_BOT_ID 的程序。'
const refusedSaid = (errcode: number, errmsg: string): string =>
  `企业微信不认 WECOM_BOT_ID 或 WECOM_BOT_SECRET(${errcode} ${errmsg.slice(0, 80)})。请在管理后台核对,改好 .env 后重新启动。`

/** Keeps one subscribed connection, one at a time: the platform gives a bot no more, and the newer evicts the older. */
export const createSession = (
  settings: WecomSettings,
  transport: Transport,
  deps: ChannelDeps,
  tuning: Tuning,
): Session => {
  const { log, machine, alarm } = deps
  const state = {
    current: null as Link | null,
    opening: null as Link | null,
    trouble: '正在连接企业微信' as string | undefined,
    lost: false,
    stopped: false,
    alarmed: false,
    /** The first attempt has succeeded or failed. */
    tried: false,
    links: 0,
  }
  const wakers = new Set<() => void>()
  const wake = (): void => {
    for (const one of wakers) one()
  }

  /** Resolves when the test holds, looked at whenever something has changed, or after `ms`. */
  const waitUntil = async (test: () => boolean, ms: number): Promise<void> => {
    const deadline = machine.now() + ms
    for (let left = ms; left > 0 && !test(); left = deadline - machine.now()) {
      const { promise, resolve } = Promise.withResolvers<void>()
      wakers.add(resolve)
      // In short sleeps, since they hold the process at its end.
      await Promise.race([promise, machine.sleep(Math.min(left, 1000))])
      wakers.delete(resolve)
    }
  }
  const pause = (ms: number): Promise<void> => waitUntil(() => state.stopped, ms)

  const alarmOnce = (text: string): void => {
    if (!state.alarmed) alarm(text)
    state.alarmed = true
  }

  /** One connection, from its beginning to its end; with the time for which it was subscribed, if it was. */
  const live = async (onFrame: LinkEvents['onFrame']): Promise<{ end: End; lived?: number }> => {
    let since: number | undefined
    const link = openLink((state.links += 1), settings, transport, deps, tuning, {
      onFrame: (frame, from) => {
        if (!state.stopped) onFrame(frame, from)
      },
      onReady: (ready) => {
        since = machine.now()
        state.current = ready
        state.trouble = undefined
        state.lost = false
        state.tried = true
        log.info({ link: ready.id }, 'wecom subscribed')
        wake()
      },
    })
    state.opening = link
    const end = await link.ended
    if (state.current === link) state.current = null
    state.tried = true
    return since === undefined ? { end } : { end, lived: machine.now() - since }
  }

  const jitter = (ms: number): number => ms * (0.5 + tuning.random() / 2)

  const run = async (onFrame: LinkEvents['onFrame']): Promise<void> => {
    let [failures, refusals] = [0, 0]
    while (!state.stopped) {
      const { end, lived } = await live(onFrame)
      if (state.stopped) break
      if (lived !== undefined) refusals = 0
      if ((lived ?? 0) >= tuning.stableMs) [failures, state.alarmed] = [0, false]
      log.warn({ ...end, lived }, 'wecom connection ended')
      if (end.kind === 'evicted') {
        state.trouble = parkedSaid
        state.lost = true
        alarmOnce(parkedSaid)
        wake()
        // Never a fight over the bot: each subscribe would evict the other, which would evict us.
        await pause(tuning.parkMs * (1 + tuning.random()))
        state.lost = false
        continue
      }
      if (end.kind === 'refused' && !isPaced(end.errcode)) {
        refusals += 1
        state.trouble = refusedSaid(end.errcode, end.errmsg)
        if (refusals > refusalsAllowed) {
          state.lost = true
          alarm(state.trouble)
          wake()
          return
        }
      } else if (end.kind === 'silent') state.trouble = '企业微信没有应答登录,正在自动重连'
      else if (end.kind === 'closed') state.trouble = `连不上企业微信(${end.reason.slice(0, 100)}),正在自动重连`
      else state.trouble = '正在重新连接企业微信'
      // By then it is no hiccup: with the back-off some minutes.
      if (failures >= failuresBeforeAlarm && end.kind !== 'refused') alarmOnce(state.trouble)
      wake()
      await pause(jitter(Math.min(tuning.reconnectMs * 2 ** failures, tuning.reconnectMostMs)))
      failures = Math.min(failures + 1, 16)
    }
  }

  return {
    link: () => state.current,
    trouble: () => state.trouble,
    lost: () => state.lost,
    start: async (onFrame) => {
      // It has no way to fail but a fault of ours, which must not end in silence.
      run(onFrame).catch((error: unknown) => {
        state.trouble = '企业微信通道出错停下了,请重新启动'
        state.lost = true
        log.error({ err: error }, 'wecom session failed')
        alarm(state.trouble)
      })
      await waitUntil(() => state.tried, tuning.startMs)
    },
    renew: (link) => {
      if (state.current !== link) return
      state.current = null
      state.trouble = '正在重新连接企业微信'
      void link.settled().then(() => link.end())
    },
    ready: async (ms) => {
      await waitUntil(() => state.current !== null || state.lost || state.stopped, ms)
      return state.current
    },
    stop: () => {
      state.stopped = true
      state.current = null
      state.trouble = '企业微信通道已停'
      state.opening?.end()
      wake()
    },
  }
}
