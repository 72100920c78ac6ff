import type { Kysely } from 'kysely'

import { isRoleBound } from '#db/appointments.ts'
import { appendEvents } from '#db/events.ts'
import { makeInvite } from '#db/invites.ts'
import type { Database } from '#db/schema.ts'
import type { Instant } from '#src/domain/instant.ts'

/**
 * A one-time code for the first administrator, for the terminal of whoever started the server; the one printed at an
 * earlier start is void then. Null: an administrator is bound. `now` is business time.
 */
export const adminCode = async (db: Kysely<Database>, now: Instant): Promise<string | null> =>
  db.transaction().execute(async (trx) => {
    if (await isRoleBound(trx, 'admin')) return null
    const post = { unitId: null, role: 'admin', deputy: false } as const
    const { id, code } = await makeInvite(trx, { post, name: null, phone: null, by: null, at: now })
    await appendEvents(trx, [{ at: now, by: null, what: 'invite', after: { invite: id, ...post } }])
    return code
  })
