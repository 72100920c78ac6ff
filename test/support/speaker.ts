import { plain } from '#src/domain/message.ts'

import type { TrialApp } from './app.ts'
import type { FaultyChannel } from './faulty-channel.ts'

let said = 0 // of this worker; an update's id is used once

/** Says something from an account of another channel than the local one; resolves with the answer, '' without one. */
export const speaker =
  ({ app, db }: TrialApp, channel: FaultyChannel) =>
  async (account: string, text: string, kind: 'single' | 'group' = 'single'): Promise<string> => {
    said += 1
    const id = `said-${said}`
    const chat = { id: kind === 'group' ? `group of ${account}` : account, kind }
    await channel.say({ id, channel: channel.name, chat, from: account, kind: 'text', text, files: [] })
    await app.idle()
    const row = await db.selectFrom('inbox').where('incoming_id', '=', id).select('id').executeTakeFirstOrThrow()
    const answer = await db.selectFrom('message').where('key', '=', `reply/${row.id}`).select('body').executeTakeFirst()
    return answer === undefined ? '' : plain(answer.body)
  }
