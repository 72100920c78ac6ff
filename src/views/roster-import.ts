import type { Instant } from '#src/domain/instant.ts'
import { type Block, button, type FileRef, list, type Message, text } from '#src/domain/message.ts'

import { faultsBlock } from './import-faults.ts'
import { momentSaid } from './people.ts'

export interface RosterCheck {
  /** Who gets a code. */
  readonly fresh: number
  readonly byDuty: readonly (readonly [duty: string, count: number])[]
  /** Bound already, under this name. */
  readonly bound: number
  readonly faults: readonly string[]
  /** Posts that somebody else holds now. */
  readonly succeeding: readonly string[]
}

/** 名册 导入, first: what was read, and the count that completes it. */
export const rosterFirst = ({ fresh, byDuty, bound, faults, succeeding }: RosterCheck): Message => {
  const completes = `名册 导入 ${fresh}`
  const lines = [
    `可发码${fresh}人${byDuty.length > 0 ? `:${byDuty.map(([duty, count]) => `${duty}${count}`).join('、')}` : ''}`,
    ...(bound > 0 ? [`已绑定${bound}人,不再发码`] : []),
    ...(succeeding.length > 0
      ? [
          `其中${succeeding.length}个岗位现有人,新人绑定后由新人接任:${succeeding.slice(0, 6).join('、')}${succeeding.length > 6 ? ' 等' : ''}`,
        ]
      : []),
  ]
  return {
    title: `名册读到${fresh + bound + faults.length}行`,
    blocks: [
      list(lines),
      ...faultsBlock(faults),
      text(
        fresh === 0
          ? '没有要发码的人。请改好表格再发来,再回「名册 导入」。'
          : `确定请回「${completes}」${faults.length > 0 ? ',有问题的改好后再导入一次' : ''}。`,
      ),
    ],
    buttons: fresh === 0 ? [] : [button(completes)],
  }
}

/** 名册 导入 62, done: the codes as files, and who has to be rung. */
export const rosterDone = (
  check: RosterCheck,
  until: Instant,
  files: readonly FileRef[],
  calls: readonly string[],
): Message => ({
  title: `已生成${check.fresh}个邀请码`,
  blocks: [
    text(`${momentSaid(until)}前有效,每个只能用一次。表格用来核对,网页打印后裁开交给本人。请勿发到群里。`),
    ...files.map((file): Block => ({ kind: 'file', file })),
    ...(calls.length > 0
      ? [
          list(
            [...calls.slice(0, 30), ...(calls.length > 30 ? [`其余${calls.length - 30}人见表格`] : [])],
            `要打电话通知的${calls.length}人`,
          ),
        ]
      : []),
    ...faultsBlock(check.faults),
  ],
  buttons: [button('名册')],
})

export const rosterCountWrong = (typed: number, fresh: number): string =>
  `人数不对:您写了${typed},现在是${fresh}人。确定请回「名册 导入 ${fresh}」。`

export const noRosterSaid =
  '还没有名册。请先发来表格(.csv,要有「单位」「姓名」两列,可有「岗位」「手机」),再回「名册 导入」。'
