import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { ReadNotice } from '#src/domain/notice/notice.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { circular, lines, read, readSeed, seed } from './circular.ts'

const files = ['accounts-tab', 'body-labels', 'body-only', 'merged-cells', 'no-report', 'table-problems'].map((name) =>
  circular(`${name}.txt`),
)
const prose = fc.constantFrom(
  '各级干部群众同心同德,工作取得了新的成绩。',
  '今年以来,天气总体平稳。',
  '此项工作意义重大。',
  '2019年以来,累计完成投资3亿元。',
)

/** Whatever the text, the reading is one that can be worked with. */
const sound = (notice: ReadNotice, text: string): void => {
  const places = notice.items.map(({ place }) => place)
  expect(new Set(places).size).toBe(places.length)
  for (const { span, title, text: words } of notice.items) {
    expect(span.start).toBeGreaterThanOrEqual(0)
    expect(span.end).toBeLessThanOrEqual(text.length)
    expect(span.start).toBeLessThan(span.end)
    expect(title.length).toBeLessThanOrEqual(18)
    expect(words).not.toBe('')
  }
  for (const { places: concerned } of notice.questions) expect(places).toEqual(expect.arrayContaining([...concerned]))
  const blocking = notice.questions.map((question) => question.blocking)
  expect(blocking).toEqual(blocking.toSorted((a, b) => Number(b) - Number(a)))
  const unknown = notice.items.flatMap(({ units }) => units).filter(({ canonical }) => canonical === null)
  for (const { name } of unknown) {
    expect(notice.questions.some(({ about, words }) => about === 'unit' && words === name)).toBe(true)
  }
}

describe('every reading', () => {
  test('of the sample has spans that hold the words they stand for', () => {
    for (const { span, units, text } of readSeed().items) {
      const there = seed.slice(span.start, span.end)
      expect(there).toContain(text.slice(0, 4))
      for (const { name } of units) expect(there).toContain(name)
    }
  })

  test('is the same a second time', () => {
    for (const text of files) expect(read(text)).toEqual(read(text))
  })

  test('of a circular cut off anywhere is sound, or refused in words', () => {
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
        const part = text.slice(0, Math.floor(text.length * share))
        try {
          sound(read(part), part)
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
        }
      }),
    )
  })

  test('of lines in any order is sound', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...files).chain((text) => fc.shuffledSubarray(text.split('\n'), { minLength: 3 })),
        (shuffled) => {
          const text = shuffled.join('\n')
          try {
            sound(read(text), text)
          } catch (error) {
            if (!(error instanceof Refusal)) throw error
          }
        },
      ),
    )
  })

  test('of random letters of the trade never fails otherwise than in words', () => {
    const words = fc.constantFrom(
      '一、',
      '1.',
      '(一)',
      '责任单位:',
      '县教育局',
      '、',
      '(',
      ')',
      '|',
      '\n',
      '\t',
      '6月8日前',
      '报',
      '请',
      '各单位',
      '附件1',
      '序号',
      '问题',
      '。',
      ' ',
      '3个工作日内',
      '整改时限:',
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
        const text = parts.join('')
        try {
          sound(read(text), text)
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
        }
      }),
    )
  })
})

test('a line of prose in the body loses no item and is counted', () => {
  const bodyOf = (text: string): string[] => text.split('\n')
  fc.assert(
    fc.property(fc.constantFrom('table-problems.txt', 'accounts-tab.txt'), prose, (file, words) => {
      const text = circular(file)
      const from = bodyOf(text).findIndex((line) => line.endsWith(':')) + 1
      const longer = bodyOf(text).toSpliced(from, 0, words).join('\n')
      expect(lines(read(longer))).toEqual(lines(read(text)))
      expect(read(longer).otherText).toBe(read(text).otherText + 1)
    }),
  )
})

test('every row and numbered problem of an attachment is an item or named as left out', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.boolean(), (count, table) => {
      const row = (at: number): string =>
        table ? `${at} | 县教育局 | 问题${at}号未整改 |` : `${at}.问题${at}号未整改(责任单位:县教育局)`
      const head = table ? '序号 | 单位 | 存在问题 |\n' : ''
      const rows = Array.from({ length: count }, (_, at) => row(at + 1)).join('\n')
      const text = `关于检查情况的通报\n县直各单位:\n请各单位于6月8日前将整改情况报县政府督查室。\n县政府办公室\n2021年6月1日\n附件\n问题清单\n${head}${rows}`
      expect(read(text).items.filter(({ kind }) => kind === 'problem')).toHaveLength(count)
    }),
  )
})
