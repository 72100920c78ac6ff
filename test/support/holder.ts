// A duban reduced to its database: `node holder.ts DATA_DIR` serves, commits one row after the other and prints its
// number after each commit, until somebody kills it.
import { sql } from 'kysely'

import { openDataDir } from '#db/embedded.ts'
import { openDatabase } from '#db/index.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const { socket } = await openDataDir(process.argv[2] ?? '', { serve: true, onWait: say })
const { db } = openDatabase({ socket })
await sql`create table if not exists kept (id int primary key)`.execute(db)
for (let id = 1; ; id++) {
  await sql`insert into kept values (${id})`.execute(db)
  say(String(id))
}
