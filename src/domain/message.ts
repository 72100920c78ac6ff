/** A button is what one would have typed; it carries no right of its own. `says` ≤ 64 bytes of UTF-8 (Telegram's limit). */
export interface Button {
  readonly label: string
  readonly says: string
}

/** A file kept in the store, by its SHA-256. */
export interface FileRef {
  readonly sha256: string
  readonly name: string
  readonly type: string
  readonly size: number
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly title?: string; readonly lines: readonly string[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'quote'; readonly text: string }
  | { readonly kind: 'file'; readonly file: FileRef }

/** What is said, free of any channel's markup. Text in it is plain: each channel escapes on its own surface. */
export interface Message {
  readonly title?: string
  readonly blocks: readonly Block[]
  readonly buttons?: readonly Button[]
}

export const text = (said: string): Block => ({ kind: 'text', text: said })

export const list = (lines: readonly string[], title?: string): Block =>
  title === undefined ? { kind: 'list', lines } : { kind: 'list', title, lines }

/** A message of one paragraph. */
export const say = (said: string, buttons: readonly Button[] = []): Message =>
  buttons.length > 0 ? { blocks: [text(said)], buttons } : { blocks: [text(said)] }

/** A button whose label is the text it says. */
export const button = (says: string, label = says): Button => ({ label, says })

const plainBlock = (block: Block): string => {
  switch (block.kind) {
    case 'text':
      return block.text
    case 'quote':
      return block.text.replaceAll(/^/gm, '│ ')
    case 'list':
      return [...(block.title === undefined ? [] : [block.title]), ...block.lines.map((line) => `· ${line}`)].join('\n')
    case 'table':
      return [block.head, ...block.rows].map((row) => row.join(' | ')).join('\n')
    case 'file':
      return `[文件] ${block.file.name}`
    default:
      return block satisfies never
  }
}

/** The message as plain text, for terminals, tests and channels without markup. */
export const plain = (message: Message): string =>
  [...(message.title === undefined ? [] : [message.title]), ...message.blocks.map(plainBlock)].join('\n')

/** A second copy of something that may have arrived already says so. */
export const markRepeat = (message: Message): Message => ({
  ...message,
  title: `(可能重复)${message.title ?? ''}`,
})
