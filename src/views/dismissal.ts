import { button, list, type Message, say } from '#src/domain/message.ts'

import { channelsSaid } from './people.ts'

export interface Leaver {
  readonly name: string
  /** 县卫健局联络员(A岗) */
  readonly called: readonly string[]
  readonly channels: readonly string[]
  /** Whether he keeps another post. */
  readonly staysElsewhere: boolean
}

export interface Dismissal extends Leaver {
  /** By unit, who is written to from now on; null: nobody can be reached. */
  readonly heirs: readonly { readonly unit: string; readonly open: number; readonly heir: string | null }[]
  /** Messages that wait for him. */
  readonly waiting: number
  /** The text that completes it. */
  readonly completes: string
}

const heirSaid = ({ unit, open, heir }: Dismissal['heirs'][number]): string =>
  heir === null ? `${unit}:待办${open}条,单位没有其他可达的人,列入电话单` : `${unit}:待办${open}条,改由${heir}收信`

/** 停用, first: what would happen, and the text that completes it. */
export const dismissFirst = (leaver: Dismissal): Message => ({
  title: `将停用${leaver.name}(${channelsSaid(leaver.channels)})`,
  blocks: [
    list([
      `岗位:${leaver.called.join('、')}${leaver.staysElsewhere ? ';其他岗位保留' : ''}`,
      ...leaver.heirs.map(heirSaid),
      ...(leaver.waiting > 0 ? [`还没发出的${leaver.waiting}条消息随之改道`] : []),
      '停用后立即不再收到这个岗位的消息,已办的记录都保留',
    ]),
    { kind: 'text', text: `确定请回「${leaver.completes}」。` },
  ],
  buttons: Buffer.byteLength(leaver.completes) <= 64 ? [button(leaver.completes)] : [],
})

/** 停用, done. */
export const dismissedSaid = (
  { name, called, heirs }: Pick<Dismissal, 'name' | 'called' | 'heirs'>,
  rerouted: { readonly moved: number; readonly phone: number; readonly dropped: number },
  invite: string | null,
): Message => {
  const { moved, phone, dropped } = rerouted
  const ways = [
    ...(moved > 0 ? [`${moved}条转给接替的人`] : []),
    ...(phone > 0 ? [`${phone}条列入电话单`] : []),
    ...(dropped > 0 ? [`${dropped}条并入下一次提醒`] : []),
  ]
  return say(
    [
      `已停用${name}的${called.join('、')}。`,
      ...heirs.map(heirSaid),
      ...(ways.length > 0 ? [`没发出的消息:${ways.join(',')}。`] : []),
      ...(invite === null ? [] : [`请尽快邀请接任的人,例:${invite}`]),
    ].join('\n'),
    invite === null || Buffer.byteLength(invite) > 64 ? [] : [button(invite)],
  )
}

/** Several people fit: which one. */
export const whichOneSaid = (
  fitting: readonly { readonly called: string; readonly name: string; readonly says: string }[],
): Message => ({
  title: `有${fitting.length}个岗位符合,停用哪一个?`,
  blocks: [list(fitting.slice(0, 20).map(({ called, name, says }) => `${called} ${name}:回「${says}」`))],
  buttons: fitting.slice(0, 6).flatMap(({ says }) => (Buffer.byteLength(says) <= 64 ? [button(says)] : [])),
})
