import { type Kysely, sql } from 'kysely'

import { Refusal } from '#src/domain/refusal.ts'

import type { Database } from './schema.ts'

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error
    ? String(error.code)
    : error instanceof AggregateError
      ? codeOf(error.errors[0])
      : ''

/** Not there yet, or just restarting: worth waiting for. A wrong password or name is not. */
const passing =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT|57P0[123]|08\w{3}|53300)$/

const hints: Readonly<Record<string, string>> = {
  '28P01': '用户名或密码不对',
  '28000': '不许这个用户连接',
  '3D000': '没有这个数据库',
}

/**
 * Resolves when the database answers; says once that it is waited for. Throws a Refusal for what waiting does not mend.
 */
export const awaitDatabase = async (
  db: Kysely<Database>,
  options: { readonly say: (text: string) => void; readonly everyMs: number },
): Promise<void> => {
  for (let told = false; ;) {
    try {
      await sql`select 1`.execute(db)
      if (told) options.say('数据库连上了。')
      return
    } catch (error) {
      const code = codeOf(error)
      const text = error instanceof Error ? error.message : String(error)
      if (!passing.test(code) && !/timeout|terminated/i.test(text)) {
        throw new Refusal(`连不上 DATABASE_URL 的数据库:${hints[code] ?? text}。请核对 DATABASE_URL。`)
      }
      if (!told) options.say(`数据库还连不上(${code === '' ? text : code}),正在等它,连上后自动继续。`)
      told = true
    }
    await new Promise((resolve) => setTimeout(resolve, options.everyMs))
  }
}
