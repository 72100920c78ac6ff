import type pg from 'pg'

/** Every statement that goes to the database while something is done, begin and commit included. */
export const statements = async (
  { pool }: { readonly pool: pg.Pool },
  doing: () => Promise<void>,
): Promise<{ readonly all: readonly string[]; readonly commits: number }> => {
  const all: string[] = []
  const watch = (client: pg.PoolClient): void => {
    if (watchedClients.includes(client)) return
    const query = client.query.bind(client) as (...given: unknown[]) => unknown
    const watched = (...args: unknown[]): unknown => {
      const [first] = args
      all.push(typeof first === 'string' ? first : (first as { text: string }).text)
      return query(...args)
    }
    Object.assign(client, { query: watched })
    client.once('unwatch', () => Object.assign(client, { query }))
    watchedClients.push(client)
  }
  const watchedClients: pg.PoolClient[] = []
  pool.on('acquire', watch)
  await doing()
  pool.off('acquire', watch)
  for (const client of watchedClients) client.emit('unwatch')
  // What follows the last commit is the delivery, which is another story.
  const upTo = all.slice(0, all.lastIndexOf('commit') + 1)
  const alone = upTo.indexOf('begin') > 0 ? 1 : 0
  return { all: upTo, commits: alone + upTo.filter((text) => text === 'commit').length }
}
