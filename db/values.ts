import pg from 'pg'

type Read = (text: string) => unknown

/** What each column type becomes in JavaScript, by PostgreSQL's type number; [of one value, of its arrays]. */
const readers: readonly { readonly oid: number; readonly array: number; readonly read: Read }[] = [
  { oid: 20, array: 1016, read: Number }, // int8 and count(*): our numbers stay below 2^53
  { oid: 1082, array: 1182, read: String }, // date: 'YYYY-MM-DD', never a Date at somebody's midnight
  { oid: 1114, array: 1115, read: String }, // timestamp without zone: as it is
  { oid: 1184, array: 1185, read: (text) => instant(text) },
  { oid: 1700, array: 1231, read: String }, // numeric: as written, nothing rounded
]

/**
 * A timestamptz as the program's Instant, 'YYYY-MM-DDTHH:mm:ss.sssZ'. The connection's time zone is UTC; microseconds
 * are cut off. 'infinity' and '-infinity' stay words.
 */
const instant = (text: string): string => {
  const [, date, time, fraction = ''] = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text) ?? []
  return date ? `${date}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z` : text
}

const textArray = 1009 as never // the types know single values only

const each = (read: Read, value: unknown): unknown => {
  if (value === null) return null
  return Array.isArray(value) ? value.map((inner) => each(read, inner)) : read(value as string)
}

/** The parsers of one connection; nothing global is changed. */
export const valueTypes = (): pg.CustomTypesConfig => {
  const types = new pg.TypeOverrides()
  const split = pg.types.getTypeParser(textArray) as Read
  for (const { oid, array, read } of readers) {
    types.setTypeParser(oid, read)
    types.setTypeParser(array, (text: string) => each(read, split(text)))
  }
  return types
}
