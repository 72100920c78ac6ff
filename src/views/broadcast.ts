import type { Receipt, ReceiptState } from '#src/domain/broadcast.ts'
import { monthDay } from '#src/domain/dates.ts'
import { dateAt, type Instant, timeAt } from '#src/domain/instant.ts'
import { button, list, type Message, say, text } from '#src/domain/message.ts'

import type { Names } from './labels.ts'

const some = (units: readonly string[], most = 8): string =>
  units.length > most ? `${units.slice(0, most).join('、')} 等${units.length}家` : units.join('、')

export interface BroadcastPreview {
  readonly scope: string
  readonly text: string
  readonly people: number
  readonly units: number
  readonly unreached: readonly string[]
  readonly inWindow: boolean
}

/** 广播, before: to how many, in which words, and the count that completes it. */
export const broadcastFirst = (preview: BroadcastPreview): Message => {
  const completes = `广播 ${preview.people}`
  return {
    title: `广播给「${preview.scope}」`,
    blocks: [
      { kind: 'quote', text: preview.text },
      text(
        [
          `${preview.units}家单位,${preview.people}人可达。`,
          ...(preview.unreached.length > 0 ? [`电话单${preview.unreached.length}家:${some(preview.unreached)}。`] : []),
          ...(preview.inWindow ? [] : ['现在不是发送时间,并入下一个工作日8:30的提醒。']),
          '今天已另收过一条的,并入明早的提醒。',
          `确定请回「${completes}」。`,
        ].join('\n'),
      ),
    ],
    buttons: [button(completes)],
  }
}

export const broadcastSaid = (queued: number, merged: number, unreached: number): Message =>
  say(
    `已发${queued}人${merged > 0 ? `,${merged}人今天已另收过一条,并入下一次提醒` : ''}${unreached > 0 ? `,电话单${unreached}家` : ''}。回「回执」看谁收到了。`,
    [button('回执')],
  )

/** What a unit gets. */
export const broadcastBody = (office: string, words: string, again: boolean): Message => ({
  title: `${office}通知${again ? '(提醒)' : ''}`,
  blocks: [text(words), text('请回「收到」。')],
  buttons: [button('收到')],
})

const stateNames: Readonly<Record<ReceiptState, string>> = {
  acknowledged: '收到',
  sent: '送达未回',
  unknown: '送达未知',
  waiting: '正在发',
  merged: '并入下一次提醒',
  notReached: '没有送到(电话单)',
}

/** 回执: who has it, who has not, by unit. */
export const receiptsSaid = (
  broadcast: { readonly text: string; readonly sentAt: Instant | null },
  receipts: readonly Receipt[],
  names: Names,
): Message => {
  const at = broadcast.sentAt
  const groups = Object.entries(stateNames).flatMap(([state, name]) => {
    const units = receipts.filter((receipt) => receipt.state === state).map(({ unitId }) => names.unit(unitId))
    return units.length === 0
      ? []
      : [state === 'acknowledged' ? `${name}${units.length}家` : `${name}${units.length}家:${some(units, 12)}`]
  })
  const missing = receipts.filter(({ state }) => state === 'sent' || state === 'unknown').length
  return {
    title: `回执 ${at === null ? '' : `${monthDay(dateAt(at))} ${timeAt(at)}`} ${receipts.length}家`,
    blocks: [
      { kind: 'quote', text: broadcast.text.length > 60 ? `${broadcast.text.slice(0, 60)}…` : broadcast.text },
      list(groups),
      ...(missing > 0 ? [text('只提醒没回的,请回「回执 提醒」。')] : []),
    ],
    buttons: missing > 0 ? [button('回执 提醒')] : [],
  }
}

export const remindedSaid = (queued: number, merged: number): Message =>
  say(`已提醒${queued}人${merged > 0 ? `;${merged}人今天已另收过一条,不再发第三条,并入下一次提醒` : ''}。`, [
    button('回执'),
  ])
