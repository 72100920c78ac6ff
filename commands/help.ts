import { Refusal } from '#src/domain/refusal.ts'
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
  rights: 'everyone',
  args: { about: rest('命令') },
  run: async (trx, ctx, { about }) => {
    if (about === '') return helpSaid(await speakerName(trx, ctx.member), ctx.commands.map(helpOf))
    const wanted = about.replace(/^\//, '').toLowerCase()
    const command = ctx.commands.find(({ name, aliases }) => name === wanted || aliases.includes(wanted))
    if (command === undefined)
      throw new Refusal(`没有「${about}」这个命令,或不在您的权限内。回「帮助」看您可以用的命令。`)
    return commandHelpSaid(helpOf(command))
  },
})
