import type { Line } from '#db/transcript.ts'

/**
 * What a browser has of a chat: everything up to these ids, but for the messages in `holes`. Messages do not come out in
 * the order of their ids (answers overtake), so one number would not do.
 */
export interface Cursor {
  readonly user: number
  readonly bot: number
  readonly holes: readonly number[]
}

/** '12.40.37.38': user, bot, holes. */
export const cursorText = ({ user, bot, holes }: Cursor): string =>
  [user, bot, ...holes.filter((hole) => hole < bot)].join('.')

/** Anything else than a cursor is none: the browser gets all. */
export const parseCursor = (text: string | undefined): Cursor => {
  if (text === undefined || !/^\d{1,15}(?:\.\d{1,15})+$/.test(text)) return { user: 0, bot: 0, holes: [] }
  const [user = 0, bot = 0, ...holes] = text.split('.').map(Number)
  return { user, bot, holes }
}

/** Whether the browser has this line. */
export const isBefore = (line: Line, cursor: Cursor): boolean =>
  line.by === 'user' ? line.id <= cursor.user : line.id <= cursor.bot && !cursor.holes.includes(line.id)

/** A cursor of another database: that folder was thrown away while the page stood open. */
export const isStale = (cursor: Cursor, lines: readonly Line[]): boolean => {
  const highest = (by: Line['by']): number => Math.max(0, ...lines.flatMap((line) => (line.by === by ? [line.id] : [])))
  return cursor.user > highest('user') || cursor.bot > highest('bot')
}
