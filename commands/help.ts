import { Refusal } from '#src/domain/refusal.ts'
import { notInGroupSaid } from '#src/views/group.ts'
import { commandHelpSaid, helpSaid } from '#src/views/help.ts'

import { rest } from './args.ts'
import { type Command, defineCommand, usageOf } from './command.ts'
import { speakerName } from './speaker.ts'

const helpOf = (command: Command) => ({ ...command, usage: usageOf(command) })

export default defineCommand({
  name: '帮助',
  aliases: ['help', '?'],
  summary: '您能用的命令',
  examples: ['帮助', '帮助 整改'],
  english: 'What you can say',
  rights: 'everyone',
  where: 'anywhere',
  args: { about: rest('命令') },
  run: async (trx, { commands, member, inGroup }, { about }) => {
    const here = commands.filter(({ where }) => !inGroup || where === 'anywhere')
    if (about === '') return helpSaid(await speakerName(trx, member), here.map(helpOf), inGroup)
    const wanted = about.replace(/^\//, '').toLowerCase()
    const command = commands.find(({ name, aliases }) => name === wanted || aliases.includes(wanted))
    if (command === undefined)
      throw new Refusal(`没有「${about}」这个命令,或不在您的权限内。回「帮助」看您可以用的命令。`)
    if (!here.includes(command)) throw new Refusal(notInGroupSaid(command.name))
    return commandHelpSaid(helpOf(command))
  },
})
