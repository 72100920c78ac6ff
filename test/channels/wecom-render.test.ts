import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { buttonCard, cardButtons, pressedCard, taskIdOf, typedHint } from '#src/channels/wecom/cards.ts'
import { mostBytes, renderMarkdown } from '#src/channels/wecom/render.ts'
import { type Block, button, list, type Message, say, text } from '#src/domain/message.ts'

import { readMarkdown } from '../standin/wecom/index.ts'

/** What markdown is made of, beside ordinary words. */
const hostile = fc.array(
  fc.oneof(
    fc.constantFrom(...Array.from('\\`*_{}[]()#+-.!|<>~&=:;"\'/@$^%?0123456789 \n\tab县局①,。「」')),
    fc.constantFrom('**', '~~~', '```', '---', '# ', '> ', '- ', '1. ', '&amp;', '&#35;', '<b>', '![x](y)', '[a](b)'),
    fc.constantFrom(':-:', '|-|', '\n===', '\n---', '\n\n', '    ', 'http://a.cn/x_y?a=1&b=2', '__init__', '😀'),
  ),
  { maxLength: 40 },
)
const words = hostile.map((parts) => parts.join(''))

/** Blanks are the platform's: lines, and what stands in them. */
const squeezed = (said: string): string => said.replaceAll(/[\s\u00A0│•]+/g, ' ').trim()

const reads = (message: Message): string => squeezed(renderMarkdown(message).map(readMarkdown).join('\n'))

const visible = words.filter((said) => said.trim() !== '')

type Shape = readonly [place: string, of: (said: string) => Message, around: (said: string) => string]

const shapes: readonly Shape[] = [
  ['a paragraph', (said) => say(said), squeezed],
  ['a list', (said) => ({ blocks: [list([said])] }), squeezed],
  ['a quote', (said) => ({ blocks: [{ kind: 'quote', text: said }] }), squeezed],
  ['the title of a list', (said) => ({ blocks: [list(['甲'], said)] }), (said) => `${squeezed(said)} 甲`],
  ['a title', (said) => ({ title: said, blocks: [text('甲')] }), (said) => `${squeezed(said)} 甲`],
  [
    'a table',
    (said) => ({ blocks: [{ kind: 'table', head: ['单位', said], rows: [[said, '14']] }] }),
    (said) => `单位 | ${squeezed(said)} ${squeezed(said)} | 14`,
  ],
]

describe('text of a user in markdown', () => {
  it.each(shapes)('reads as it was written in %s', (_, of, around) => {
    fc.assert(
      fc.property(visible, (said) => {
        expect(reads(of(said))).toBe(around(said))
      }),
    )
  })

  it('does not become a table, a code, a list, a heading or a rule of its own', () => {
    const lines = [
      '甲|乙\n:-:',
      '甲|乙\n-:',
      '甲\n===',
      '甲\n-',
      '    代码',
      '\t代码',
      '1. 甲\n9. 乙',
      '- 甲',
      '# 题 #',
      '***',
    ]
    for (const said of [...lines, '~~~\n甲', '```\n甲', '> 引', '![图](x)', '&lt;b&gt;', '甲\\', '_斜_ __粗__'])
      expect(reads(say(said))).toBe(squeezed(said))
  })

  it('is left alone where nothing needs escaping', () => {
    const plain = '[文件] #12 权力清单(县公安局)6月8日前,http://a.cn/x_y?a=1&b=2 还有 2 个工作日; 3-5 天 < 10, A&B'
    expect(renderMarkdown(say(plain))).toEqual([plain])
  })
})

describe('a message as bubbles', () => {
  it('is cut between lines, and nothing of it is lost', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), fc.integer({ min: 1, max: 400 }), (lines, times) => {
        const many = lines.flatMap((line) => Array.from({ length: times }, (_, at) => `第${at}条${line.trim()}`))
        const bubbles = renderMarkdown({ title: '督办', blocks: [list(many), { kind: 'quote', text: '完' }] })
        for (const bubble of bubbles) expect(Buffer.byteLength(bubble)).toBeLessThanOrEqual(mostBytes)
        expect(squeezed(bubbles.map(readMarkdown).join('\n'))).toBe(squeezed(`督办\n${many.join('\n')}\n完`))
      }),
      { numRuns: 20 },
    )
  })

  it('never exceeds the platform’s 20,480 bytes, whatever one line is made of', () => {
    for (const char of ['\n', '\t', '*', '县', '😀', ' ', '1.\n', '|', '\r']) {
      const long = char.repeat(12_000)
      const blocks: Block[] = [
        text(long),
        list([long], long),
        { kind: 'quote', text: long },
        { kind: 'table', head: ['单位', long], rows: [[long, long]] },
      ]
      for (const bubble of renderMarkdown({ title: long, blocks }))
        expect(Buffer.byteLength(bubble)).toBeLessThanOrEqual(20_480)
    }
  })

  it('repeats the head of a table where it is cut', () => {
    const rows = Array.from({ length: 2000 }, (_, at) => [`县第${at}局`, '逾期十四个工作日'])
    const bubbles = renderMarkdown({ blocks: [{ kind: 'table', head: ['单位', '情况'], rows }] })
    expect(bubbles.length).toBeGreaterThan(3)
    for (const bubble of bubbles) expect(bubble.startsWith('| 单位 | 情况 |\n| --- | --- |\n| ')).toBe(true)
    expect(bubbles.flatMap((bubble) => bubble.split('\n').slice(2))).toHaveLength(2000)
  })

  it('is never empty', () => expect(renderMarkdown({ blocks: [] })).toEqual(['(空)']))
})

describe('buttons', () => {
  const six = ['收到', '事项', '共同', '详情 12', '整改 12 已更新', '帮助'].map((says) => button(says))

  it('stand in a card, at most six, each once', () => {
    expect(cardButtons([...six, button('我')])).toEqual(six)
    expect(cardButtons([button('收到'), button('收到', '好')])).toEqual([button('收到')])
  })

  it('are cut to what a card shows, and still say all of it', () => {
    const card = buttonCard('digest/1', { title: '政务公开-0604 '.repeat(5), blocks: [] }, [
      button('约谈 恢复 县市场监督管理局', '把县市场监督管理局加回名单'),
    ])
    expect(card).toMatchObject({
      main_title: { title: '政务公开-0604 政务公开-0604 政务公开-…' },
      sub_title_text: '也可以直接回:约谈 恢复 县市场监督管理局',
      button_list: [{ text: '把县市场监督管理局…', key: '约谈 恢复 县市场监督管理局' }],
      task_id: taskIdOf('digest/1'),
    })
    expect(taskIdOf('digest/1')).toMatch(/^[0-9a-f]{64}$/)
    expect(pressedCard('t', '收到', ['事项'])).toMatchObject({
      card_type: 'text_notice',
      task_id: 't',
      main_title: { title: '已按「收到」' },
      sub_title_text: '还可以回:事项',
    })
  })

  it('are a line for those who type, but for what the text has said already', () => {
    expect(typedHint(say('请回「收到」。', six.slice(0, 2)))).toBe('可回:事项')
    expect(typedHint(say('请回「收到」。', six.slice(0, 1)))).toBe('')
    expect(typedHint(say('好的。'))).toBe('')
  })
})
