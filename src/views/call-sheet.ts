import type { Calendar } from '#src/domain/calendar.ts'
import { type Call, type CallReason, unitsToCall } from '#src/domain/call-sheet.ts'
import type { IsoDate } from '#src/domain/dates.ts'
import { type Appointment, type Role, roleNames } from '#src/domain/member.ts'
import { list, type Message, say, text } from '#src/domain/message.ts'

import { inOneLine } from './carried.ts'
import { byUrgency, type Names, numbersSaid } from './labels.ts'

/** Somebody who holds a post, with the number the office may ring. */
export interface Contact {
  readonly name: string
  readonly phone: string | null
  readonly post: Appointment
}

export interface CallSheetInput {
  readonly calendar: Calendar
  readonly today: IsoDate
  readonly calls: readonly Call[]
  /** Units with something open whose head nobody can tell. */
  readonly headless: readonly number[]
  readonly contacts: readonly Contact[]
  readonly names: Names
}

const mostLines = 30

const reasons: Readonly<Record<CallReason, string>> = {
  noLiaison: '没有可达的联络员',
  headOnly: '没有联络员,提醒先发负责人',
  notDelivered: '今天没送达',
  dueBefore: '今天不能再发,等不到下次提醒',
  noHead: '负责人没有绑定',
}

/** A liaison whose account is dead is one all the same. */
const reasonOf = ({ why, hasLiaison }: Call): string => {
  if (why === 'noLiaison' && hasLiaison) return '联络员收不到消息'
  return why === 'headOnly' && hasLiaison ? '联络员收不到消息,提醒先发负责人' : reasons[why]
}

/** Whom to ring: who holds that post, else the unit's head or liaison, whoever has a number. */
const whom = ({ unitId, role: asked }: Call, contacts: readonly Contact[]): string => {
  const order: readonly Role[] = asked === 'head' ? ['head', 'liaison'] : [asked, 'liaison', 'head']
  const own = contacts.filter(({ post }) => post.unitId === unitId)
  const byRole = order.flatMap((one) => own.filter(({ post }) => post.role === one))
  const found = byRole.find(({ phone }) => phone !== null) ?? byRole[0]
  if (found === undefined) return '名册里没有人'
  const role = roleNames[found.post.role]
  return `${found.name.includes(role) ? '' : role}${found.name}${found.phone === null ? '(没有电话)' : ` ${found.phone}`}`
}

const about = ({ calendar, today }: CallSheetInput, { assignments }: Call): string =>
  byUrgency(calendar, assignments, today)
    .map(({ heading, assignments: some }) => `${numbersSaid(some.map(({ number }) => number))} ${heading}`)
    .slice(0, 3)
    .join(';')

/** One sentence to be said on the telephone. */
const sentence = (input: CallSheetInput, call: Call): string => {
  const { assignments, message, why } = call
  if (assignments.length === 0) return message === null ? '请联系督查室。' : inOneLine(message)
  const what = `贵单位督办事项${assignments.length}条:${about(input, call)}。`
  switch (why) {
    case 'noLiaison':
    case 'headOnly':
      return call.hasLiaison
        ? `${what}请办理后报结果;联络员请给机器人发一句话,或向督查室要新的邀请码。`
        : `${what}请今天定一名联络员,向督查室要邀请码。`
    case 'noHead':
      return `${what}请负责人过问,并向督查室要邀请码绑定。`
    case 'notDelivered':
    case 'dueBefore':
      return `${what}请办理后报结果。`
    default:
      return why satisfies never
  }
}

/** 电话单: who must be rung today, whom to ask for, and what to say. */
export const callSheetSaid = (input: CallSheetInput): Message => {
  const { calls, headless, contacts, names } = input
  const missing =
    headless.length === 0
      ? []
      : [
          text(
            `缺可达负责人${headless.length}家:${headless.slice(0, 10).map(names.unit).join('、')}${headless.length > 10 ? ' 等' : ''}。逾期不会往上报,请补上。`,
          ),
        ]
  if (calls.length === 0 && missing.length === 0) return say('今天没有要打电话的。')
  const lines = calls.map((call) => {
    const unit = call.unitId === null ? roleNames[call.role] : names.unit(call.unitId)
    return `${unit}(${reasonOf(call)}):${whom(call, contacts)}\n  说:「${sentence(input, call)}」`
  })
  return {
    title: `电话单${unitsToCall(calls)}家`,
    blocks: [
      ...(lines.length > 0 ? [list(lines.slice(0, mostLines))] : []),
      ...(lines.length > mostLines ? [text(`另有${lines.length - mostLines}家。`)] : []),
      ...missing,
    ],
  }
}
