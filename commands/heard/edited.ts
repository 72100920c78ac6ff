import type { Message } from '#src/domain/message.ts'
import { editedSaid } from '#src/views/opened.ts'

import type { CommandContext } from '../command.ts'
import { matchCommand } from '../match.ts'

/** A message changed after it was sent does nothing: what it says now is offered, to be sent anew. */
export const answerEdited = ({ incoming, commands, today }: CommandContext): Message => {
  const text = incoming.text.trim()
  return editedSaid(matchCommand(commands, text, today).kind === 'command' ? text : null)
}
