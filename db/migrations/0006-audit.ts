import { type Kysely, sql } from 'kysely'

/**
 * The record by assignment: an index over the numbers in its lines, so that nothing beside the hashed text itself says
 * which events an assignment has. A line that cannot be read any more has no numbers; the index never fails.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create function event_numbers(line text) returns text[] language sql immutable parallel safe as $$
      select coalesce(array_agg(n), '{}')
      from regexp_matches(line, '"assignments":\\[([0-9,]+)\\]', 'g') as found,
        unnest(string_to_array(found[1], ',')) as n
    $$`.execute(db)
  await sql`create index event_numbers on event using gin (event_numbers(line))`.execute(db)
}
