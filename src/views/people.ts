import { monthDay } from '#src/domain/dates.ts'
import { dateAt, type Instant, timeAt } from '#src/domain/instant.ts'
import { button, list, type Message, say, text } from '#src/domain/message.ts'
import { maskPhone } from '#src/domain/phone.ts'

import { channelName } from './channels.ts'

/** 企业微信、Telegram; nothing bound: 未开通. */
export const channelsSaid = (channels: readonly string[]): string =>
  channels.length === 0 ? '未开通' : [...new Set(channels)].map(channelName).join('、')

/** 6月5日09:00 */
export const momentSaid = (at: Instant): string => `${monthDay(dateAt(at))}${timeAt(at)}`

/** The whole number for the supervision office, a masked one for everybody else. */
export const phoneSaid = (phone: string, whole: boolean): string => (whole ? phone : maskPhone(phone))

export const houseRules = '机器人工作日8:30发一条提醒,当天至多再加一条通知;晚上和节假日不发。'

/** The leader has no digest of his own, but the week's. */
export const leaderRules = '每周第一个工作日8:30发一份汇总;平时回「汇总」随时可看。'

export interface Invited {
  readonly code: string
  /** 县卫健局联络员(A岗) */
  readonly called: string
  readonly name: string | null
  readonly expiresAt: Instant
  readonly replaced: boolean
  /** Who holds the post now and will give way. */
  readonly holding: { readonly name: string; readonly channels: readonly string[] } | null
  /** The apps he may bind in. */
  readonly apps: readonly string[]
}

/** 邀请: the one time a code is said. */
export const invitedSaid = ({ code, called, name, expiresAt, replaced, holding, apps }: Invited): Message =>
  say(
    [
      `邀请码 ${code}:${called}${name === null ? '' : ` ${name}`},${momentSaid(expiresAt)}前有效,只能用一次。`,
      `请转给本人:「请${apps.length === 0 ? '' : `在${apps.map(channelName).join('或')}里`}找到"督办机器人",单独给它发:绑定 ${code}」`,
      ...(replaced ? ['同一岗位原来的邀请码已作废。'] : []),
      ...(holding === null
        ? []
        : [`现任${holding.name}(${channelsSaid(holding.channels)});新人绑定后由新人接任,现任不再收到这个岗位的消息。`]),
    ].join('\n'),
  )

export const invitesSaid = (
  open: readonly {
    readonly called: string
    readonly name: string | null
    readonly expiresAt: Instant
    /** The text that makes it void. */
    readonly revokes: string
  }[],
): Message =>
  open.length === 0
    ? say('没有还没用的邀请码。发一个,例:邀请 县卫健局 联络员', [button('名册')])
    : {
        title: `还没用的邀请码${open.length}个`,
        blocks: [
          list(
            open
              .slice(0, 40)
              .map(
                ({ called, name, expiresAt }) =>
                  `${called}${name === null ? '' : ` ${name}`},${momentSaid(expiresAt)}前有效`,
              ),
          ),
          text(
            `${open.length > 40 ? `其余${open.length - 40}个未列。` : ''}码只在发出时显示一次;丢了就再邀请一次,旧码随即作废。收回,例:${open[0]!.revokes}`,
          ),
        ],
      }

export const revokedSaid = (called: string): Message => say(`${called}的邀请码已作废。`)

/** 绑定, done: who one is, what to expect, and what is open. */
export const welcomeSaid = (posts: readonly string[], rules: string, open: Message | null, hint: string): Message => ({
  title: `您好,您是${posts.join('、')}。`,
  blocks: [
    text(hint === '' ? rules : `${rules}\n${hint}`),
    ...(open === null ? [] : [...(open.title === undefined ? [] : [text(open.title)]), ...open.blocks]),
  ],
  buttons: open?.buttons ?? [button('帮助')],
})

export const wrongCodeSaid = (left: number): Message =>
  say(
    left > 0
      ? `邀请码不对、已用过或已过期。请核对后再试(还可试${left}次),或向督查室要新的。`
      : '邀请码不对、已用过或已过期。已试错5次,请一小时后再试,或向督查室要新的。',
  )

export const tooManyTriesSaid: Message = say(
  '一小时内已试错5次,暂时不能再试。请一小时后再回「绑定 邀请码」,或请督查室核对。',
)

export const alreadyBoundSaid = (called: string): Message =>
  say(`您已经是${called},不用再绑定。`, [button('我'), button('帮助')])

export const boundBareSaid = (posts: readonly string[]): Message =>
  say(
    `${posts.length === 0 ? '您现在没有岗位。' : `您是${posts.join('、')}。`}有新的邀请码,回「绑定 邀请码」;看可以怎么说,回「帮助」。`,
    [button('帮助')],
  )

/** A word after the unit that is no role and no person's name as far as one can tell. */
export const neitherRoleNorName = (word: string, unit: string): string =>
  `「${word}」不是角色,也不像姓名。角色有:联络员、B岗、负责人、审核员、县领导、管理员。如果是姓名,请把角色写上:邀请 ${unit} 联络员 ${word}`
