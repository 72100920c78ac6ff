import type { Generated, Transaction } from 'kysely'

import type { Deadline } from '#src/domain/deadline.ts'
import type { EvidenceKind, ItemKind, ReadItem } from '#src/domain/notice/notice.ts'

import { type Json, json } from './column.ts'
import type { Database } from './schema.ts'

export interface ItemTable {
  id: Generated<number>
  notice_id: number
  place: string
  section: string
  title: string
  text: string
  kind: ItemKind
  evidence: EvidenceKind
  common: boolean
  duty: string | null
  deadline: Json<Deadline>
  account: Json<ReadItem['account'] | null>
  span_start: number
  span_end: number
}

/** Adds the notice's items that are not there yet; returns all its items' ids by place. */
export const addItems = async (
  trx: Transaction<Database>,
  noticeId: number,
  items: readonly ReadItem[],
): Promise<ReadonlyMap<string, number>> => {
  if (items.length > 0) {
    await trx
      .insertInto('item')
      .values(
        items.map((item) => ({
          notice_id: noticeId,
          place: item.place,
          section: item.section,
          title: item.title,
          text: item.text,
          kind: item.kind,
          evidence: item.evidence,
          // A report that every unit owes stands by itself; what is common is listed as one line.
          common: item.kind === 'problem' && item.groups.length > 0,
          duty: item.duty ?? null,
          deadline: json(item.deadline),
          account: json(item.account ?? null),
          span_start: item.span.start,
          span_end: item.span.end,
        })),
      )
      .onConflict((clash) => clash.columns(['notice_id', 'place']).doNothing())
      .execute()
  }
  const rows = await trx.selectFrom('item').where('notice_id', '=', noticeId).select(['id', 'place']).execute()
  return new Map(rows.map((row) => [row.place, row.id]))
}

export interface ItemSource {
  readonly text: string
  readonly deadline: Deadline
  readonly account: ReadItem['account'] | null
}

/** What 详情 shows of the circular itself. */
export const itemSource = async (trx: Transaction<Database>, id: number): Promise<ItemSource> =>
  trx.selectFrom('item').where('id', '=', id).select(['text', 'deadline', 'account']).executeTakeFirstOrThrow()
