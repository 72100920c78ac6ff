import type { Transaction } from 'kysely'

import type { Event } from '#db/events.ts'
import type { InboxRow } from '#db/inbox.ts'
import { markGone, memberAt, moveChat, reviveAddress } from '#db/members.ts'
import type { Database } from '#db/schema.ts'
import type { Instant } from '#src/domain/instant.ts'

type Trx = Transaction<Database>
type Recorder = (event: Omit<Event, 'at'>) => void

/** As the office reads it. */
const blockedReason = '已拉黑机器人'

/**
 * What an update says about where somebody can be reached: the bot was shut out, a chat has another id, or, by anything
 * said, that a dead account is alive. True: it says nothing else, and nobody is answered.
 */
export const noteReach = async (trx: Trx, row: InboxRow, now: Instant, record: Recorder): Promise<boolean> => {
  if (row.kind === 'moved') {
    await moveChat(trx, row.channel, row.chat, row.text)
    return true
  }
  const account = { channel: row.channel, id: row.sender }
  const shutOut = row.kind === 'blocked'
  // A group tells nothing of its members' own chats: neither that they are closed nor that they are open again.
  if (row.chatKind === 'group') return shutOut
  // Most people are as alive as they were: no statement is spent on them.
  if (shutOut !== row.senderGone) {
    const member = await memberAt(trx, account)
    if (shutOut) await markGone(trx, account, now, blockedReason)
    else await reviveAddress(trx, account)
    if (member !== undefined)
      record({ by: member.id, what: shutOut ? 'blocked' : 'revived', after: { channel: row.channel } })
  }
  return shutOut
}
