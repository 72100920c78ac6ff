import type { Deadline } from '../deadline.ts'
import type { IsoDate } from '../dates.ts'
import type { UnitKind } from '../unit.ts'

/** Offsets into the text as it was given (not the normalised one): text.slice(start, end). */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface ReadUnit {
  /** As the circular writes it. */
  readonly name: string
  /** The registered unit's name, or null: then a blocking question names it. Never a guess. */
  readonly canonical: string | null
  readonly role: 'lead' | 'cooperate'
}

export interface ReadGroup {
  /** As the circular writes it: 所有县直单位和乡镇. */
  readonly words: string
  /** Kinds of the units meant; empty for an open group (县直各责任单位), which is a blocking question. */
  readonly kinds: readonly UnitKind[]
}

export type ItemKind = 'problem' | 'account' | 'duty'
export type EvidenceKind = 'link' | 'accountClosing' | 'document'
export type DutyKind = 'selfCriticism' | 'report' | 'other'

export interface ReadItem {
  /** The circular's own place: 一-3, 五 (a section without numbers), 附2-23, 正文-2. Unique within the notice. */
  readonly place: string
  readonly section: string
  readonly text: string
  /** At most 18 characters, by rule; the office may edit it. */
  readonly title: string
  readonly span: Span
  readonly kind: ItemKind
  readonly evidence: EvidenceKind
  readonly units: readonly ReadUnit[]
  readonly groups: readonly ReadGroup[]
  readonly deadline: Deadline
  readonly account?: {
    readonly name: string
    readonly platform: string
    readonly rows: readonly number[]
    readonly list: string
  }
  readonly duty?: DutyKind
  /** Who receives it: a duty's own receiver, else that of the report duty whose deadline is inherited. */
  readonly reportTo?: ReadUnit
}

/** One thing the circular says about itself, held against what it contains. */
export interface Check {
  readonly what: string
  readonly ok: boolean
  readonly found: string
  readonly expected: string
}

export type QuestionAbout =
  /** blocking: a unit unknown or ambiguous; a group of unnamed units; */
  | 'unit'
  | 'openGroup'
  | 'noUnit'
  /** no deadline and no report duty to inherit from; a deadline that has no computable date */
  | 'noDeadline'
  /** confirmations: the reading stands unless changed */
  | 'group'
  | 'inherited'
  | 'dueToday'
  | 'deadline'
  | 'receiver'
  | 'leftOut'

export interface ReadQuestion {
  readonly about: QuestionAbout
  readonly blocking: boolean
  /** The places of the items concerned, in the circular's order. */
  readonly places: readonly string[]
  /** The words of the circular that raised it (the unit's name as written, the group's words, the deadline's words). */
  readonly words: string
  /** The question as the officer reads it: short Chinese, one or two lines. */
  readonly text: string
  /** Best first. Unit questions: registered names. dueToday: 照发, 不发. receiver: 可以. */
  readonly candidates?: readonly string[]
}

export interface ReadNotice {
  readonly title: string
  readonly issuer: string | null
  /** The registered unit that issued it, if it is one: its own items are the leader's to judge. */
  readonly issuerUnit: string | null
  readonly documentNumber: string | null
  readonly indexNumber: string | null
  readonly publishedOn: IsoDate | null
  /** In the circular's order: body duties by their place in the text come after the attachments' items. */
  readonly items: readonly ReadItem[]
  readonly checks: readonly Check[]
  /** Blocking ones first, each kind in the circular's order. Their index + 1 is the number an officer types. */
  readonly questions: readonly ReadQuestion[]
  /** Lines read as prose that order nothing; none is dropped without being counted here. */
  readonly otherText: number
}
