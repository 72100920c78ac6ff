import { button, list, type Message, say, text } from '#src/domain/message.ts'

import { numbersSaid } from './labels.ts'

export interface CommandHelp {
  readonly name: string
  readonly where: 'private' | 'anywhere'
  readonly usage: string
  readonly summary: string
  readonly examples: readonly string[]
}

/** 帮助: what this person can type, a line each. */
export const helpSaid = (who: string, commands: readonly CommandHelp[], inGroup: boolean): Message => ({
  title: inGroup ? '在群里可以这样说:' : `您是${who},可以这样说:`,
  blocks: [
    list(commands.map(({ name, summary, examples }) => `${examples[0] ?? name} — ${summary}`)),
    text(
      inGroup
        ? '群里只答编号和状态;清单、详情和其余的请单独发给我。'
        : `看某个命令的用法,例:帮助 整改。在群里要@我,只能用${commands
            .filter(({ where }) => where === 'anywhere')
            .map(({ name }) => name)
            .join('、')}。`,
    ),
  ],
})

/** 帮助 整改 */
export const commandHelpSaid = ({ name, where, usage, summary, examples }: CommandHelp): Message => ({
  title: `${name}:${summary}`,
  blocks: [
    text(`写法:${usage}`),
    list(examples, '例:'),
    text(where === 'private' ? '请单独发给我,不在群里用。' : '在群里@我也可以用。'),
  ],
})

export const nearestCommandSaid = (typed: string, says: string, fits: boolean, example?: string): Message =>
  say(
    `没有「${typed}」这个命令。是「${says}」吗?${example === undefined || example === says ? '' : `\n例:${example}`}`,
    fits ? [button(says)] : [],
  )

/** A command's name within a sentence: what it needs is said; nothing is offered that would do it half. */
export const containedCommandSaid = (typed: string, name: string, example: string): Message =>
  example === name
    ? nearestCommandSaid(typed, name, true)
    : say(`没看懂「${typed}」。要${name}请写明编号和说明,例:${example}`, [button('事项'), button(`帮助 ${name}`)])

export const comingSaid = (name: string): Message =>
  say(`「${name}」还没有做好,以后的版本提供。现在请打电话给督查室。`, [button('帮助')])

/** A reply to a message that names several items, with no number typed. `offered`: texts that fit a button. */
export const whichQuotedSaid = (numbers: readonly number[], offered: readonly string[], example: string): Message =>
  say(
    `是哪一条?那条消息里有${numbers.length}条:${numbersSaid(numbers)}。请写编号,例:${example}`,
    offered.map((says) => button(says)),
  )

const thanks = /^(?:好|好的|嗯|行|可以|谢谢|辛苦了?|知道了|明白|ok|OK|👌|👍)+[。!!~]*$/

/** 好的, 谢谢: said to be polite. */
export const isThanks = (typed: string): boolean => thanks.test(typed)

export const notACommandSaid = (typed: string): Message =>
  isThanks(typed)
    ? say('好的。签收请回「收到」,看待办请回「事项」。', [button('收到'), button('事项')])
    : say(`没看懂「${typed.length > 20 ? `${typed.slice(0, 20)}…` : typed}」。回「帮助」看可以怎么说。`, [
        button('帮助'),
        button('事项'),
      ])

export const emptySaid: Message = say('您发来的内容是空的。回「帮助」看可以怎么说。', [button('帮助')])

export const endedSaid: Message = say(
  '您的身份已停用,不再收发本单位的消息。要重新绑定,请向督查室要邀请码,然后回「绑定 邀请码」。',
)

export const unboundSaid: Message = say(
  '您好,这里是督办机器人。您还没有绑定身份,请向督查室要邀请码,然后回「绑定 邀请码」。',
)

export const unboundInGroupSaid: Message = say(
  '您好,这里是督办机器人。您还没有绑定身份,请向督查室要邀请码,然后单独给我发「绑定 邀请码」,不要发在群里。',
)

const usesOfFile: readonly (readonly [command: string, says: string])[] = [
  ['导入', '通报请回「导入」'],
  ['名册', '名册请回「名册 导入」'],
  ['单位', '单位表请回「单位 导入」'],
]

/**
 * A file that came alone: which of the speaker's commands is it for? `number`: the item that the message replied to is about.
 */
export const looseFileSaid = (names: readonly string[], commands: readonly string[], number?: number): Message => {
  const got = `收到${names.join('、')}。`
  if (number !== undefined && commands.includes('整改'))
    return say(`${got}是 #${number} 的吗?十分钟内回「整改 ${number} 见附件」即附上。`, [
      button(`整改 ${number} 见附件`),
    ])
  const uses = usesOfFile.filter(([command]) => commands.includes(command)).map(([, says]) => says)
  if (commands.includes('整改'))
    return say(
      [`${got}是哪一条的?十分钟内回「整改 编号」即附在那一条上,编号看「事项」`, ...uses].join(';').concat('。'),
      [button('事项')],
    )
  return say(
    uses.length === 0 ? `${got}您现在不用交文件。` : `${got}是做什么用的?请在十分钟内告诉我:${uses.join(',')}。`,
  )
}

export const failedSaid = (id: string): Message =>
  say(`出错了,编号 ${id}。您的内容没有丢,但这次没有办成;请稍后再发一次,还不行请把编号告诉管理员。`)

export const notAllowedSaid = (command: string, who: string): Message =>
  say(`「${command}」不在您的权限内(您是${who})。回「帮助」看您可以用的命令。`, [button('帮助')])
