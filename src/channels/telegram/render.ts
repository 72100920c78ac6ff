import type { Block, FileRef, Message } from '#src/domain/message.ts'

import { type Keyboard, keyboardOf, typedLine } from './keyboard.ts'
import { lengthOf, linesOf, type Piece, split, titleBlock, write, type Written } from './pieces.ts'
import { tableLines } from './table.ts'

/** One message of Telegram's. */
export type Part =
  | ({ readonly kind: 'text' } & Written)
  /** What is written is the caption; it may be empty. */
  | ({ readonly kind: 'file'; readonly file: FileRef } & Written)

export interface Rendered {
  /** At least one. */
  readonly parts: readonly Part[]
  /** Belongs under the last part. */
  readonly keyboard: Keyboard
}

/** Telegram's limits, in code points after markup is taken away. */
const mostText = 4096
const mostCaption = 1024

const piecesOf = (block: Exclude<Block, { kind: 'file' }>, at: number): Piece[] => {
  switch (block.kind) {
    case 'text':
      return linesOf(block.text, 'none', at)
    case 'quote':
      return linesOf(block.text, 'quote', at)
    case 'list':
      return [
        ...(block.title === undefined ? [] : linesOf(block.title, 'bold', at)),
        ...block.lines.flatMap((line) => linesOf(`· ${line}`, 'none', at)),
      ]
    case 'table': {
      const { kind, lines } = tableLines(block.head, block.rows)
      return lines.flatMap((line) => linesOf(line, kind === 'aligned' ? 'pre' : 'none', at))
    }
    default:
      return block satisfies never
  }
}

const texts = (pieces: readonly Piece[]): Part[] => split(pieces, mostText).map((part) => ({ kind: 'text', ...part }))

const fitsCaption = (pieces: readonly Piece[]): boolean => lengthOf(pieces) <= mostCaption

/** What is said before a file goes with it where it fits; what was typed out under buttons goes with the last part. */
const partsOf = (message: Message): Part[] => {
  const parts: Part[] = []
  let pending: Piece[] = message.title === undefined ? [] : linesOf(message.title, 'bold', titleBlock)
  let lastCaption: Piece[] | undefined
  message.blocks.forEach((block, at) => {
    if (block.kind !== 'file') {
      pending.push(...piecesOf(block, at))
      return
    }
    lastCaption = fitsCaption(pending) ? pending : []
    if (lastCaption !== pending) parts.push(...texts(pending))
    parts.push({ kind: 'file', file: block.file, ...write(lastCaption) })
    pending = []
  })
  const typed = typedLine(message)
  const line = typed === null ? [] : linesOf(typed, 'none', message.blocks.length)
  const last = parts.at(-1)
  const captioned = [...(lastCaption ?? []), ...line]
  if (pending.length === 0 && line.length > 0 && last?.kind === 'file' && fitsCaption(captioned))
    return [...parts.slice(0, -1), { ...last, ...write(captioned) }]
  return [...parts, ...texts([...pending, ...line])]
}

export const render = (message: Message): Rendered => {
  const parts = partsOf(message)
  // Nothing visible in it: Telegram refuses an empty message, and silence would be worse.
  return { parts: parts.length > 0 ? parts : texts(linesOf('(没有内容)', 'none', 0)), keyboard: keyboardOf(message) }
}
