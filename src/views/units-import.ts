import { button, list, type Message, text } from '#src/domain/message.ts'
import type { ListedUnit, ReadUnits } from '#src/domain/unit-sheet.ts'
import { unitKinds } from '#src/domain/unit.ts'

import { faultsBlock } from './import-faults.ts'
import { kindNames } from './units.ts'

const byKind = (units: readonly ListedUnit[]): string =>
  unitKinds
    .map((kind) => [kindNames[kind], units.filter((unit) => unit.kind === kind).length] as const)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name}${count}`)
    .join('、')

const some = (names: readonly string[], most = 8): string =>
  `${names.slice(0, most).join('、')}${names.length > most ? ` 等${names.length}家` : ''}`

/** 单位 导入, first: what was read, and the count that completes it. */
export const unitsFirst = (read: ReadUnits, total: number): Message => {
  const { fresh, changed, same, faults } = read
  const completes = `单位 导入 ${total}`
  const guessed = fresh.filter((unit) => unit.guessed)
  const below = fresh.filter(({ parent }) => parent !== null)
  const lines = [
    ...(fresh.length > 0 ? [`新增${fresh.length}家:${byKind(fresh)}`] : []),
    ...(below.length > 0
      ? [
          `其中有上级的${below.length}家:${some(
            below.map(({ name, parent }) => `${name}→${parent}`),
            4,
          )}`,
        ]
      : []),
    ...(guessed.length > 0
      ? [
          `没写类别、按名称归的${guessed.length}家:${some(
            guessed.map(({ name, kind }) => `${name}=${kindNames[kind]}`),
            4,
          )}`,
        ]
      : []),
    ...(changed.length > 0 ? [`已在册、要改的${changed.length}家:${some(changed.map(({ unit }) => unit.name))}`] : []),
    ...(same > 0 ? [`已在册、没有变化${same}家`] : []),
  ]
  return {
    title: `单位表读到${fresh.length + changed.length + same + faults.length}行`,
    blocks: [
      ...(lines.length > 0 ? [list(lines)] : []),
      ...faultsBlock(faults),
      text(
        total === 0
          ? '没有要导入的。请改好表格再发来,再回「单位 导入」。'
          : `确定请回「${completes}」${faults.length > 0 ? ',有问题的改好后再导入一次' : ''}。`,
      ),
    ],
    buttons: total === 0 ? [] : [button(completes)],
  }
}

/** 单位 导入 68, done. `next`: what to do next; may be empty. */
export const unitsDone = ({ fresh, changed, faults }: ReadUnits, next: string): Message => ({
  title: `已导入:新增${fresh.length}家${changed.length > 0 ? `,改${changed.length}家` : ''}`,
  blocks: [...faultsBlock(faults), text(next === '' ? '看名单回「单位」。' : next)],
  buttons: [button('单位')],
})

export const unitCountWrong = (typed: number, total: number): string =>
  total === 0
    ? '表里没有要导入的单位。请改好表格再发来,再回「单位 导入」。'
    : `家数不对:您写了${typed},现在是${total}家。确定请回「单位 导入 ${total}」。`

export const noUnitSheetSaid =
  '还没有单位表。请先发来表格(.xlsx 或 .csv,要有「单位」一列,可有「类别」「上级」「别名」),再回「单位 导入」。'
