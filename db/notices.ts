import { createHash } from 'node:crypto'

import type { ColumnType, Generated, Kysely, Transaction } from 'kysely'

import type { IsoDate } from '#src/domain/dates.ts'
import type { Instant } from '#src/domain/instant.ts'
import type { ReadNotice } from '#src/domain/notice/notice.ts'
import type { ReminderPolicy } from '#src/domain/reminders.ts'

import { type Json, json } from './column.ts'
import type { Database } from './schema.ts'

export interface NoticeTable {
  id: Generated<number>
  state: 'draft' | 'published'
  short_name: string
  title: string
  issuer: string | null
  document_number: string | null
  index_number: string | null
  published_on: IsoDate | null
  text: string
  text_sha256: string
  reading: Json<ReadNotice>
  /** Null: the sample; it belongs to every officer of the supervision office. */
  imported_by: number | null
  imported_at: Instant
  published_at: Instant | null
  /** Null: the default. */
  policy: ColumnType<ReminderPolicy | null, string | null | undefined, string | null>
}

export interface Notice {
  readonly id: number
  readonly state: 'draft' | 'published'
  readonly shortName: string
  readonly title: string
  readonly issuer: string | null
  readonly publishedOn: IsoDate | null
  readonly reading: ReadNotice
  readonly importedBy: number | null
}

const columns = [
  'id',
  'state',
  'short_name as shortName',
  'title',
  'issuer',
  'published_on as publishedOn',
  'reading',
  'imported_by as importedBy',
] as const

/** White space and line ends do not make another circular. */
export const fingerprint = (text: string): string =>
  createHash('sha256').update(text.replaceAll(/\s+/g, '')).digest('hex')

export const addNotice = async (
  trx: Transaction<Database>,
  draft: {
    readonly text: string
    readonly shortName: string
    readonly reading: ReadNotice
    readonly by: number | null
    readonly at: Instant
  },
): Promise<number> => {
  const { reading } = draft
  const row = await trx
    .insertInto('notice')
    .values({
      state: 'draft',
      short_name: draft.shortName,
      title: reading.title,
      issuer: reading.issuer,
      document_number: reading.documentNumber,
      index_number: reading.indexNumber,
      published_on: reading.publishedOn,
      text: draft.text,
      text_sha256: fingerprint(draft.text),
      reading: json(reading),
      imported_by: draft.by,
      imported_at: draft.at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export interface Twin extends Notice {
  readonly text: string
  readonly sameText: boolean
}

/** The same circular read before: the same text, or the same index number. */
export const twinOf = async (
  trx: Transaction<Database>,
  text: string,
  indexNumber: string | null,
): Promise<Twin | undefined> => {
  const hash = fingerprint(text)
  const row = await trx
    .selectFrom('notice')
    .where((eb) =>
      indexNumber === null
        ? eb('text_sha256', '=', hash)
        : eb.or([eb('text_sha256', '=', hash), eb('index_number', '=', indexNumber)]),
    )
    .select([...columns, 'text', 'text_sha256'])
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row && { ...row, sameText: row.text_sha256 === hash }
}

/**
 * The notice an officer is working on: the newest one still open to them that is a draft or has something held back.
 * Drafts belong to their importer, the sample to every officer.
 */
export const currentNotice = async (
  trx: Transaction<Database>,
  memberId: number,
  options: { readonly forUpdate?: boolean } = {},
): Promise<Notice | undefined> => {
  let query = trx
    .selectFrom('notice')
    .where((eb) =>
      eb.or([eb('imported_by', '=', memberId), eb('imported_by', 'is', null), eb('state', '=', 'published')]),
    )
    .select(columns)
    .orderBy('id', 'desc')
    .limit(1)
  if (options.forUpdate === true) query = query.forUpdate()
  return query.executeTakeFirst()
}

export const publishedNotices = async (trx: Kysely<Database>): Promise<Notice[]> =>
  trx.selectFrom('notice').where('state', '=', 'published').select(columns).orderBy('id', 'desc').execute()

export const markPublished = async (trx: Transaction<Database>, id: number, at: Instant): Promise<void> => {
  await trx
    .updateTable('notice')
    .set({ state: 'published', published_at: at })
    .where('id', '=', id)
    .where('state', '=', 'draft')
    .execute()
}

/** The text as it was given, for a span of it. */
export const sourceText = async (trx: Kysely<Database>, id: number): Promise<string> =>
  (await trx.selectFrom('notice').where('id', '=', id).select('text').executeTakeFirstOrThrow()).text

export const noticeNames = async (db: Kysely<Database>): Promise<ReadonlyMap<number, string>> => {
  const rows = await db.selectFrom('notice').select(['id', 'short_name']).execute()
  return new Map(rows.map((row) => [row.id, row.short_name]))
}
