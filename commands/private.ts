import { Refusal } from '#src/domain/refusal.ts'

import type { CommandContext } from './command.ts'

/** Lists of units and telephones are for the one who asks, never for a group. */
export const onlyInPrivate = (ctx: CommandContext): void => {
  if (ctx.incoming.chatKind === 'group') throw new Refusal('名单不在群里发,请单独发给我。')
}
