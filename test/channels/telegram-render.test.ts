import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { render } from '#src/channels/telegram/render.ts'
import { columnsOf } from '#src/channels/telegram/width.ts'
import { type Block, button, type FileRef, list, type Message, say, text } from '#src/domain/message.ts'

import { parseHtml } from '../standin/telegram/markup.ts'

const file: FileRef = { sha256: 'a'.repeat(64), name: '台账.xlsx', type: 'application/zip', size: 10 }
const table = (head: string[], ...rows: string[][]): Block => ({ kind: 'table', head, rows })
const quote = (said: string): Block => ({ kind: 'quote', text: said })

const htmlOf = (message: Message): string[] => render(message).parts.map(({ html }) => html)
/** As Telegram reads it. */
const readOf = (message: Message): string[] => htmlOf(message).map((html) => parseHtml(html).text)
/** Without what cannot be seen: Telegram trims it, and a table needs its own blanks. */
const squeezed = (said: string): string => said.replaceAll(/[\s\p{Z}\p{Cc}\p{Cf}]+/gu, '')

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        '<b>',
        '</b>',
        '<',
        '>',
        '&',
        '&amp;',
        '&#39;',
        '</pre>',
        '\n',
        '。',
        '#12',
        '_*[`',
        '👨‍👩‍👧',
        '县公安局',
      ),
      {
        maxLength: 20,
      },
    )
    .map((parts) => parts.join('')),
)
const block: fc.Arbitrary<Block> = fc.oneof(
  hostile.map(text),
  hostile.map(quote),
  fc.record({ kind: fc.constant('list' as const), title: hostile, lines: fc.array(hostile, { maxLength: 5 }) }),
  fc.record({
    kind: fc.constant('table' as const),
    head: fc.array(hostile, { minLength: 1, maxLength: 3 }),
    rows: fc.array(fc.array(hostile, { minLength: 1, maxLength: 3 }), { maxLength: 4 }),
  }),
)
const anyMessage: fc.Arbitrary<Message> = fc.record({
  title: hostile,
  blocks: fc.array(block, { maxLength: 6 }),
  buttons: fc.array(
    hostile.map((says) => button(says)),
    { maxLength: 4 },
  ),
})

/** Every text that a message has. */
const textsOf = ({ title = '', blocks }: Message): string[] => [
  title,
  ...blocks.flatMap((one) => {
    if (one.kind === 'list') return [one.title ?? '', ...one.lines]
    if (one.kind === 'table') return one.rows.flat()
    return one.kind === 'file' ? [] : [one.text]
  }),
]

describe('a message for Telegram', () => {
  it('is markup that Telegram takes, and reads as it was written, whatever stands in it', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const { parts } = render(message)
        const all = squeezed(parts.map(({ html }) => parseHtml(html).text).join('\n'))
        for (const { html, plain } of parts) expect(parseHtml(html).text).toBe(plain)
        for (const said of textsOf(message)) expect(all).toContain(squeezed(said.toWellFormed()))
      }),
    )
  })

  it('is never longer than Telegram allows, and whole, however long', () => {
    const long = fc.array(fc.oneof(hostile, fc.constant('整改'.repeat(3000)), fc.constant('😀'.repeat(2500))), {
      minLength: 1,
      maxLength: 200,
    })
    fc.assert(
      fc.property(long, hostile, (lines, quoted) => {
        const parts = readOf({ title: '标题', blocks: [list(lines), quote(`${quoted}引文`.repeat(300))] })
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(4096)
          expect(part.isWellFormed()).toBe(true)
          expect(part.trim()).not.toBe('')
        }
        const all = squeezed(parts.join(''))
        for (const line of lines) expect(all).toContain(squeezed(line.toWellFormed()))
      }),
      { numRuns: 50 },
    )
  })

  it('is split between items, not within one', () => {
    const lines = Array.from({ length: 200 }, (_, at) => `#${at + 1} ${'某某栏目超过一年没有更新'.repeat(3)}`)
    const parts = readOf({ blocks: [list(lines)] })
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.flatMap((part) => part.split('\n'))).toEqual(lines.map((line) => `· ${line}`))
  })

  it('breaks what is longer than one message after a sentence', () => {
    const sentences = Array.from({ length: 300 }, (_, at) => `第${at}处栏目已经更新,材料已经上传。`).join('')
    const parts = readOf(say(sentences))
    expect(parts.length).toBeGreaterThan(1)
    for (const part of parts) expect(part.endsWith('。')).toBe(true)
    expect(parts.join('')).toBe(sentences)
  })

  it('has its title bold, blocks apart, quotes as quotes', () => {
    expect(
      htmlOf({
        title: '政务公开-0604',
        blocks: [text('今天到期1条'), list(['#1 权力清单'], '本单位'), quote('一\n二')],
      }),
    ).toEqual(['<b>政务公开-0604</b>\n今天到期1条\n\n<b>本单位</b>\n· #1 权力清单\n\n<blockquote>一\n二</blockquote>'])
  })

  it('says something even when there is nothing to say', () => {
    expect(htmlOf({ blocks: [text(' \n\u200B')] })).toEqual(['(没有内容)'])
  })
})

describe('a table for Telegram', () => {
  it('stands in columns, Chinese counted as two', () => {
    const [html] = htmlOf({ blocks: [table(['单位', '逾期'], ['县公安局', '14'], ['隽水镇', '3'])] })
    expect(html).toBe('<pre>单位      逾期\n县公安局  14\n隽水镇    3</pre>')
  })

  it('is never wider than a phone: rows say their columns instead', () => {
    const wide = table(['单位', '事项'], ['县政务服务和大数据管理局', '权力清单和责任清单没有动态调整'])
    expect(htmlOf({ blocks: [wide] })).toEqual([
      '· 单位:县政务服务和大数据管理局 · 事项:权力清单和责任清单没有动态调整',
    ])
    const cells = fc.array(hostile, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(cells, fc.array(cells, { maxLength: 5 }), (head, rows) => {
        const html = htmlOf({ blocks: [table(head, ...rows)] }).join('\n')
        for (const [, aligned = ''] of html.matchAll(/<pre>([^]*?)<\/pre>/g))
          for (const line of parseHtml(aligned).text.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(40)
      }),
    )
  })

  it('goes on as a table in the next message', () => {
    const rows = Array.from({ length: 400 }, (_, at) => [`某某单位${at}`, `${at}`])
    const parts = htmlOf({ blocks: [table(['单位', '条数'], ...rows)] })
    expect(parts.length).toBeGreaterThan(1)
    for (const part of parts) expect(part).toMatch(/^<pre>[^]*<\/pre>$/)
  })
})

describe('buttons for Telegram', () => {
  it('are printed as text too, but for what the text quotes already', () => {
    const message = say('请回「收到」', [button('收到'), button('详情 12', '看原文')])
    expect(readOf(message)).toEqual(['请回「收到」\n\n也可以直接回:详情 12'])
    expect(readOf(say('请回「收到」', [button('收到')]))).toEqual(['请回「收到」'])
    expect(readOf(say('选一个', [button('收到'), button('详情 12')]))).toEqual([
      '选一个\n\n也可以直接回:收到 · 详情 12',
    ])
  })

  it('that say more than 64 bytes are only printed', () => {
    const [most, more] = ['整'.repeat(21) + 'a', '整'.repeat(22)]
    const { parts, keyboard } = render(say('选一个', [button(most), button(more)]))
    expect(keyboard.flat().map((one) => one.callback_data)).toEqual([most])
    expect(parts.at(-1)!.plain).toContain(`${most} · ${more}`)
  })

  it('stand in rows that a phone shows whole', () => {
    const rows = render(
      say(
        '选',
        ['收到', '事项', '帮助', '详情 12', '整改 12 已更新并附截图说明'].map((one) => button(one)),
      ),
    ).keyboard
    expect(rows.map((row) => row.map((one) => one.text))).toEqual([
      ['收到', '事项', '帮助'],
      ['详情 12'],
      ['整改 12 已更新并附截图说明'],
    ])
  })
})

describe('a file for Telegram', () => {
  it('bears what is said before it, and the text under the buttons', () => {
    const message: Message = {
      title: '导出',
      blocks: [text('共62行'), { kind: 'file', file }],
      buttons: [button('汇总')],
    }
    expect(render(message).parts).toEqual([
      {
        kind: 'file',
        file,
        html: '<b>导出</b>\n共62行\n\n也可以直接回:汇总',
        plain: '导出\n共62行\n\n也可以直接回:汇总',
      },
    ])
  })

  it('comes after what is too long for a caption', () => {
    const message: Message = { blocks: [text('长'.repeat(1025)), { kind: 'file', file }, text('完')] }
    expect(render(message).parts.map(({ kind, plain }) => [kind, plain.length])).toEqual([
      ['text', 1025],
      ['file', 0],
      ['text', 1],
    ])
  })
})
