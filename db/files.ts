import { createHash } from 'node:crypto'

import type { Kysely } from 'kysely'

import type { FileRef } from '#src/domain/message.ts'

import type { Database } from './schema.ts'

export interface FileTable {
  sha256: string
  type: string
  size: number
  bytes: Buffer
}

/** Keeps a file under its SHA-256; the same bytes are kept once, whatever they are called. */
export const keepFile = async (
  db: Kysely<Database>,
  file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array },
): Promise<FileRef> => {
  const sha256 = createHash('sha256').update(file.bytes).digest('hex')
  await db
    .insertInto('file')
    .values({ sha256, type: file.type, size: file.bytes.length, bytes: Buffer.from(file.bytes) })
    .onConflict((clash) => clash.column('sha256').doNothing())
    .execute()
  return { sha256, name: file.name, type: file.type, size: file.bytes.length }
}

export const fileBytes = async (db: Kysely<Database>, sha256: string): Promise<Uint8Array | undefined> =>
  (await db.selectFrom('file').where('sha256', '=', sha256).select('bytes').executeTakeFirst())?.bytes
