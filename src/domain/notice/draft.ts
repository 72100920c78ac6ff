import type { Attachment } from './parts.ts'
import type { DutyKind, ItemKind, ReadGroup, ReadUnit } from './notice.ts'
import type { Register } from './register.ts'
import type { Source } from './source.ts'

/** An item as first read: its words are there, what they mean in days and for whom it is due is not yet. */
export interface Draft {
  readonly place: string
  readonly section: string
  readonly text: string
  /** Offsets into the normalised source. */
  readonly start: number
  readonly end: number
  readonly kind: ItemKind
  readonly units: readonly ReadUnit[]
  readonly groups: readonly ReadGroup[]
  /** The words of its own deadline, in a column or after 整改时限:. */
  readonly deadlineWords: string | null
  readonly receiverWords: string | null
  readonly account?: {
    readonly name: string
    readonly platform: string
    readonly rows: readonly number[]
    readonly list: string
  }
  readonly duty?: DutyKind
  /** The unit's cell was empty and read from the row above. */
  readonly carried?: boolean
  /** The attachment it stands in; null in the body. */
  readonly attachment: number | null
}

/** Offsets into the normalised source. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** What every part of the reader needs. */
export interface Reading {
  readonly source: Source
  readonly register: Register
}

/** The part of the circular a list or table stands in. */
export interface Place {
  /** Null: the body. */
  readonly attachment: Attachment | null
  /** Its number in the order of attachments; 0 for the body. */
  readonly number: number
  /** Whether every numbered paragraph is an item, with or without a unit. */
  readonly listing: boolean
}

/** What a list or table was read into; `left` are lines that could be read as nothing. */
export interface Found {
  readonly drafts: readonly Draft[]
  readonly left: readonly Range[]
  /** Lines that are words and order nothing. */
  readonly prose: number
  /** Entries of a list of problems that names nobody: asked about where a circular has no other items. */
  readonly listed?: readonly Range[]
}

export const placeName = ({ attachment, number }: Place): string =>
  attachment === null ? '正文' : attachment.number === null && number <= 1 ? '附' : `附${attachment.number ?? number}`
