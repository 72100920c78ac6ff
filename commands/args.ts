import { Refusal } from '#src/domain/refusal.ts'

import { type Cursor, take, takeRest } from './cursor.ts'

/** Reads one argument at the cursor. Refuses, in words, what it cannot read. */
export interface Arg<T> {
  /** How it looks in help: '编号', '[说明]'. */
  readonly shape: string
  readonly read: (cursor: Cursor) => T
  /** Of an argument that is a number or stands for one: whether nothing that chooses stands here. */
  readonly misses?: (cursor: Cursor) => boolean
}

const ahead = ({ folded, at }: Cursor): string => folded.slice(at)

/** The rest of what was typed; may be empty. */
export const rest = (shape: string): Arg<string> => ({ shape: shape === '' ? '' : `[${shape}]`, read: takeRest })

/** The rest of what was typed, which must not be empty. */
export const words = (shape: string): Arg<string> => ({
  shape,
  read: (cursor) => {
    const said = takeRest(cursor)
    if (said === '') throw new Refusal(`还缺「${shape}」。`)
    return said
  },
})

const most = 2000
const between = /\s*(?:[、,;]|和|及)\s*|\s+/
const joined = /\s*(?:-|~|—|–|至|到)\s*/

/** A number after a blank counts only when it stands alone: in `整改 3 2021年已公开` 2021 is words. */
const numberAt = (cursor: Cursor, alone: boolean): number | null => {
  const match = take(
    cursor,
    alone ? /#?\s*(\d+)(?=$|[\s、,;。.~—–-]|至|到|和|及|条|号)(?:条|号)?/ : /#?\s*(\d+)(?:条|号)?/,
  )
  if (match === null) return null
  if (match[1]!.length > 7) throw new Refusal(`「${match[1]!.slice(0, 12)}」不像编号,太大了。回「事项」看编号。`)
  return Number(match[1])
}

/** A list of numbers with ranges: `12`, `#12`, `12、13 15-20`, `12至15`. Empty when none stands here. */
export const takeNumbers = (cursor: Cursor): number[] => {
  take(cursor, /\s*/)
  const numbers: number[] = []
  for (let first = true; ; first = false) {
    const start = cursor.at
    if (!first && take(cursor, between) === null) break
    const from = numberAt(cursor, !first)
    if (from === null) {
      cursor.at = start
      break
    }
    const beforeRange = cursor.at
    const to = take(cursor, joined) === null ? null : numberAt(cursor, true)
    if (to === null) cursor.at = beforeRange
    const last = to ?? from
    if (last < from || last - from >= most) {
      throw new Refusal(`「${from}-${last}」不是有效的编号范围,应从小到大,一次最多${most}条。例:15-20`)
    }
    for (let number = from; number <= last; number += 1) numbers.push(number)
  }
  return [...new Set(numbers)]
}

/** What a unit's own people choose from their items. */
export type OwnSelection =
  | { readonly kind: 'numbers'; readonly numbers: readonly number[] }
  | { readonly kind: 'common' | 'all'; readonly except: readonly number[] }
  /** No number: good enough when only one item is open. */
  | { readonly kind: 'only' }

const exceptNumbers = (cursor: Cursor): number[] =>
  take(cursor, /\s*(?:除了?|不含)/) === null ? [] : takeNumbers(cursor)

/** `12`, `12、13 15-20`, `共同`, `共同 除 5`, `全部`, or nothing. */
export const ownSelection: Arg<OwnSelection> = {
  shape: '编号',
  misses: (cursor) => !/^\s*(?:共同|全部|所有|#?\s*\d)/.test(ahead(cursor)),
  read: (cursor) => {
    if (take(cursor, /\s*共同(?:事项)?/) !== null) return { kind: 'common', except: exceptNumbers(cursor) }
    if (take(cursor, /\s*(?:全部|所有)/) !== null) return { kind: 'all', except: exceptNumbers(cursor) }
    const numbers = takeNumbers(cursor)
    return numbers.length > 0 ? { kind: 'numbers', numbers } : { kind: 'only' }
  },
}

/** What a receiver chooses from what is handed in. */
export type JudgedSelection =
  | { readonly kind: 'numbers'; readonly numbers: readonly number[] }
  | {
      readonly kind: 'words'
      /** The words as typed, for the text that completes the act. */
      readonly typed: string
      readonly unit: string | null
      readonly place: string | null
      readonly common: boolean
      readonly exceptUnits: readonly string[]
      /** The number of items, typed to complete the act. */
      readonly count: number | null
    }

const place = /\s*([一二三四五六七八九十]{1,3}(?:-\d{1,3})?|附\d{0,2}-\d{1,4}|正文-\d{1,2})(?=$|\s)/

/** What is called after its kind, as units are. */
const unitLike = /^\s*[^\s\d#]{1,28}(?:局|镇|乡|办|委|会|部|室|院|中心|公司|政府|街道|村|社区|园区|开发区)(?=$|\s)/

/** Whether neither numbers nor places nor words for several items nor a unit stand here. */
export const choosesNothing = (cursor: Cursor): boolean => {
  const said = ahead(cursor)
  return (
    !/^\s*(?:共同|全部|所有|除|#?\s*\d)/.test(said) &&
    !new RegExp(`^${place.source}`).test(said) &&
    !unitLike.test(said)
  )
}

/** `12 13 15-20`, `县卫健局 共同`, `一-1 全部 除 麦市镇`, `全部`; with the count at the end it is done. */
export const judgedSelection: Arg<JudgedSelection> = {
  shape: '编号',
  misses: choosesNothing,
  read: (cursor) => {
    const numbers = takeNumbers(cursor)
    if (numbers.length > 0) return { kind: 'numbers', numbers }
    const start = cursor.at
    let unit: string | null = null
    let where: string | null = null
    let common = false
    let all = false
    const exceptUnits: string[] = []
    for (;;) {
      const placed: RegExpExecArray | null = where === null ? take(cursor, place) : null
      if (placed !== null) where = placed[1]!
      else if (take(cursor, /\s*共同(?:事项)?/) !== null) common = true
      else if (take(cursor, /\s*(?:全部|所有)(?=$|\s)/) !== null) all = true
      else if (take(cursor, /\s*除了?\s*/) !== null) {
        const named = take(cursor, /[^\s\d]+(?:\s+[^\s\d]+)*/)
        exceptUnits.push(...(named?.[0].split(/[、,;\s]+/) ?? []))
      } else if (unit === null && where === null && !common && !all) {
        const named = take(cursor, /\s*([^\s\d#]{2,30})(?=$|\s)/)
        if (named === null) break
        unit = named[1]!
      } else break
    }
    if (unit === null && where === null && !common && !all) {
      throw new Refusal('请写明是哪几条。例:通过 12 13 15-20,或 通过 县卫健局 共同')
    }
    const typed = cursor.typed.slice(start, cursor.at).trim()
    const count = take(cursor, /\s*(\d{1,6})(?=$|\s)/)
    return {
      kind: 'words',
      typed,
      unit,
      place: where,
      common,
      exceptUnits,
      count: count === null ? null : Number(count[1]),
    }
  },
}

/** A count at the end of what was typed, or nothing. */
export const count: Arg<number | null> = {
  shape: '[条数]',
  read: (cursor) => {
    const match = take(cursor, /\s*(\d{1,6})\s*(?:条)?\s*$/)
    if (match !== null) return Number(match[1])
    const other = takeRest(cursor)
    if (other === '') return null
    throw new Refusal(`「${other}」不是条数。请只回条数,例:发布 891`)
  },
}

/** One number, or none. */
export const oneNumber: Arg<number | null> = {
  shape: '编号',
  misses: (cursor) => !/^\s*#?\s*\d/.test(ahead(cursor)),
  read: (cursor) => {
    const numbers = takeNumbers(cursor)
    if (numbers.length > 1) throw new Refusal('一次只看一条。例:详情 12')
    return numbers[0] ?? null
  },
}
