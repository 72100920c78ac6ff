import { button, list, type Message, say, text } from '#src/domain/message.ts'

export interface CommandHelp {
  readonly name: string
  readonly usage: string
  readonly summary: string
  readonly examples: readonly string[]
}

/** 帮助: what this person can type, a line each. */
export const helpSaid = (who: string, commands: readonly CommandHelp[]): Message => ({
  title: `您是${who},可以这样说:`,
  blocks: [
    list(commands.map(({ name, summary, examples }) => `${examples[0] ?? name} — ${summary}`)),
    text('看某个命令的用法,例:帮助 整改'),
  ],
})

/** 帮助 整改 */
export const commandHelpSaid = ({ name, usage, summary, examples }: CommandHelp): Message => ({
  title: `${name}:${summary}`,
  blocks: [text(`写法:${usage}`), list(examples, '例:')],
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
  say(`「${name}」还没有做好,以后的版本提供。现在请打电话给县政府督查室。`, [button('帮助')])

const thanks = /^(?:好|好的|嗯|行|可以|谢谢|辛苦了?|知道了|明白|ok|OK|👌|👍)+[。!!~]*$/

export const notACommandSaid = (typed: string): Message =>
  thanks.test(typed)
    ? say('好的。签收请回「收到」,看待办请回「事项」。', [button('收到'), button('事项')])
    : say(`没看懂「${typed.length > 20 ? `${typed.slice(0, 20)}…` : typed}」。回「帮助」看可以怎么说。`, [
        button('帮助'),
        button('事项'),
      ])

export const emptySaid: Message = say('您发来的内容是空的。回「帮助」看可以怎么说。', [button('帮助')])

export const endedSaid: Message = say(
  '您的身份已停用,不再收发本单位的消息。要重新绑定,请向县政府督查室要邀请码,然后回「绑定 邀请码」。',
)

export const unboundSaid: Message = say(
  '您好,这里是督办机器人。您还没有绑定身份,请向县政府督查室要邀请码,然后回「绑定 邀请码」。',
)

export const looseFileSaid = (names: readonly string[]): Message =>
  say(
    `收到${names.join('、')}。是哪一条的?十分钟内回「整改 编号」即附在那一条上,例:整改 12 已更新;通报请回「导入」,名册请回「名册 导入」。`,
  )

export const failedSaid = (id: string): Message =>
  say(`出错了,编号 ${id}。您的内容没有丢,但这次没有办成;请稍后再发一次,还不行请把编号告诉管理员。`)

export const notAllowedSaid = (command: string, who: string): Message =>
  say(`「${command}」不在您的权限内(您是${who})。回「帮助」看您可以用的命令。`, [button('帮助')])
