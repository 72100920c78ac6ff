import type { HeadPart } from '#src/domain/heads.ts'
import { button, list, type Message, text } from '#src/domain/message.ts'

import { label, type Names, numbersSaid } from './labels.ts'

const most = 5

/** What the head of a unit is told: what is late and what nobody has acknowledged, and what is asked of the head. */
export const headSaid = ({ unitIds, overdue, unacknowledged }: HeadPart, names: Names): Message => {
  const units = [
    ...new Set([...overdue.map(({ assignment }) => assignment.unitId), ...unacknowledged.map(({ unitId }) => unitId)]),
  ]
  const unit = units.length === 1 ? units[0]! : unitIds[0]!
  const of = (id: number): string => (id === unit ? '' : `〔${names.unit(id)}〕`)
  const worst = overdue.toSorted((a, b) => b.days - a.days || a.assignment.number - b.assignment.number)
  const counts = [
    ...(overdue.length > 0 ? [`逾期${overdue.length}条`] : []),
    ...(unacknowledged.length > 0 ? [`未签收${unacknowledged.length}条`] : []),
  ]
  return {
    title: `【督办】${names.unit(unit)} ${counts.join(',')}`,
    blocks: [
      ...(worst.length > 0
        ? [
            list(
              worst
                .slice(0, most)
                .map(({ assignment, days }) => `${of(assignment.unitId)}${label(assignment)} 逾期${days}个工作日`),
              '逾期',
            ),
          ]
        : []),
      ...(worst.length > most ? [text(`另有逾期${worst.length - most}条。`)] : []),
      ...(unacknowledged.length > 0
        ? [text(`交办后还没签收:${numbersSaid(unacknowledged.map(({ number }) => number))}。`)]
        : []),
      text('请督促联络员办理,办好一条报一条;看全部回「事项」。'),
    ],
    buttons: [button('事项')],
  }
}
