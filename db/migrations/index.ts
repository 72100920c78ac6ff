import type { Kysely } from 'kysely'

import * as people from './0001-people.ts'
import * as work from './0002-work.ts'
import * as traffic from './0003-traffic.ts'
import * as record from './0004-record.ts'
import * as invites from './0005-invites.ts'
import * as audit from './0006-audit.ts'
import * as policy from './0007-policy.ts'
import * as broadcasts from './0008-broadcasts.ts'
import * as channels from './0009-channels.ts'
import * as secondAccounts from './0010-second-accounts.ts'

export interface Migration {
  readonly name: string
  readonly up: (db: Kysely<unknown>) => Promise<void>
}

/** Forward only; a released one is never edited. */
export const migrations: readonly Migration[] = [
  { name: '0001-people', ...people },
  { name: '0002-work', ...work },
  { name: '0003-traffic', ...traffic },
  { name: '0004-record', ...record },
  { name: '0005-invites', ...invites },
  { name: '0006-audit', ...audit },
  { name: '0007-policy', ...policy },
  { name: '0008-broadcasts', ...broadcasts },
  { name: '0009-channels', ...channels },
  { name: '0010-second-accounts', ...secondAccounts },
]
