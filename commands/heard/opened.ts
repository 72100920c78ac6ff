import type { Transaction } from 'kysely'

import { keysTaken } from '#db/messages.ts'
import type { Database } from '#db/schema.ts'
import type { Message } from '#src/domain/message.ts'
import { openedSaid } from '#src/views/opened.ts'

import type { CommandContext } from '../command.ts'
import { hintFor, openItems } from '../people/open-items.ts'
import { postNames } from '../speaker.ts'

/**
 * What somebody is told who opens the chat: as his digest would say it, which it is not, so that nothing counts as
 * announced; after the day's digest only that it is there.
 */
export const answerOpened = async (trx: Transaction<Database>, ctx: CommandContext): Promise<Message> => {
  const { member, today } = ctx
  const { digest } = await openItems(trx, ctx, member)
  const told = await keysTaken(trx, [`digest/${today}/member ${member.id}`])
  return openedSaid({
    posts: await postNames(trx, member),
    open: digest,
    told: told.size > 0,
    hint: await hintFor(trx, ctx, member, digest),
  })
}
