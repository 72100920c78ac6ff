import type { ColumnType } from 'kysely'

/** A jsonb column: read as the value, written as its text (an array passed as it is would become a PostgreSQL array). */
export type Json<T> = ColumnType<T, string, string>

export const json = (value: unknown): string => JSON.stringify(value)
