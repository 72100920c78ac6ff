import type { ColumnType } from 'kysely'

/** A jsonb column: read as the value, written as its text (an array passed as it is would become a PostgreSQL array). */
export type Json<T> = ColumnType<T, string, string>

/** What jsonb refuses: NUL, and half a sign, which is left where a text was shortened in the middle of an emoji. */
const unstorable = /[\0\p{Surrogate}]/gu
/** How they are written in JSON. */
const escaped = /\\u(?:0000|d[89a-f])/

export const json = (value: unknown): string => {
  const written = JSON.stringify(value)
  // Seldom: a look at every string costs more than writing them.
  if (!escaped.test(written)) return written
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replaceAll(unstorable, '') : part,
  )
}
