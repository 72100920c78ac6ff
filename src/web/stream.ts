import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { Kysely } from 'kysely'

import type { Database } from '#db/schema.ts'
import { readSettings } from '#db/settings.ts'
import { type Line, readTranscript } from '#db/transcript.ts'
import { weekdayName } from '#src/domain/dates.ts'
import { dateAt, wallClock } from '#src/domain/instant.ts'

import { type Bells, createBell } from './bell.ts'
import { type Cursor, cursorText, isBefore, isStale, parseCursor } from './cursor.ts'
import type { ChatDeps } from './deps.ts'
import { lineHtml } from './render.ts'

/** A chat is looked at this often even when nobody rings: `duban clock` runs in another process. */
const lookEveryMs = 5000

/** The clock of the trial, for the top of the page. */
export const clockText = async (db: Kysely<Database>): Promise<string> => {
  const { clock } = await readSettings(db)
  if (clock === undefined) return ''
  const [date = '', time = ''] = wallClock(clock).split(' ')
  return `${date} 星期${weekdayName(date)} ${time}`
}

const lineData = async (chat: string, line: Line): Promise<string> => {
  const day = dateAt(line.at)
  const markup = await lineHtml(chat, line)
  return JSON.stringify({
    key: `${line.by}/${line.id}`,
    by: line.by,
    day: `${day} 星期${weekdayName(day)}`,
    html: markup.toString(),
  })
}

/**
 * The chat as server-sent events: the transcript so far, then what comes. The database alone says what there is; a
 * message shown by the channel only rings. Event ids are cursors, so a browser that reconnects gets exactly the rest.
 */
export const streamChat = (c: Context, deps: ChatDeps, chat: string, bells: Bells): Response =>
  streamSSE(c, async (stream) => {
    const bell = createBell()
    const elsewhere = new Set<string>()
    const stopListening = deps.local.listen(null, (shown) => {
      if (shown.chat !== chat) elsewhere.add(shown.chat)
      bell.ring()
    })
    const takeDown = bells.hang(chat, bell)
    stream.onAbort(bell.ring)
    try {
      const steps = follow(stream, deps.db, chat, parseCursor(c.req.header('last-event-id') ?? c.req.query('after')))
      while (!stream.aborted && !(await steps.next()).done) {
        for (const other of elsewhere) await stream.writeSSE({ event: 'elsewhere', data: other })
        elsewhere.clear()
        await bell.rung(lookEveryMs)
      }
    } catch (error) {
      deps.onError?.(error) // the stream ends here; the browser comes again by itself
    } finally {
      stopListening()
      takeDown()
    }
  })

/** Each step writes what is new. */
async function* follow(
  stream: SSEStreamingApi,
  db: Kysely<Database>,
  chat: string,
  from: Cursor,
): AsyncGenerator<void, void> {
  const seen = { user: new Set<number>(), bot: new Set<number>() }
  let { user, bot } = from
  let clock = ''
  for (let isFirst = true; ; isFirst = false) {
    const { lines, waiting } = await readTranscript(db, chat, seen)
    let fresh = lines
    if (isFirst && isStale(from, lines)) {
      user = 0
      bot = 0
      await stream.writeSSE({ event: 'reset', data: '' })
    } else if (isFirst) fresh = lines.filter((line) => !isBefore(line, from))
    for (const line of lines) seen[line.by].add(line.id)
    for (const [at, line] of fresh.entries()) {
      if (line.by === 'user') user = Math.max(user, line.id)
      else bot = Math.max(bot, line.id)
      const unwritten = fresh.slice(at + 1).flatMap((later) => (later.by === 'bot' ? [later.id] : []))
      const id = cursorText({ user, bot, holes: [...waiting, ...unwritten] })
      await stream.writeSSE({ event: 'line', id, data: await lineData(chat, line) })
    }
    const now = await clockText(db)
    if (now !== clock) await stream.writeSSE({ event: 'clock', data: now })
    clock = now
    if (isFirst) await stream.writeSSE({ event: 'ready', data: '', retry: 1000 })
    yield
  }
}
