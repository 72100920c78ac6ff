import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { pino } from 'pino'

import { messagesCausedBy } from '#db/messages.ts'

import { readConfig } from '../config.ts'
import { type Core, startCore } from '../core.ts'
import { wallClock } from '../domain/instant.ts'
import { plain } from '../domain/message.ts'
import { play } from './story.ts'
import type { CliCommand, CliIo } from './command.ts'

const indent = (text: string): string => text.replaceAll(/^/gm, '    ')

/** What one says in the local chat, and everything that was sent because of it. */
const speaker = (core: Core, io: CliIo) => {
  let said = 0
  return async (as: string, text: string): Promise<string> => {
    io.out(`\n▶ ${as}:${text}`)
    said += 1
    const id = `demo-${said}`
    await core.app.receive({
      id,
      channel: 'local',
      chat: { id: as, kind: 'single' },
      from: as,
      kind: 'text',
      text,
      files: [],
    })
    await core.app.idle()
    const row = await core.db.selectFrom('inbox').where('incoming_id', '=', id).select('id').executeTakeFirstOrThrow()
    const [answer, ...others] = await messagesCausedBy(core.db, `inbox/${row.id}`)
    const answered = answer === undefined ? '' : plain(answer.body)
    io.out(indent(answered))
    if (others.length > 0) {
      io.out(`  ◇ 同时发出${others.length}条,例如给 ${others[0]!.chat}:`)
      io.out(indent(plain(others[0]!.body)))
    }
    return answered
  }
}

export default {
  name: 'demo',
  summary: '把样例通报从导入到汇总走一遍,不到二十秒',
  usage: 'duban demo\n用临时文件夹,不碰 DATA_DIR。',
  run: async (_args, io) => {
    const dir = mkdtempSync(join(tmpdir(), 'duban-demo-'))
    const log = pino({ level: 'error' }, pino.destination(2))
    const config = readConfig({ ...io.env, DATA_DIR: dir, DATABASE_URL: '', CLOCK: '2021-06-04T09:00' })
    try {
      const core = await startCore(config, { log, say: io.err, onLeaseLost: () => {} })
      try {
        await play({
          say: speaker(core, io),
          heading: (text) => io.out(`\n━━ ${text} ━━`),
          clock: async (to) => {
            await core.app.advance(to)
            io.out(`\n⏱  ${wallClock(core.app.now())}`)
            const rows = await core.db
              .selectFrom('message')
              .where('key', 'like', `digest/${to.slice(0, 10)}/%`)
              .select(['chat', 'body', 'state'])
              .orderBy('id')
              .execute()
            io.out(
              `  每日提醒${rows.length}条${rows.length > 0 ? `,全部${rows.every(({ state }) => state === 'sent') ? '已送达' : '发出'}` : ''}`,
            )
            return new Map(rows.map((row) => [row.chat ?? '', plain(row.body)]))
          },
          show: (text) => io.out(indent(text)),
        })
      } finally {
        await core.stop()
      }
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
    return 0
  },
} satisfies CliCommand
