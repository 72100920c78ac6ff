import { type MarkdownBlock, readBlocks } from './markdown-blocks.ts'
import type { Span } from './markdown-inline.ts'

const plainSpans = (spans: readonly Span[]): string => spans.map(({ text }) => text).join('')

const plainBlock = (block: MarkdownBlock): string => {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return plainSpans(block.spans)
    case 'item':
      return `${'  '.repeat(block.depth)}${block.marker} ${plainSpans(block.spans)}`
    case 'quote':
      return plainBlocks(block.blocks).replaceAll(/^/gm, '│ ')
    case 'table':
      return block.rows.map((row) => row.map(plainSpans).join(' | ')).join('\n')
    case 'code':
      return block.text
    case 'rule':
      return '———'
    case 'gap':
      return ''
    default:
      return block satisfies never
  }
}

const plainBlocks = (blocks: readonly MarkdownBlock[]): string => blocks.map(plainBlock).join('\n')

/**
 * What a user reads of the bot's markdown, as plain text: a heading is its words, a list item '• …' or '3. …' indented by
 * two spaces a level, a quote '│ …', a table row its cells joined by ' | ', a rule '———', a picture '[图片]alt';
 * blank lines in a row are one. Lines of a paragraph stay lines (assumed: the documents do not say).
 */
export const readMarkdown = (content: string): string => plainBlocks(readBlocks(content))

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => escapes[char]!)

const htmlSpan = (span: Span): string => {
  let html = escapeHtml(span.text).replaceAll('\n', '<br>')
  if (span.code) html = `<code>${html}</code>`
  if (span.bold) html = `<b>${html}</b>`
  if (span.italic) html = `<i>${html}</i>`
  // The words only: the page leads nowhere.
  return span.link === undefined ? html : `<u title="${escapeHtml(span.link)}">${html}</u>`
}

const htmlSpans = (spans: readonly Span[]): string => spans.map(htmlSpan).join('')

const htmlBlock = (block: MarkdownBlock): string => {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${htmlSpans(block.spans)}</h${block.level}>`
    case 'paragraph':
      return `<p>${htmlSpans(block.spans)}</p>`
    case 'item':
      return `<p class="item" style="margin-left:${block.depth * 1.2}em"><span>${escapeHtml(block.marker)}</span> ${htmlSpans(block.spans)}</p>`
    case 'quote':
      return `<blockquote>${htmlBlocks(block.blocks)}</blockquote>`
    case 'table': {
      const rows = block.rows.map((row, at) => {
        const tag = at === 0 ? 'th' : 'td'
        return `<tr>${row.map((cell) => `<${tag}>${htmlSpans(cell)}</${tag}>`).join('')}</tr>`
      })
      return `<div class="table"><table>${rows.join('')}</table></div>`
    }
    case 'code':
      return `<pre>${escapeHtml(block.text)}</pre>`
    case 'rule':
      return '<hr>'
    case 'gap':
      return ''
    default:
      return block satisfies never
  }
}

const htmlBlocks = (blocks: readonly MarkdownBlock[]): string => blocks.map(htmlBlock).join('')

/** The same as HTML for the page on which one plays the users; everything sent is escaped. */
export const markdownHtml = (content: string): string => htmlBlocks(readBlocks(content))
