import type { Entity } from './types.ts'

/** What the server marks by itself in a text that a person wrote: Latin commands, mentions, addresses. */
const marks: readonly (readonly [type: string, pattern: RegExp])[] = [
  ['bot_command', /(?<![\p{L}\p{N}_/<>])\/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/<>])/gu],
  ['mention', /(?<![\p{L}\p{N}_/@])@\w{3,32}(?![\w@])/gu],
  ['url', /(?<![\p{L}\p{N}_@])https?:\/\/[^\s<>"'，。；、）]+/gu],
]

/** In the order in which they stand; offsets in UTF-16 units. */
export const entitiesIn = (text: string): readonly Entity[] =>
  marks
    .flatMap(([type, pattern]) =>
      [...text.matchAll(pattern)].map((found) => ({ type, offset: found.index, length: found[0].length })),
    )
    .toSorted((a, b) => a.offset - b.offset)
