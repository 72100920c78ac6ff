import type { Assignment } from '#src/domain/assignment.ts'
import { missingBoxes } from '#src/domain/assignment.ts'
import { monthDay } from '#src/domain/dates.ts'
import { button, type Message, say } from '#src/domain/message.ts'

import { boxNames, type Names, numbersSaid, receiverSaid, submitExample } from './labels.ts'

const numbersOf = (assignments: readonly Assignment[]): string => numbersSaid(assignments.map(({ number }) => number))

/** 收到 */
export const acknowledgedSaid = (
  count: number,
  broadcasts: number,
  time: string,
  example: Assignment | undefined,
): Message => {
  if (count === 0) return say(broadcasts > 0 ? `通知已签收,${time}。` : '之前已经签收过了。', [button('事项')])
  const next = example === undefined ? '' : `办好一条报一条,例:${submitExample(example)}`
  return say(`已签收${count}条${broadcasts > 0 ? '和通知' : ''},${time}。${next}`, [button('事项')])
}

export interface Submitted {
  readonly done: readonly Assignment[]
  /** Account items of which some boxes are still missing, as they stand after this report. */
  readonly partly: readonly Assignment[]
  readonly refused: readonly string[]
  /** Website items reported without an address. */
  readonly withoutLink: readonly number[]
  readonly files: number
  readonly left: number
  readonly names: Names
}

/** As one would type them: 12 13, or 352-363; many without an order cannot be typed. */
const typedNumbers = (done: readonly Assignment[]): string => {
  const numbers = done.map(({ number }) => number).toSorted((a, b) => a - b)
  if (numbers.length <= 3) return numbers.join(' ')
  const [first, last] = [numbers[0]!, numbers.at(-1)!]
  return last - first === numbers.length - 1 ? `${first}-${last}` : '编号'
}

/** 整改 */
export const submittedSaid = (input: Submitted): Message => {
  const { done, partly, refused, withoutLink, files, left, names } = input
  const said: string[] = []
  if (done.length > 0) {
    const receivers = [...new Set(done.map((one) => receiverSaid(one, names)))]
    said.push(`${numbersOf(done)} 已报${done.length > 1 ? `(${done.length}条)` : ''},待${receivers.join('、')}审核。`)
  }
  for (const one of partly) {
    const missing = missingBoxes(one)
    said.push(`#${one.number} 已记,还差${boxNames(missing)}。例:${submitExample(one)}`)
  }
  if (files > 0) said.push(`附件${files}个已存。`)
  if (withoutLink.length > 0) said.push(`${numbersSaid(withoutLink)} 没附网址,审核时可能要补。`)
  said.push(...refused)
  const undo = done.length > 0 ? `报错了回「撤回 ${typedNumbers(done)}」。` : ''
  said.push(`${undo}${left > 0 ? `剩${left}条。` : '本单位都报完了。'}`)
  return say(said.join('\n'), left > 0 ? [button('事项')] : [])
}

export const withdrawnSaid = (withdrawn: readonly Assignment[], refused: readonly string[]): Message =>
  say([`${numbersOf(withdrawn)} 已撤回,回到待办。`, ...refused].join('\n'), [button('事项')])

export interface Judged {
  readonly done: readonly Assignment[]
  readonly refused: readonly string[]
  readonly waiting: number
  readonly names: Names
}

const unitsOf = (done: readonly Assignment[], names: Names): string => {
  const units = [...new Set(done.map(({ unitId }) => names.unit(unitId)))]
  return units.length > 3 ? `${units.slice(0, 3).join('、')}等${units.length}家` : units.join('、')
}

/** 通过 */
export const acceptedSaid = ({ done, refused, waiting, names }: Judged): Message =>
  say(
    [
      ...(done.length > 0
        ? [`${numbersOf(done)} 已销号${done.length > 1 ? `(${done.length}条)` : ''}:${unitsOf(done, names)}。`]
        : []),
      ...refused,
      waiting > 0 ? `还有${waiting}条待审。` : '没有待审的了。',
    ].join('\n'),
    waiting > 0 ? [button('待审')] : [],
  )

/** 退回 */
export const returnedSaid = ({ done, refused, waiting, names }: Judged, until: string): Message =>
  say(
    [
      ...(done.length > 0
        ? [
            `已退回${done.length}条(${numbersOf(done)})并告知${unitsOf(done, names)}。期限不变${until}。审核占用的时间不计入逾期。`,
          ]
        : []),
      ...refused,
      waiting > 0 ? `还有${waiting}条待审。` : '没有待审的了。',
    ].join('\n'),
    waiting > 0 ? [button('待审')] : [],
  )

/** What a unit is told at once when something is returned. */
export const returnNotice = (returned: readonly Assignment[], reason: string, by: string, grace: string): Message => {
  const first = returned[0]!.number
  const [due] = returned.map(({ dueOn }) => dueOn).toSorted()
  const until = grace === '' ? `期限还是${monthDay(due!)},` : grace
  return {
    title: `${by}退回${returned.length}条`,
    blocks: [
      {
        kind: 'list',
        lines: returned.map(({ number, title }) => `#${number} ${title}`).slice(0, 10),
      },
      { kind: 'text', text: `理由:${reason}\n${until}补正后回「整改 ${first} 说明」。` },
    ],
    buttons: [button(`详情 ${first}`)],
  }
}

/** Before a bulk judgement: what would happen, and the text that completes it. */
export const judgeFirst = (verb: string, completes: string, chosen: readonly Assignment[], names: Names): Message =>
  say(
    `将${verb}${chosen.length}条:${unitsOf(chosen, names)},${numbersOf(chosen)}。确定请回「${completes}」。`,
    Buffer.byteLength(completes) <= 64 ? [button(completes)] : [],
  )

/** 代录: what was entered for units that telephoned. */
export const onBehalfSaid = (input: {
  readonly complete: readonly Assignment[]
  readonly partly: readonly Assignment[]
  readonly refused: readonly string[]
  readonly names: Names
}): Message => {
  const { complete, partly, refused, names } = input
  const units = [...new Set([...complete, ...partly].map(({ unitId }) => names.unit(unitId)))].join('、')
  return say(
    [
      ...(complete.length > 0
        ? [
            `已替${units}记下${numbersOf(complete)}(注明电话代录),待${[...new Set(complete.map((one) => receiverSaid(one, names)))].join('、')}审核。`,
          ]
        : []),
      ...partly.map((one) => `#${one.number} 已记(电话代录),还差${boxNames(missingBoxes(one))}。`),
      ...refused,
    ].join('\n'),
  )
}

export const onBehalfAcknowledgedSaid = (unit: string, count: number): Message =>
  say(`已替${unit}签收${count}条(电话代录)。`)
