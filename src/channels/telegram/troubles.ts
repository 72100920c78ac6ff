import { type Fault, faultText } from './faults.ts'
import type { Tuning } from './tuning.ts'

/** What a failure of the receiving side means. */
export interface Trouble {
  /** In words for the administrator. */
  readonly said: string
  /** Milliseconds until the next try. */
  readonly pauseMs: number
  readonly lost: boolean
  /** Whether a person is told now. */
  readonly isAlarm: boolean
}

/** So many failures in a row are no passing thing. */
const persistent = 10

/** @param failures how many in a row, this one included */
export const backOff = (failures: number, { retryMs, longestRetryMs }: Tuning): number =>
  Math.min(longestRetryMs, retryMs * 2 ** Math.min(failures - 1, 20))

export const lostSaid = 'Telegram 不认这个令牌,已停止收发:请到 @BotFather 核对后改 TELEGRAM_BOT_TOKEN,再重新启动'

/** Both troubles of one answer, 409: who else is polling, or a webhook that somebody set. */
const conflictSaid = (description: string): string =>
  /webhook/i.test(description)
    ? '这个 Telegram 机器人被另外设了 webhook,长轮询收不到消息:请停掉设它的程序'
    : '另一个程序正在用同一个 Telegram 机器人收消息:请停掉一个,或另建机器人换 TELEGRAM_BOT_TOKEN'

/** @param failures how many in a row, this one included */
export const troubleOf = (fault: Fault, failures: number, tuning: Tuning): Trouble => {
  const passing = { pauseMs: backOff(failures, tuning), lost: false, isAlarm: failures === persistent }
  if (fault.kind !== 'told')
    return { ...passing, said: `连不上 Telegram(${fault.reason}):请检查网络,需要代理时设 PROXY_URL` }
  switch (fault.code) {
    case 401:
      return { said: lostSaid, pauseMs: 0, lost: true, isAlarm: true }
    case 404:
      return {
        said: 'Telegram 说没有这个机器人:请核对 TELEGRAM_BOT_TOKEN 和 TELEGRAM_API_ROOT',
        pauseMs: tuning.longestRetryMs,
        lost: false,
        isAlarm: true,
      }
    case 409:
      return { ...passing, said: conflictSaid(fault.description), pauseMs: tuning.conflictMs }
    case 429:
      return { ...passing, said: 'Telegram 要求放慢', pauseMs: fault.retryAfterMs ?? passing.pauseMs }
    default:
      return { ...passing, said: `Telegram 没有受理(${faultText(fault)})` }
  }
}
