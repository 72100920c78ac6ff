import { commands } from '#commands/index.ts'
import { type Command, type Rights, usageOf } from '#commands/command.ts'
import { roleNames } from '#src/domain/member.ts'

const whose = (rights: Rights): string =>
  rights === 'everyone'
    ? '所有人'
    : rights.map((right) => (right === 'supervision' ? '督查室审核员' : roleNames[right])).join('、')

const row = (command: Command): string =>
  `| \`${usageOf(command)}\` | ${command.aliases.map((alias) => `\`${/^[a-z]/.test(alias) ? `/${alias}` : alias}\``).join(' ')} | ${whose(command.rights)} | ${command.where === 'anywhere' ? '可以' : '单独'} | ${command.summary} | ${command.examples.map((example) => `\`${example}\``).join('<br>')} |`

/** docs/commands.md, from the table of commands. */
export const commandsPage = (): string =>
  [
    '# 命令',
    '',
    '这一页由命令表生成(`npm run docs`),测试保证两者一致。编号前可写可不写 #;全角数字和标点都认;几个编号可以写成 `12、13 15-20`。回复机器人的一条提醒时编号可以不写。群里要 @ 机器人:「可以」的在群里只答编号和状态,「单独」的请单独发给它。',
    '',
    '| 写法 | 别名 | 谁可以用 | 群里 | 做什么 | 例 |',
    '| --- | --- | --- | --- | --- | --- |',
    ...commands.map(row),
    '',
  ].join('\n')
